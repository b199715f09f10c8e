import { describe, expect, it } from '@jest/globals';
import { isWrite, type Call, type Deviation, type Scenario } from '../../contract/index.js';
import { scriptOf } from '../iter/outcomes.js';
import { iterScenario } from '../iter/scenario.js';
import { drive } from '../run/drive.js';
import { shrink, type Shrunk } from './shrink.js';

/** A made-up deviation in the call with this index. */
const deviationIn = (call: number, struck: string[] = []): Deviation => ({
  rule: 'count-within-request',
  call,
  leaves: ['L6'],
  differences: [{ observable: 'return', allowed: ['1'], because: ['L6'], got: '2', direction: 'more' }],
  struck,
  path: [],
});

const START: Scenario = {
  ...iterScenario('linux-4.x', 77, 10_000, []),
  level: 'disk',
  file: {
    size: 10_000,
    allocated: [{ from: 4096, to: 10_240 }],
    mode: 0o6755,
    uid: 1000,
    gid: 1000,
    capability: true,
    kind: 'regular',
    dax: false,
    mountWritable: true,
    rlimitFsize: 32_768,
  },
  caller: { uid: 0, gid: 0, capFsetid: true },
  disk: { sectorSize: 512, sectors: 131, provisioned: 20 },
  calls: [
    { call: 'open', fd: 3, flags: ['O_RDWR', 'O_APPEND', 'O_SYNC'] },
    { call: 'open', fd: 7, flags: ['O_RDONLY'] },
    { call: 'lseek', fd: 3, offset: 4096, whence: 'SEEK_CUR' },
    {
      call: 'writev',
      fd: 3,
      segments: [
        { length: 9000, readable: 9000 },
        { length: 5, readable: 2 },
      ],
    },
    { call: 'pread', fd: 7, length: 50_000, position: 7777 },
    { call: 'fsync', fd: 3 },
  ],
  faults: [
    { on: 'write', kind: 'EIO', args: {}, where: { from: 0, to: 8 }, nth: 3, sticky: true },
    { on: 'read', kind: 'short', args: { sectors: 16 }, where: null, nth: 1, sticky: false },
  ],
};

/** Shrinks START under a made-up bug of the first call of this kind, which shows itself while `shows` holds. */
const shrunk = (
  kind: RegExp,
  shows: (scenario: Scenario, call: Call) => boolean,
  start = START,
  struckIn: (scenario: Scenario) => string[] = () => [],
): Promise<Shrunk> | Shrunk => {
  const rerun = function* (candidate: Scenario): Generator<unknown, Deviation | null, unknown> {
    const at = candidate.calls.findIndex(({ call }) => kind.test(call));
    return at >= 0 && shows(candidate, candidate.calls[at]) ? deviationIn(at, struckIn(candidate)) : null;
  };
  const at = start.calls.findIndex(({ call }) => kind.test(call));
  return drive(shrink(start, deviationIn(at, struckIn(start)), rerun));
};
const anyWrite = /^p?writev?$/;
const bytesOf = (call: Call): number =>
  isWrite(call) ? call.segments.reduce((sum, { length }) => sum + length, 0) : 0;
const slotOpen = (s: Scenario, call: Call): boolean =>
  s.calls.some((other) => other.call === 'open' && 'fd' in call && other.fd === call.fd);

