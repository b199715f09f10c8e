import { describe, expect, it } from '@jest/globals';
import type { Call, Deviation, Scenario } from '../../contract/index.js';
import { iterScenario } from '../iter/scenario.js';
import { drive } from '../run/drive.js';
import { shrink } from './shrink.js';

const DEVIATION: Deviation = {
  rule: 'count-within-request',
  call: 1,
  leaves: [],
  differences: [{ observable: 'return', allowed: ['1'], got: '2', direction: 'more' }],
  struck: [],
  path: [],
};

const START: Scenario = {
  ...iterScenario('linux-4.x', 1, 0, []),
  level: 'disk',
  calls: [
    { call: 'open', fd: 0, flags: ['O_RDWR', 'O_APPEND', 'O_SYNC'] },
    {
      call: 'pwritev',
      fd: 0,
      segments: [
        { length: 9000, readable: 9000 },
        { length: 5, readable: 5 },
      ],
      position: 7777,
    },
    { call: 'ftruncate', fd: 0, length: 10_000 },
    { call: 'fsync', fd: 0 },
  ],
  faults: [{ on: 'write', kind: 'EIO', args: {}, where: { from: 0, to: 8 }, nth: 3, sticky: true }],
};
const SETTING = { ...START.file, mode: 0o6755, capability: true, rlimitFsize: 4096 };

/** Shrinks START under a made-up bug that shows itself while `shows` holds. */
const shrunk = async (shows: (scenario: Scenario) => boolean): Promise<Scenario> => {
  const rerun = function* (candidate: Scenario): Generator<unknown, Deviation | null, unknown> {
    return shows(candidate) ? DEVIATION : null;
  };
  return (await drive(shrink({ ...START, file: SETTING }, DEVIATION, rerun))).scenario;
};
const has = <K extends Call['call']>(s: Scenario, name: K): Extract<Call, { call: K }> | undefined =>
  s.calls.find((call): call is Extract<Call, { call: K }> => call.call === name);

describe('shrinking', () => {
  it('leaves only the call that shows the bug, with one segment of one byte at 0', async () => {
    const { calls, faults, file } = await shrunk((s) => has(s, 'pwritev') !== undefined);
    expect(calls).toEqual([{ call: 'pwritev', fd: 0, segments: [{ length: 1, readable: 1 }], position: 0 }]);
    expect(faults).toEqual([]);
    expect(file).toMatchObject({ mode: 0o644, capability: false, rlimitFsize: null });
  });

  it('moves an offset to the nearest meaningful one', async () => {
    const { calls } = await shrunk((s) => (has(s, 'pwritev')?.position ?? 0) > 511);
    expect(calls).toMatchObject([{ position: 512 }]);
  });

  it('keeps the access mode, and of the other flags only those that the bug needs', async () => {
    const { calls } = await shrunk((s) => has(s, 'open')?.flags.includes('O_SYNC') ?? false);
    expect(calls).toEqual([{ call: 'open', fd: 0, flags: ['O_RDWR', 'O_SYNC'] }]);
  });

  it('makes a fault that the bug needs strike once, first, and anywhere', async () => {
    const { faults } = await shrunk((s) => s.faults.length > 0);
    expect(faults).toEqual([{ on: 'write', kind: 'EIO', args: {}, where: null, nth: 1, sticky: false }]);
  });

  it('never trades one cause for another', async () => {
    const other = { ...DEVIATION, rule: 'size-covers-written' };
    const rerun = function* (): Generator<unknown, Deviation | null, unknown> {
      return other;
    };
    expect((await drive(shrink(START, DEVIATION, rerun))).scenario).toEqual(START);
  });
});
