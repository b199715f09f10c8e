/** The whole way of one bug of each kind: hunted, stored, replayed, explained, exported, and run where it was exported to. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OBSERVABLES, type Counterexample, type Observable } from '../contract/index.js';
import { MUTANTS } from '../fixtures/mutants/index.js';

const ROOT = resolve(__dirname, '..');
const WOE = join(ROOT, 'dist', 'cli', 'woe.js');
const SHIMS = join(ROOT, 'fixtures', 'shims');
const MINUTE = 60_000;

/** One mutant for each kind of observable. Of the `file` level: fixtures/shims has a C library that lies as it does. */
const CHOSEN: Readonly<Record<Observable, string>> = {
  return: 'limit-refuses-whole-write',
  offset: 'pwrite-moves-offset',
  iov: 'reverts-iov',
  content: 'partial-page-not-read',
  size: 'zero-length-grows-file',
  metadata: 'setuid-survives-write',
  bdi: 'leaves-bdi-set',
  order: 'time-before-privileges',
  durability: 'fsync-without-flush',
  lock: 'unlocks-to-fall-back',
  hang: 'short-direct-write-hangs',
};

let dir = '';
let project = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'woe-story-'));
  project = join(dir, 'project');
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  symlinkSync(ROOT, join(project, 'node_modules', 'written-or-err'));
  writeFileSync(join(project, 'package.json'), '{ "name": "project", "private": true, "jest": { "transform": {} } }');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function run(command: string, args: readonly string[], changed: NodeJS.ProcessEnv = {}, cwd = dir) {
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', ...changed };
  // What Jest tells its own children must not reach another Jest.
  delete env.NODE_ENV;
  delete env.JEST_WORKER_ID;
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  return { code: status, output: (stdout ?? '') + (stderr ?? '') };
}
const woe = (...args: string[]) => run(WOE, args);

const ROWS = OBSERVABLES.map((observable) => {
  const mutant = MUTANTS.find(({ id }) => id === CHOSEN[observable]);
  if (!mutant) throw new Error(`there is no mutant ${CHOSEN[observable]}`);
  return { ...mutant, observable };
});

const hasGcc = run('gcc', ['--version'], {}, tmpdir()).code === 0;
if (!hasGcc) process.stderr.write('skipped: there is no gcc, which the exported C programs are compiled with\n');

describe.each(ROWS)('$observable: mutant:$id', ({ observable, id, level, rule }) => {
  const file = join('found', id, `${rule}.${level}.counterexample.json`);

  test(
    'is hunted down to a file, which replays on it and not on the reference',
    () => {
      const search = ['--level', level, '--only', rule, '--runs', '0', '--max', '1', '--out', join('found', id)];
      expect(woe('hunt', `mutant:${id}`, ...search)).toMatchObject({ code: 1, output: expect.stringContaining(file) });
      const { deviation } = JSON.parse(readFileSync(join(dir, file), 'utf8')) as Counterexample;
      expect(deviation.rule).toBe(rule);
      expect(deviation.differences.map((difference) => difference.observable)).toContain(observable);
      expect(woe('replay', file)).toMatchObject({ code: 1, output: expect.stringContaining(rule) });
      expect(woe('replay', file, 'reference')).toMatchObject({ code: 0, output: expect.stringMatching(/^conformant/) });
    },
    2 * MINUTE,
  );

  test('is explained', () => {
    const { code, output } = woe('explain', file);
    expect(code).toBe(0);
    expect(`\n${output}`).toMatchSnapshot();
  });

  test('is exported as a test for Jest', () => {
    expect(woe('export', file, '--as', 'jest', '--out', join('project', `${observable}.test.js`))).toEqual({
      code: 0,
      output: '',
    });
  });

  if (level !== 'file')
    test('can not be exported as C, for a reason', () => {
      expect(woe('export', file, '--as', 'c')).toMatchObject({ code: 2, output: expect.stringMatching(/^woe: .*\n$/) });
    });
  else
    (hasGcc ? test : test.skip)(
      'is exported as a C program, which fails where the calls lie as the mutant does',
      () => {
        const compile = (...args: string[]): void =>
          expect(run('gcc', ['-std=c11', '-Wall', '-Wextra', '-Werror', ...args])).toEqual({ code: 0, output: '' });
        expect(woe('export', file, '--as', 'c', '--out', `${id}.c`)).toEqual({ code: 0, output: '' });
        compile('-pedantic', '-o', id, `${id}.c`);
        compile('-shared', '-fPIC', '-o', `${id}.so`, join(SHIMS, `${id}.c`), '-ldl');
        const place = mkdtempSync(join(dir, 'place-'));
        const program = join(dir, id);
        expect(run(program, [place])).toMatchObject({ code: 0, output: expect.stringMatching(/^conforms: /) });
        const lying = run(program, [place], { LD_PRELOAD: join(dir, `${id}.so`) });
        expect(lying).toMatchObject({ code: 1, output: expect.stringMatching(/^deviates: .*allowed are only: /) });
      },
      MINUTE,
    );
});

test(
  'the tests for Jest fail for the mutants, and pass for what does it right',
  () => {
    const jest = (env: NodeJS.ProcessEnv) =>
      run('node', [join(ROOT, 'node_modules/jest/bin/jest.js'), '--rootDir', project, '--ci', '-w', '1'], env, project);
    for (const { observable } of ROWS) expect(existsSync(join(project, `${observable}.test.js`))).toBe(true);
    const lying = jest({});
    for (const { rule, level, id } of ROWS) expect(lying.output).toContain(`${rule} at ${level} level on mutant:${id}`);
    expect(lying).toMatchObject({
      code: 1,
      output: expect.stringContaining(`Tests:       ${ROWS.length} failed, ${ROWS.length} total`),
    });
    expect(jest({ WOE_TARGET: 'reference' })).toMatchObject({
      code: 0,
      output: expect.stringContaining(`Tests:       ${ROWS.length} passed, ${ROWS.length} total`),
    });
  },
  3 * MINUTE,
);
