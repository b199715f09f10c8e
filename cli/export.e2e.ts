/** What the exported programs do when they run: on this machine's files, and on ones that lie as the mutant does. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const ROOT = resolve(__dirname, '..');
const WOE = join(ROOT, 'dist', 'cli', 'woe.js');
const SHIMS = join(ROOT, 'fixtures', 'shims');
const MINUTE = 60_000;

let dir = '';
beforeAll(() => {
  // On a disk: what is asked of a real filesystem, e.g. set-id bits, not every other one has.
  dir = mkdtempSync(join(tmpdir(), 'woe-export-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function run(command: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}) {
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', ...options.env };
  // What Jest tells its own children must not reach another Jest.
  delete env.NODE_ENV;
  delete env.JEST_WORKER_ID;
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: options.cwd ?? dir, env, encoding: 'utf8' });
  return { code: status, output: (stdout ?? '') + (stderr ?? '') };
}

/** The file of a counterexample of this mutant to this rule; only that rule is judged, for it is quicker. */
function counterexample(mutant: string, level: string, rule: string): string {
  const out = join(dir, 'found', mutant);
  const file = join(out, `${rule}.${level}.counterexample.json`);
  const search = [`mutant:${mutant}`, '--level', level, '--only', rule, '--runs', '0', '--workers', '0'];
  if (!existsSync(file)) run(WOE, ['check', ...search, '--out', out]);
  if (!existsSync(file)) throw new Error(`the sweep finds no counterexample of ${mutant} to ${rule}`);
  return file;
}

function exported(mutant: string, level: string, rule: string, form: string, file: string): string {
  const out = join(dir, file);
  const ran = run(WOE, ['export', counterexample(mutant, level, rule), '--as', form, '--out', out]);
  expect(ran).toEqual({ code: 0, output: '' });
  return out;
}

const hasGcc = run('gcc', ['--version'], { cwd: tmpdir() }).code === 0;
if (!hasGcc) process.stderr.write('skipped: there is no gcc, which the exported C programs are compiled with\n');

/** A fresh directory of its own for each program: nothing may be left in it. */
function expectCode(code: number, line: RegExp, program: string, env: NodeJS.ProcessEnv = {}): void {
  const place = mkdtempSync(join(dir, 'place-'));
  const ran = run(program, [place], { env });
  expect(ran.output).toMatch(line);
  expect(ran.code).toBe(code);
  expect(readdirSync(place)).toEqual([]);
}

(hasGcc ? describe : describe.skip)('the C program', () => {
  const build = (output: string, source: string, ...flags: string[]): void =>
    expect(run('gcc', ['-std=c11', '-Wall', '-Wextra', '-Werror', ...flags, '-o', output, source])).toEqual({
      code: 0,
      output: '',
    });

  test.each([
    ['return', 'error-hides-first-segment', 'perform-bad-segment-keeps-progress'],
    ['return, behind RLIMIT_FSIZE', 'limit-refuses-whole-write', 'checks-limit-cuts'],
    ['signal', 'limit-without-signal', 'checks-limit-reached'],
    ['offset', 'pwrite-moves-offset', 'pwrite-leaves-offset'],
    ['offset of another count', 'writev-returns-last-segment', 'pos-follows-written'],
    ['content', 'partial-page-not-read', 'content-written-bytes'],
    ['size', 'zero-length-grows-file', 'checks-zero-length-no-effect'],
    ['metadata', 'setuid-survives-write', 'privs-setuid-stripped'],
  ])(
    '%s: conforms on a real file, deviates when the calls lie as mutant:%s',
    (_, mutant, rule) => {
      const program = join(dir, mutant);
      const shim = join(dir, `${mutant}.so`);
      build(program, exported(mutant, 'file', rule, 'c', `${mutant}.c`), '-pedantic');
      build(shim, join(SHIMS, `${mutant}.c`), '-shared', '-fPIC', '-ldl');
      expectCode(0, /^conforms: call \d+, \w+, stays within what is allowed\n$/, program);
      expectCode(1, /^deviates: call \d+, \w+: .* is .*; allowed are only: .*\n$/, program, { LD_PRELOAD: shim });
    },
    MINUTE,
  );

  test('exits 2 where it can not run', () => {
    const program = join(dir, 'lost');
    build(program, exported('pwrite-moves-offset', 'file', 'pwrite-leaves-offset', 'c', 'lost.c'));
    expect(run(program, [])).toMatchObject({ code: 2, output: expect.stringMatching(/^usage: /) });
    expect(run(program, ['/nowhere'])).toMatchObject({ code: 2, output: expect.stringMatching(/^could not run: /) });
  });
});

