import { describe, expect, test } from '@jest/globals';
import type { Call, CallObservation, Counterexample, Fault } from '../../contract/index.js';
import { COUNTEREXAMPLE } from '../results.sample.js';
import { explainedCalls } from './calls.js';

const write: Call = { call: 'write', fd: 0, segments: [{ length: 3, readable: 3 }] };
const fsync: Call = { call: 'fsync', fd: 0 };

function told(calls: Call[], faults: Fault[], seen: CallObservation[] = []): string[] {
  const found: Counterexample = {
    ...COUNTEREXAMPLE,
    scenario: { ...COUNTEREXAMPLE.scenario, calls, faults },
    observation: { schema: 'woe.observation/1', calls: seen },
    deviation: { ...COUNTEREXAMPLE.deviation, call: calls.length - 1 },
  };
  return explainedCalls(found).map(({ leftOut, call, faults: struck, did, ret, deviates }) =>
    [leftOut > 0 && `(${leftOut})`, call, ret && `= ${ret}`, ...struck, did, deviates && '<']
      .filter((x) => x !== false && x !== '')
      .join(' '),
  );
}

describe('the calls of a counterexample', () => {
  test('have the faults that a target was asked to induce, by the number of the write', () => {
    const fault: Fault = { on: 'target', kind: 'enospcAfter', args: { bytes: 1 }, where: null, nth: 2, sticky: false };
    expect(told([write, fsync, write, write], [fault])).toEqual(['0', '1', '2 enospcAfter (bytes 1) armed', '3 <']);
    expect(told([write, write, write], [{ ...fault, sticky: true }])).toEqual([
      '0',
      '1 enospcAfter (bytes 1) armed',
      '2 enospcAfter (bytes 1) armed <',
    ]);
  });

  test('have the faults that struck and what earlier ones put on the disk', () => {
    const seen: CallObservation = {
      index: 0,
      call: 'write',
      ret: 3,
      signal: null,
      disk: [
        { op: 'write', sector: 0, count: 8, ret: 'EIO', struck: 'EIO' },
        { op: 'write', sector: 8, count: 8, ret: 8, struck: null },
        { op: 'write', sector: 32, count: 8, ret: 8, struck: null },
      ],
    };
    expect(told([write, fsync], [], [seen])).toEqual([
      '0 = 3 EIO on write sectors [0, 8) wrote sectors [8, 16) and 1 more',
      '1 <',
    ]);
  });

  test('end with the deviating one, and of many only those that matter are shown', () => {
    const calls = told(
      Array.from({ length: 100 }, () => fsync),
      [],
    );
    expect(calls).toHaveLength(20);
    expect(calls.some((line) => line.startsWith('(80) '))).toBe(true);
    expect(calls.at(-1)).toBe('99 <');
  });
});
