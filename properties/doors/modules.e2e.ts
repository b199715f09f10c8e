import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UsageError, preview } from '../../contract/index.js';
import { check } from '../check.js';

const root = mkdtempSync(join(tmpdir(), 'woe-modules-'));
const target = (name: string): string => join(root, name);

/** A file in memory that conforms. */
const MY_FILE = `
class MyFile {
  constructor(content) { this.bytes = Uint8Array.from(content); this.slots = []; }
  open(flags) { if (flags.includes('O_TRUNC')) this.ftruncate(this.slots.push({ flags, at: 0 }) - 1, 0); else this.slots.push({ flags, at: 0 }); return this.slots.length - 1; }
  write(fd, segments, position) {
    const slot = this.slots[fd];
    if (!slot || slot.flags.includes('O_RDONLY')) return 'EBADF';
    const data = Buffer.concat(segments.map(({ bytes }) => bytes));
    if (data.length === 0) return 0;
    const start = slot.flags.includes('O_APPEND') ? this.bytes.length : position ?? slot.at;
    if (start + data.length > this.bytes.length) this.grow(start + data.length);
    this.bytes.set(data, start);
    if (position === null) slot.at = start + data.length;
    return data.length;
  }
  read(fd, length, position) {
    const slot = this.slots[fd];
    if (!slot || slot.flags.includes('O_WRONLY')) return 'EBADF';
    const bytes = this.bytes.slice(position ?? slot.at, (position ?? slot.at) + length);
    if (position === null) slot.at += bytes.length;
    return bytes;
  }
  lseek(fd, offset, whence) {
    const slot = this.slots[fd];
    if (!slot) return 'EBADF';
    const to = { SEEK_SET: 0, SEEK_CUR: slot.at, SEEK_END: this.bytes.length }[whence] + offset;
    return to < 0 ? 'EINVAL' : (slot.at = to);
  }
  fstat(fd) { return this.slots[fd] ? { size: this.bytes.length, mode: 0o644, mtime: 0, ctime: 0, capability: false } : 'EBADF'; }
  ftruncate(fd, length) { const slot = this.slots[fd]; if (!slot) return 'EBADF'; if (slot.flags.includes('O_RDONLY')) return 'EINVAL'; this.grow(length); return 0; }
  fsync(fd) { return this.slots[fd] ? 0 : 'EBADF'; }
  fdatasync(fd) { return this.fsync(fd); }
  close(fd) { if (!this.slots[fd]) return 'EBADF'; this.slots[fd] = undefined; return 0; }
  grow(length) { const bytes = new Uint8Array(length); bytes.set(this.bytes.subarray(0, length)); this.bytes = bytes; }
}
exports.myTarget = { name: 'mine', version: '1', capabilities: ['append', 'vectors'], file: { induces: [], prepare: (content) => new MyFile(content) } };
`;

const MODULES: Readonly<Record<string, string>> = {
  'my-file.cjs': MY_FILE,
  'exits-once.cjs': `
const fs = require('node:fs');
const { myTarget } = require('./my-file.cjs');
const prepare = (content) => {
  const marker = require('node:path').join(__dirname, 'has-exited');
  if (!fs.existsSync(marker)) {
    fs.writeFileSync(marker, '');
    process.exit(3);
  }
  return myTarget.file.prepare(content);
};
module.exports = { ...myTarget, file: { induces: [], prepare } };
`,
  'common.js': "module.exports = require('./my-file.cjs').myTarget;",
  'named.cjs': "exports.target = require('./my-file.cjs').myTarget;",
  'esm.mjs': "import mine from './my-file.cjs'; export default mine.myTarget;",
  'made.mjs':
    "import mine from './my-file.cjs'; export const target = async (profile) => ({ ...mine.myTarget, name: 'mine for ' + profile });",
  'esm/of-type.js': "import mine from '../my-file.cjs'; export default mine.myTarget;",
  'esm/package.json': '{ "type": "module" }',
  'typed.ts': "const { myTarget } = require('./my-file.cjs') as { myTarget: object }; export default myTarget;",
  'closing.cjs':
    "const made = require('node:path').join(__dirname, 'made'); require('node:fs').writeFileSync(made, ''); " +
    "module.exports = { ...require('./my-file.cjs').myTarget, close: async () => { require('node:fs').rmSync(made); } };",
  'bad.js': 'const a = 1;\nconst b = ;\n',
  'bad.mjs': '\n\nconst b = ;\n',
  'throws.js': '\n\nundefined.no;\n',
  'missing.cjs': "require('no-such-package');",
  'none.js': 'exports.something = 1;',
  'empty.mjs': '',
  'refuses.js': "module.exports = () => { throw new Error('no room'); };",
  'wrong.js': "module.exports = { name: 'x', version: 1, capabilities: [] };",
  'incomplete.js':
    "module.exports = { name: 'x', version: '1', capabilities: [], file: { induces: [], prepare: () => ({ open: () => 3 }) } };",
  'typed.mts': 'export default {};',
  'getter.js':
    "module.exports = { name: 'x', version: '1', capabilities: [], get iter() { throw new Error('no such door'); } };",
  'exporter.js': "module.exports = { get target() { throw new Error('no export'); } };",
  'member.js':
    "module.exports = { name: 'x', version: '1', capabilities: [], iter: { get writeIter() { throw new Error('no way'); } } };",
};