describe('the script for Node', () => {
  /** Each does with node's fs what the mutant does. */
  const LIES: Readonly<Record<string, string>> = {
    'pwrite-moves-offset': `writeSync(fd, buffer, offset, length, position) {
      const done = fs.writeSync(fd, buffer, offset, length, position);
      if (position === null) return done;
      const { size } = fs.fstatSync(fd);
      fs.writeSync(fd, Buffer.alloc(position + done), 0, position + done, null);
      fs.ftruncateSync(fd, size);
      return done;
    }`,
    'writes-read-only': `writeSync(...args) {
      try { return fs.writeSync(...args); } catch { return args[3]; }
    }`,
    'zero-length-grows-file': `writeSync(fd, buffer, offset, length, position) {
      if (length === 0 && fs.fstatSync(fd).size < position) fs.ftruncateSync(fd, position);
      return fs.writeSync(fd, buffer, offset, length, position);
    }`,
    'partial-page-not-read': `writeSync(fd, buffer, offset, length, position) {
      const done = fs.writeSync(fd, buffer, offset, length, position);
      const rest = Math.min(4096, fs.fstatSync(fd).size) - done;
      if (rest > 0) fs.writeSync(fd, Buffer.alloc(rest), 0, rest, done);
      return done;
    }`,
  };

  test.each([
    ['return', 'writes-read-only', 'checks-descriptor-not-writable'],
    ['offset', 'pwrite-moves-offset', 'pwrite-leaves-offset'],
    ['content', 'partial-page-not-read', 'content-written-bytes'],
    ['size', 'zero-length-grows-file', 'checks-zero-length-no-effect'],
  ])(
    '%s: conforms with node:fs, deviates with an fs that lies as mutant:%s',
    (_, mutant, rule) => {
      const script = exported(mutant, 'file', rule, 'node', `${mutant}.mjs`);
      const lie = join(dir, `${mutant}.cjs`);
      writeFileSync(lie, `const fs = require('node:fs');\nmodule.exports = { ...fs, ${LIES[mutant]} };\n`);
      const place = mkdtempSync(join(dir, 'place-'));
      const honest = run('node', [script, 'node:fs', place]);
      expect(honest.output).toMatch(/^conforms: /);
      expect(honest.code).toBe(0);
      const lying = run('node', [script, `./${mutant}.cjs`, place]);
      expect(lying.output).toMatch(/^deviates: call \d+, \w+: .* is .*; allowed are only: .*\n$/);
      expect(lying.code).toBe(1);
      expect(readdirSync(place)).toEqual([]);
    },
    MINUTE,
  );

  test('finds the known bug of memfs: it writes through a descriptor that is open for reading only', () => {
    symlinkSync(join(ROOT, 'node_modules'), join(dir, 'node_modules'));
    const script = exported('writes-read-only', 'file', 'checks-descriptor-not-writable', 'node', 'memfs.mjs');
    const ran = run('node', [script, 'memfs', '/']);
    expect(ran.output).toMatch(/^deviates: call 1, \w+: return is \d+; allowed are only: EBADF\n$/);
    expect(ran.code).toBe(1);
  });

  test('exits 2 where it can not run', () => {
    const script = exported('writes-read-only', 'file', 'checks-descriptor-not-writable', 'node', 'lost.mjs');
    expect(run('node', [script, './nothing.js'])).toMatchObject({
      code: 2,
      output: expect.stringMatching(/^could not run/),
    });
    expect(run('node', [script, 'node:path'])).toMatchObject({ code: 2, output: expect.stringMatching(/no openSync/) });
  });

  test.each([
    ['offset', 'ki-pos-runs-ahead', 'pos-flush-error-stays-at-direct', /ki_pos is 2; allowed are only: 1$/m],
    ['order', 'fallback-not-flushed', 'order-flush-before-invalidate', /the order of callees is /],
    [
      'bdi',
      'bdi-left-set-on-error',
      'bdi-published-then-cleared',
      /bdi at the exit is published; allowed are only: null/,
    ],
  ])(
    'at iter level, %s: conforms with the reference, deviates with mutant:%s',
    (_, mutant, rule, line) => {
      const target = join(dir, 'scripted.cjs');
      writeFileSync(
        target,
        `require(${JSON.stringify(join(ROOT, 'dist/properties/search/targets.js'))}).registerFamilies();
         module.exports = () => require(${JSON.stringify(join(ROOT, 'dist/impl/target.js'))}).resolveTarget(process.env.WOE);`,
      );
      const script = exported(mutant, 'iter', rule, 'node', `${mutant}.mjs`);
      expect(run('node', [script, target], { env: { WOE: 'reference' } })).toEqual({
        code: 0,
        output: 'conforms: every write does what is allowed\n',
      });
      const lying = run('node', [script, target], { env: { WOE: `mutant:${mutant}` } });
      expect(lying.output).toMatch(line);
      expect(lying.code).toBe(1);
    },
    MINUTE,
  );
});

describe('the Jest test', () => {
  test(
    'fails with the explanation for the mutant, and passes for what does it right',
    () => {
      const project = join(dir, 'project');
      mkdirSync(join(project, 'node_modules'), { recursive: true });
      symlinkSync(ROOT, join(project, 'node_modules', 'written-or-err'));
      writeFileSync(
        join(project, 'package.json'),
        '{ "name": "project", "private": true, "jest": { "transform": {} } }',
      );
      exported('pwrite-moves-offset', 'file', 'pwrite-leaves-offset', 'jest', 'project/bug.test.js');
      const jest = (env: NodeJS.ProcessEnv) =>
        run('node', [join(ROOT, 'node_modules/jest/bin/jest.js'), '--rootDir', project], { cwd: project, env });

      const failing = jest({});
      expect(failing.output).toContain('pwrite-leaves-offset at file level on mutant:pwrite-moves-offset');
      expect(failing.output).toContain('allowed are only');
      expect(failing.output).toContain('pwrite(fd0, ');
      expect(failing.code).toBe(1);

      const passing = jest({ WOE_TARGET: 'reference' });
      expect(passing.output).toContain('1 passed');
      expect(passing.code).toBe(0);
    },
    2 * MINUTE,
  );
});
