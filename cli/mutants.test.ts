import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { CounterexampleSchema, parseJson } from '../contract/index.js';
import { EQUIVALENT, MUTANTS } from '../fixtures/mutants/index.js';
import * as matrix from '../properties/kill/matrix.js';
import { run } from './terminal.sample.js';

// A slow machine is no failure.
jest.setTimeout(120_000);

/** The kit that the command runs: the one that ships, unless a test puts another in its place. */
let kit: matrix.Kit | undefined;
jest.mock('../properties/kill/matrix.js', () => {
  const actual = jest.requireActual<typeof matrix>('../properties/kill/matrix.js');
  return { ...actual, killMatrix: (options: matrix.MatrixOptions) => actual.killMatrix({ ...options, kit }) };
});

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'woe-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

describe('woe mutants', () => {
  const good = MUTANTS.find(({ id }) => id === 'ki-pos-runs-ahead')!;
  const only = ['--only', good.id];

  test('ends with 0 when each is killed by its rule, and keeps the smallest scenario of each', async () => {
    const out = join(dir, 'kept');
    const { code, stdout } = await run(['mutants', ...only, '--out', out]);
    expect({ code, passed: stdout.startsWith('passed: 1 of 1 mutant killed by the rule they name\n') }).toEqual({
      code: 0,
      passed: true,
    });
    expect(readdirSync(out)).toEqual([`${good.id}.counterexample.json`]);
    const text = readFileSync(join(out, `${good.id}.counterexample.json`), 'utf8');
    expect(parseJson(CounterexampleSchema, text, 'kept').deviation.rule).toBe(good.rule);
  });

  test('--format json is the whole matrix', async () => {
    const { code, stdout } = await run(['mutants', ...only, '--format', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'woe.kill-matrix/1',
      passed: true,
      mutants: [{ id: good.id, title: good.title, wild: good.wild, rule: good.rule, verdict: 'killed' }],
    });
  });

  test.each([
    ['a mutant survives', { mutants: [{ ...good, patch: {} }], equivalents: [], harness: [] }, /survived$/m],
    [
      'one is killed by a rule that it does not name',
      { mutants: [{ ...good, rule: 'lock-untouched' }], equivalents: [], harness: [] },
      /killed only by pos-flush-error-stays-at-direct at \d+$/m,
    ],
    [
      'an equivalent dies',
      { mutants: [], equivalents: [{ ...EQUIVALENT[0], patch: good.patch }], harness: [] },
      /killed, a false alarm: /,
    ],
  ])('ends with 1 when %s', async (_, other, said) => {
    kit = other;
    const { code, stdout } = await run(['mutants', '--format', 'pretty']);
    kit = undefined;
    expect(stdout).toMatch(/^failed: 0 of 1 /);
    expect(stdout).toMatch(said);
    expect(code).toBe(1);
  });

  test.each([
    [['--only', 'zzz*'], /--only: no mutant matches "zzz\*"/],
    [['--level', 'all'], /--level/],
    [[...only, '--out', '/proc/self/status/x'], /--out: expected a directory that can be written to/],
  ])('refuses %j in one line', async (args, message) => {
    const { code, stdout, stderr } = await run(['mutants', ...args]);
    expect(stderr).toMatch(/^woe: [^\n]+\n$/);
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(existsSync('/proc/self/status/x')).toBe(false);
  });
});
