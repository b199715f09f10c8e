import { expect, test } from '@jest/globals';
import type { Call, CallObservation, Counterexample } from '../../contract/index.js';
import { COUNTEREXAMPLE } from '../results.sample.js';
import { offsetRows } from './offsets.js';

/** A counterexample whose last call ended at `offset` instead of `allowed`. */
function found(calls: Call[], offsets: (number | undefined)[], allowed: string[]): Counterexample {
  const last = calls.length - 1;
  const seen = calls.flatMap((call, index): CallObservation[] =>
    offsets[index] === undefined ? [] : [{ index, call: call.call, ret: 0, signal: null, offset: offsets[index] }],
  );
  return {
    ...COUNTEREXAMPLE,
    scenario: { ...COUNTEREXAMPLE.scenario, calls },
    observation: { schema: 'woe.observation/1', calls: seen },
    deviation: {
      ...COUNTEREXAMPLE.deviation,
      call: last,
      differences: [
        { observable: 'offset', allowed, because: allowed, got: String(offsets[last]), direction: 'other' },
      ],
    },
  };
}

const open = (fd: number): Call => ({ call: 'open', fd, flags: ['O_RDWR'] });
const write = (fd: number): Call => ({ call: 'write', fd, segments: [{ length: 3, readable: 3 }] });
const told = (counterexample: Counterexample): string[] =>
  offsetRows(counterexample).map(
    ({ call, expected, got, deviates, leftOut }) =>
      `${leftOut > 0 ? `(${leftOut}) ` : ''}${call}: ${expected.join('|')} ${got}${deviates ? ' !' : ''}`,
  );

test('has both timelines, equal up to the deviating call', () => {
  expect(told(found([open(0), write(0), write(0)], [0, 3, 7], ['6', '5']))).toEqual(['0: 0 0', '1: 3 3', '2: 6|5 7 !']);
});

test('is empty when the offset is right', () => {
  expect(offsetRows(COUNTEREXAMPLE)).toEqual([]);
});

test('follows a descriptor through dup, and leaves others out', () => {
  const calls: Call[] = [open(0), open(1), { call: 'dup', fd: 0, as: 2 }, write(2), write(1), write(0)];
  expect(told(found(calls, [0, 0, 0, 3, 3, 3], ['6']))).toEqual(['0: 0 0', '2: 0 0', '3: 3 3', '5: 6 3 !']);
});

test('takes from the call itself what is not observed at iter level', () => {
  const calls: Call[] = [open(0), { call: 'lseek', fd: 0, offset: 9, whence: 'SEEK_SET' }, write(0)];
  expect(told(found(calls, [undefined, undefined, 11], ['12']))).toEqual(['0: 0 0', '1: 9 9', '2: 12 11 !']);
});

test('is bounded', () => {
  const calls = [open(0), ...Array.from({ length: 30 }, () => write(0))];
  const rows = told(found(calls, [0, ...Array.from({ length: 30 }, (_, i) => 3 * i + 3)], ['1']));
  expect(rows).toHaveLength(12);
  expect(rows.some((row) => row.startsWith('(19) '))).toBe(true);
  expect(rows.at(-1)).toBe('30: 1 90 !');
});