describe('shrinking', () => {
  it('leaves only the call that deviates, on a usual file of a usual caller', async () => {
    const { calls, faults, file, caller, disk, seed } = (await shrunk(anyWrite, () => true)).scenario;
    expect(calls).toEqual([{ call: 'write', fd: 0, segments: [{ length: 0, readable: 0 }] }]);
    expect(faults).toEqual([]);
    expect(file).toMatchObject({ size: 0, allocated: [], mode: 0o644, capability: false, rlimitFsize: null });
    expect(caller).toEqual({ uid: 1000, gid: 1000, capFsetid: false });
    expect(disk).toEqual({ sectorSize: 512, sectors: 256, provisioned: 256 });
    expect(seed).toBe(1);
  });

  it('runs few scenarios for that', async () => {
    expect((await shrunk(anyWrite, () => true)).reruns).toBeLessThan(20);
  });

  it.each([
    [2, 2],
    [4, 512],
    [600, 4096],
    [4097, 8192],
    [9005, 16_384],
  ])('when %i bytes are needed, takes the nearest number that means something: %i', async (needed, bytes) => {
    const { scenario } = await shrunk(anyWrite, (_, call) => bytesOf(call) >= needed);
    expect(scenario.calls).toMatchObject([{ call: 'write', segments: [{ length: bytes, readable: bytes }] }]);
  });

  it('numbers descriptors from 0 and lets one do the work of two', async () => {
    const { scenario } = await shrunk(/^pread$/, (s, call) =>
      [call, s.calls.find(isWrite)].every((used) => used && slotOpen(s, used)),
    );
    expect(scenario.calls.map((call) => [call.call, 'fd' in call && call.fd])).toEqual([
      ['open', 0],
      ['write', 0],
      ['pread', 0],
    ]);
  });

  it('keeps the access mode, and of the other flags only those that the bug needs', async () => {
    const { scenario } = await shrunk(/^writev?$/, (s) => JSON.stringify(s.calls).includes('O_SYNC'));
    expect(scenario.calls[0]).toEqual({ call: 'open', fd: 0, flags: ['O_RDWR', 'O_SYNC'] });
  });

  it('makes a seek a position', async () => {
    const { scenario } = await shrunk(anyWrite, ({ calls }, call) => 'position' in call || calls[2]?.call === 'lseek');
    expect(scenario.calls).toMatchObject([{ call: 'pwrite', position: 0 }]);
  });

  it('makes a fault that the bug needs strike once, first, and anywhere', async () => {
    const { scenario } = await shrunk(anyWrite, ({ faults }) => faults.some(({ kind }) => kind === 'EIO'));
    expect(scenario.faults).toEqual([{ on: 'write', kind: 'EIO', args: {}, where: null, nth: 1, sticky: false }]);
  });

  it('drops a fault that struck without need', async () => {
    const struckIn = ({ faults }: Scenario): string[] => faults.map(({ kind }) => kind);
    const { deviation } = await shrunk(anyWrite, () => true, START, struckIn);
    expect(deviation.struck).toEqual([]);
  });

  it('moves what lies at the end of the file along with it', async () => {
    const atEnd = {
      ...START,
      calls: [{ call: 'pwrite' as const, fd: 3, segments: [{ length: 1, readable: 1 }], position: 10_000 }],
    };
    const { scenario } = await shrunk(
      anyWrite,
      (s, call) => 'position' in call && call.position === s.file.size && s.file.size > 0,
      atEnd,
    );
    expect([scenario.file.size, scenario.calls]).toMatchObject([1, [{ position: 1 }]]);
  });

  it('keeps what is rare about the file only where the bug needs it', async () => {
    const { scenario } = await shrunk(
      anyWrite,
      ({ file }) => Math.floor(file.mode / 0o2000) % 2 === 1 && file.size > 511,
    );
    expect(scenario.file).toMatchObject({ mode: 0o2755, size: 512, allocated: [{ from: 0, to: 512 }] });
  });

  it.each<[string, (deviation: Deviation) => Deviation]>([
    ['rule', (deviation) => ({ ...deviation, rule: 'size-covers-written' })],
    ['leaf', (deviation) => ({ ...deviation, leaves: ['L7'] })],
    ['kind of fault', (deviation) => ({ ...deviation, struck: ['torn'] })],
    [
      'observable',
      (deviation) => ({ ...deviation, differences: [{ ...deviation.differences[0], observable: 'size' }] }),
    ],
  ])('never trades one cause for another: another %s', async (_, other) => {
    const rerun = function* (): Generator<unknown, Deviation | null, unknown> {
      return other(deviationIn(3));
    };
    const { scenario } = await drive(shrink(START, deviationIn(3), rerun));
    expect(scenario).toEqual({ ...START, calls: START.calls.slice(0, 4) });
  });

  it('tells callees plainly, in the bytes that are left', async () => {
    const request = { profile: 'linux-4.x', pos: 5000, count: 16_384, size: 100, direct: true } as const;
    const script = scriptOf(request, {
      removePrivs: 'EPERM',
      updateTime: 0,
      isDax: true,
      direct: 5000,
      perform: 'EDQUOT',
      flush: 'EIO',
    });
    const start = iterScenario('linux-4.x', 1, 100, [{ ...request, positioned: false, script }]);
    const movesPart = (s: Scenario, call: Call): boolean => {
      const moved = isWrite(call) ? Number(call.script?.direct.ret) : 0;
      return slotOpen(s, call) && moved > 0 && moved < bytesOf(call);
    };
    const { calls } = (await shrunk(anyWrite, movesPart, start)).scenario;
    expect(calls).toMatchObject([{ flags: ['O_RDWR'] }, { call: 'write', segments: [{ length: 2 }] }]);
    expect(calls.find(isWrite)?.script).toEqual(
      scriptOf(
        { ...request, pos: 0, count: 2, size: 0, direct: false },
        { removePrivs: 0, updateTime: 0, isDax: false, direct: 1, perform: 2, flush: 0 },
      ),
    );
  });
});
