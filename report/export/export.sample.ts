import {
  PLAIN_CALLER,
  PLAIN_FILE,
  type CallObservation,
  type Counterexample,
  type Deviation,
  type Scenario,
} from '../../contract/index.js';

const SCENARIO: Scenario = {
  schema: 'woe.scenario/1',
  level: 'file',
  profile: 'linux-4.x',
  seed: 7,
  file: { ...PLAIN_FILE, size: 8192, allocated: [{ from: 0, to: 4096 }] },
  caller: PLAIN_CALLER,
  disk: { sectorSize: 512, sectors: 256, provisioned: 256 },
  calls: [],
  faults: [],
};

/** A counterexample of so many calls as were observed; the last one deviates. */
export function counterexampleOf(
  scenario: Partial<Scenario>,
  seen: readonly Partial<CallObservation>[],
  deviation: Pick<Deviation, 'rule' | 'differences'> & Partial<Deviation>,
): Counterexample {
  const whole = { ...SCENARIO, ...scenario };
  const calls = seen.map((one, i) => {
    const index = one.index ?? i;
    return { index, call: whole.calls[index].call, ret: 0, signal: null, ...one };
  });
  return {
    schema: 'woe.counterexample/1',
    tool: { name: 'written-or-err', version: '0.1.0' },
    target: 'mutant:sample',
    modelDigest: '0000000000000000',
    modelVersion: '1.0',
    scenario: whole,
    observation: { schema: 'woe.observation/1', calls },
    deviation: { call: whole.calls.length - 1, leaves: [], struck: [], path: [], ...deviation },
  };
}

export const fileOf = (changed: Partial<Scenario['file']>): Scenario['file'] => ({ ...SCENARIO.file, ...changed });

/** A positional write that moves the offset. */
export const MOVED_OFFSET = counterexampleOf(
  {
    calls: [
      { call: 'open', fd: 0, flags: ['O_RDWR'] },
      { call: 'pwrite', fd: 0, segments: [{ length: 512, readable: 512 }], position: 4096 },
    ],
  },
  [
    { size: 8192, mode: 0o644, offset: 0 },
    { ret: 512, size: 8192, mode: 0o644, offset: 4608 },
  ],
  {
    rule: 'pwrite-leaves-offset',
    differences: [
      {
        observable: 'offset',
        allowed: ['0'],
        because: ['pwrite does not move the offset'],
        got: '4608',
        direction: 'more',
      },
    ],
  },
);

/** A write that a limit cuts and that a bad segment ends, then a read that finds other bytes. */
export const WRONG_CONTENT = counterexampleOf(
  {
    file: fileOf({ rlimitFsize: 6000, mode: 0o4755 }),
    calls: [
      { call: 'open', fd: 0, flags: ['O_RDWR', 'O_APPEND'] },
      { call: 'open', fd: 1, flags: ['O_RDWR'] },
      { call: 'lseek', fd: 1, offset: -4192, whence: 'SEEK_END' },
      {
        call: 'writev',
        fd: 1,
        segments: [
          { length: 100, readable: 100 },
          { length: 200, readable: 50 },
        ],
      },
      { call: 'pread', fd: 0, length: 16384, position: 3584 },
    ],
  },
  [
    { size: 8192, offset: 0 },
    { size: 8192, offset: 0 },
    { ret: 4000, size: 8192, offset: 4000 },
    { ret: 150, size: 8192, offset: 4150 },
    {
      ret: 4608,
      size: 8192,
      offset: 0,
      content: [
        { from: 3584, to: 4000, source: 'initial' },
        { from: 4000, to: 4150, source: 3 },
        { from: 4150, to: 8192, source: 'initial' },
      ],
    },
  ],
  {
    rule: 'content-written-bytes',
    differences: [
      {
        observable: 'content',
        allowed: ['zeros in [4150, 8192)', 'the bytes of call 3 in [4150, 8192)'],
        because: ['the file grew over this range', 'call 3 failed or stopped here'],
        got: 'the initial bytes',
        direction: 'other',
      },
    ],
    path: [
      '[3584, 4000) may hold the initial bytes',
      '[4000, 4150) may hold the bytes of call 3',
      '[4150, Infinity) may hold zeros',
    ],
  },
);

const done = (ret: number, iovAdvance = 0, kiPosAdvance = 0) => ({ ret, iovAdvance, kiPosAdvance, sizeAfter: null });

/** After a failed flush ki_pos stands behind the bytes that are not counted. */
export const SCRIPTED = counterexampleOf(
  {
    level: 'iter',
    calls: [
      { call: 'open', fd: 0, flags: ['O_RDWR', 'O_DIRECT'] },
      {
        call: 'pwrite',
        fd: 0,
        position: 1,
        segments: [{ length: 3, readable: 3 }],
        script: {
          removePrivs: done(0),
          updateTime: done(0),
          isDax: done(0),
          direct: done(1, 1, 1),
          perform: done(1, 1),
          flush: { ret: 'EIO', iovAdvance: 0, kiPosAdvance: 0, sizeAfter: null },
          invalidate: done(0),
        },
      },
    ],
  },
  [
    {
      index: 1,
      ret: 1,
      offset: 0,
      size: 8192,
      kiPos: 3,
      iovLeft: 1,
      bdi: 'null',
      lock: 'held',
      callees: [
        { callee: 'removePrivs', args: [], bdi: 'published' },
        { callee: 'updateTime', args: [], bdi: 'published' },
        { callee: 'direct', args: [], bdi: 'published' },
        { callee: 'isDax', args: [], bdi: 'published' },
        { callee: 'perform', args: [2], bdi: 'published' },
        { callee: 'flush', args: [2, 2], bdi: 'published' },
      ],
    },
  ],
  {
    rule: 'pos-flush-error-stays-at-direct',
    leaves: ['L22'],
    differences: [
      { observable: 'offset', allowed: ['2'], because: ['L22: start 1 + 1 direct'], got: '3', direction: 'more' },
    ],
  },
);
