/** Does what the README says, in a fresh copy of the repository, as a newcomer would: in order, in one directory. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mismatch, runnableBlocks } from './runnable-blocks.js';

const ROOT = resolve(__dirname, '..');
const NOT_COPIED = new Set(['node_modules', 'dist', '.git']);
const MINUTE = 60_000;

let sandbox = '';
let clone = '';

beforeAll(() => {
  sandbox = mkdtempSync(join(tmpdir(), 'woe-docs-'));
  clone = join(sandbox, 'written-or-err');
  cpSync(ROOT, clone, { recursive: true, filter: (path) => !NOT_COPIED.has(basename(path)) });
  // What `npm link` would do for the whole machine.
  mkdirSync(join(sandbox, 'bin'));
  symlinkSync(join(clone, 'dist', 'cli', 'woe.js'), join(sandbox, 'bin', 'woe'));
});
afterAll(() => rmSync(sandbox, { recursive: true }));

function run(script: string): { code: number | null; output: string } {
  const { status, stdout } = spawnSync('bash', ['-euo', 'pipefail', '-c', `exec 2>&1\n${script}`], {
    cwd: clone,
    encoding: 'utf8',
    env: newcomersEnvironment(),
    maxBuffer: 64 * 1024 * 1024,
    timeout: 8 * MINUTE,
  });
  return { code: status, output: stdout };
}

/** Ours, with `woe` on the PATH and without what Jest tells its own children. */
function newcomersEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env };
  delete env.NODE_ENV;
  delete env.JEST_WORKER_ID;
  return { ...env, PATH: `${join(sandbox, 'bin')}${delimiter}${env.PATH ?? ''}`, NO_COLOR: '1' };
}

/** `.ci/run` has just run the tests in a clean clone: there the installation is tried again, but not they. */
const IN_CI: Readonly<Record<string, string>> = { 'npm cit': 'npm ci' };
const inCi = process.env.CI !== undefined;

describe('README.md', () => {
  test.each(runnableBlocks(readFileSync(join(ROOT, 'README.md'), 'utf8')))(
    'line $line: $script',
    ({ script, exitCode, expected }) => {
      const shorter = inCi ? IN_CI[script] : undefined;
      const { code, output } = run(shorter ?? script);
      if (code !== exitCode) throw new Error(`exit code ${String(code)} instead of ${exitCode}:\n${output}`);
      const problem = expected === null || shorter ? null : mismatch(expected, output);
      if (problem !== null) throw new Error(problem);
    },
    9 * MINUTE,
  );

  test('the program in it runs', () => {
    const [, program] = /```js\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];
    const here = program.replace("'written-or-err'", JSON.stringify(clone));
    expect(run(`node -e ${quoted(here)}`)).toEqual({ code: 0, output: 'conformant 24\n' });
  });
});

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