/** These never become loaded: only a thread can load them. */
const NEVER: Readonly<Record<string, string>> = {
  'loops.js': 'while (true);',
  'exits.js': 'process.exit(0);',
  'awaits.mjs': 'await new Promise(() => {}); export default {};',
  'throws-later.mjs': "setTimeout(() => { throw new Error('later'); }); await new Promise(() => {});",
};

/** Loads every module of that list in one real Node, for Jest's own has no import(), and prints what became of it. */
const LOADER = `
require('ts-node').register({ transpileOnly: true, experimentalResolver: true, compilerOptions: { module: 'node16' } });
const { moduleTarget } = require('./impl/doors/module-target.ts');
(async () => {
  const told = {};
  for (const name of process.argv.slice(1))
    await moduleTarget(name, 'posix').then(
      (target) => { told[name] = { name: target.name, prepares: typeof target.file.prepare }; },
      (error) => { told[name] = { error: error.name, message: error.message }; },
    );
  console.log(JSON.stringify(told));
})();
`;

interface Told {
  readonly name?: string;
  readonly prepares?: string;
  readonly error?: string;
  readonly message?: string;
}
const told: Record<string, Told> = {};

beforeAll(() => {
  for (const [name, text] of Object.entries({ ...MODULES, ...NEVER })) {
    mkdirSync(dirname(target(name)), { recursive: true });
    writeFileSync(target(name), text);
  }
  const names = [...Object.keys(MODULES), 'nowhere.js'].map(target);
  const cwd = resolve(__dirname, '../..');
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', LOADER, ...names], { cwd, encoding: 'utf8' });
  expect(stderr).toBe('');
  Object.assign(told, JSON.parse(stdout));
}, 60_000);
afterAll(() => {
  rmSync(root, { recursive: true });
});

describe('a target in a module', () => {
  it.each(['common.js', 'named.cjs', 'esm.mjs', 'esm/of-type.js', 'typed.ts'])('is found in %s', (name) => {
    expect(told[target(name)]).toEqual({ name: 'mine', prepares: 'function' });
  });

  it('is made by a function of the profile', () => {
    expect(told[target('made.mjs')].name).toBe('mine for posix');
  });

  it.each([
    ['nowhere.js', 'expected a module, there is no such file; e.g. woe check ./my-target.js'],
    ['bad.js', ':2: syntax error: Unexpected token'],
    ['bad.mjs', ':3: syntax error: Unexpected token'],
    ['throws.js', ":3: loading it threw: Cannot read properties of undefined (reading 'no')"],
    ['missing.cjs', "loading it threw: Cannot find module 'no-such-package'"],
    [
      'none.js',
      'expected a target as default export, module.exports or target, got "something"; e.g. module.exports = def',
    ],
    ['empty.mjs', 'got nothing of the kind; e.g. module.exports = defineTarget({'],
    ['refuses.js', 'loading it threw: no room'],
    ['wrong.js', "version: expected a version in quotes, got 1; e.g. version: '1.0.0'"],
    ['getter.js', 'expected members that can be read, got one that throws "no such door"'],
    ['exporter.js', ':1: loading it threw: no export'],
    ['member.js', 'expected members that can be read, got one that throws "no way"'],
    ['typed.mts', 'expected TypeScript that becomes CommonJS, got an ES module; e.g. name it my-target.cts'],
  ])('is refused in one line when it is wrong: %s', (name, message) => {
    const { error, message: said } = told[target(name)];
    expect(error).toBe('UsageError');
    expect(said).toContain(message);
    expect(said).not.toContain('\n');
  });

  it('runs in a thread, by its path', async () => {
    const result = await check({ target: target('esm.mjs'), runs: 20 });
    expect([result.target.name, result.verdict, result.reasons]).toEqual(['mine', 'conformant', []]);
  }, 60_000);

  it.each([
    ['loops.js', 'took more than 10 s: an endless loop?'],
    ['exits.js', 'ended its thread with code 0: process.exit, or an await of what never comes?'],
    ['awaits.mjs', 'ended its thread with code'],
    ['throws-later.mjs', 'ended its thread: later'],
  ])(
    'is refused when it never becomes loaded: %s',
    async (name, message) => {
      const refused = check({ target: target(name), runs: 0, workers: 1 });
      await expect(refused).rejects.toThrow(UsageError);
      await expect(refused).rejects.toThrow(`${preview(target(name))}: loading it ${message}`);
    },
    60_000,
  );

  it('is closed in its thread at the end, and takes away what it made', async () => {
    writeFileSync(target('made'), '');
    await check({ target: target('closing.cjs'), runs: 0, only: ['calls-behave'] });
    expect(existsSync(target('made'))).toBe(false);
  }, 60_000);

  it('crashes without a culprit when it ends its thread only once', async () => {
    const { verdict, reasons } = await check({ target: target('exits-once.cjs'), runs: 5, workers: 1 });
    expect(verdict).toBe('crashed');
    expect(reasons[0]).toMatch(/; none of the \d+ scenarios it was given does that again, the first is shown$/);
  }, 60_000);

  it('crashes in words when its file lacks a call', async () => {
    const { verdict, reasons } = await check({ target: target('incomplete.js'), runs: 5 });
    const expected = 'mount threw "file.prepare: its file lacks write(fd, segments, position)"';
    expect([verdict, reasons[0]]).toEqual(['crashed', expected]);
  }, 60_000);
});
