import { describe, expect, test } from '@jest/globals';
import { main } from './main.js';
import { machine } from './machine.js';
import type { Effort, Row } from './row.js';

/** Without the second that it takes to see what else runs. */
const QUICKLY = { look: () => machine(0) };

const efforts: Effort[] = [];
const row = (id: string): Row => ({
  id,
  question: `How fast is ${id}?`,
  async measure(effort) {
    efforts.push(effort);
    const aims = [{ what: `${id} / 1`, got: 2, atLeast: 1, unit: 'x' }];
    return [{ title: `Table of ${id}`, unit: 'calls/s', measured: [], aims, notes: [] }];
  },
});

async function bench(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await main(
    argv,
    [row('first'), row('second')],
    (text) => (out += text),
    (text) => (err += text),
    QUICKLY,
  );
  return { code, out, err };
}

test('every row is measured, in order, and the machine is named', async () => {
  const { code, out } = await bench();
  expect(code).toBe(0);
  expect(out).toMatch(/^.*cores.*\nnode v.*xstate \d+.*\n\nTable of first\n[^]*\n\nTable of second\n/);
  expect(out).toContain('  second / 1: 2.00x, aim at least 1.00x: met\n');
});

test('--only measures the named rows alone; --rounds and --turn say how long', async () => {
  efforts.length = 0;
  const { out } = await bench('--only', 'second', '--rounds', '2', '--turn', '10');
  expect(out).not.toContain('Table of first');
  expect(out).toContain('Table of second');
  expect(efforts).toMatchObject([{ rounds: 2, turnMs: 10 }]);
});

test('a row that is only measured when it is named stays out otherwise', async () => {
  const rows = [row('first'), { ...row('slow'), optIn: true }];
  let out = '';
  const go = (...argv: string[]) =>
    main(
      argv,
      rows,
      (text) => (out += text),
      (text) => (out += text),
      QUICKLY,
    );
  await go();
  expect(out).not.toContain('Table of slow');
  await go('--only', 'slow');
  expect(out).toContain('Table of slow');
  await go('--help');
  expect(out).toContain('How fast is slow? (only when named, or with --all)');
  out = '';
  await go('--all');
  expect(out).toMatch(/Table of first[^]*Table of slow/);
  expect(await go('--all', '--only', 'first')).toBe(2);
  expect(out).toContain('--all: expected no --only beside it');
});

test('--json prints one document and nothing else', async () => {
  const { out } = await bench('--json');
  const document = JSON.parse(out);
  expect(Object.keys(document)).toEqual(['machine', 'tables']);
  expect(document.tables.map(({ title }: { title: string }) => title)).toEqual(['Table of first', 'Table of second']);
  expect(document.machine.node).toBe(process.version);
});

test('--help teaches: rows, exit codes, examples', async () => {
  const { code, out } = await bench('--help');
  expect(code).toBe(0);
  expect(out).toContain('How fast is second?');
  expect(out).toContain('--only <rows>');
  expect(out).toContain('Examples:');
});

describe('a wrong option ends with 2 and one line that says what was expected', () => {
  test.each([
    [['--only', 'third'], /^bench: .*expected one or more of first, second, got "third"; e\.g\. --only first\n$/],
    [['--only', ''], /expected one or more of/],
    [['--rounds', '0'], /^bench: .*expected a whole number from 1 to 99, got "0"; e\.g\. --rounds 5\n$/],
    [['--rounds', '1.5'], /expected a whole number/],
    [['--turn', 'long'], /expected a whole number from 1 to 10000, got "long"/],
    [['--unknown'], /^bench: unknown option '--unknown'\n$/],
    [['word'], /^bench: too many arguments/],
  ])('%j', async (argv, message) => {
    const { code, out, err } = await bench(...argv);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(out).toBe('');
  });
});

test('a contender whose check fails ends the bench with 1', async () => {
  let err = '';
  const broken: Row = { ...row('first'), measure: () => Promise.reject(new Error('the reference deviates')) };
  const code = await main(
    [],
    [broken],
    () => undefined,
    (text) => (err += text),
    QUICKLY,
  );
  expect(code).toBe(1);
  expect(err).toContain('the reference deviates');
});
