import { describe, expect, it } from '@jest/globals';
import {
  UsageError,
  type Call,
  type CalleeScript,
  type CallObservation,
  type Fault,
  type Outcome,
  type Ret,
  type Scenario,
} from '../../contract/index.js';
import { disk, open, SCENARIO } from './file/story.sample.js';
import { IterOracle, type IterRequest } from './iter.js';
import { rejudge } from './rejudge.js';

const observation = (calls: readonly CallObservation[]) => ({
  schema: 'woe.observation/1' as const,
  calls: [...calls],
});
const saw = (index: number, call: string, got: Partial<CallObservation> = {}): CallObservation => ({
  index,
  call,
  ret: 0,
  signal: null,
  ...got,
});
const segments = (length: number) => [{ length, readable: length }];
const lseek = (fd: number, offset: number, whence: 'SEEK_SET' | 'SEEK_CUR' | 'SEEK_END'): Call => ({
  call: 'lseek',
  fd,
  offset,
  whence,
});

describe('a stored call at iter level', () => {
  const outcome = (ret: Ret, moves = 0): Outcome => ({ ret, iovAdvance: moves, kiPosAdvance: 0, sizeAfter: null });
  const SCRIPT: CalleeScript = {
    removePrivs: outcome(0),
    updateTime: outcome(0),
    isDax: outcome(0),
    direct: { ...outcome(10, 10), kiPosAdvance: 10 },
    perform: outcome(10, 10),
    flush: outcome(0),
    invalidate: outcome(0),
  };
  const write = (fd: number, length = 10): Call => ({ call: 'write', fd, segments: segments(length), script: SCRIPT });
  const scenario = (calls: Call[], profile: Scenario['profile'] = 'linux-4.x'): Scenario => ({
    ...SCENARIO,
    level: 'iter',
    profile,
    calls,
  });
  /** What a right target shows of a call that starts from there. */
  const rightly = (index: number, call: string, request: Partial<IterRequest>, left: Partial<CallObservation> = {}) => {
    const whole = { pos: 0, count: 10, size: 8192, direct: false, ...request };
    const { ret, kiPos, iovLeft, bdi, callees } = new IterOracle('linux-4.x').expect(whole, SCRIPT);
    return saw(index, call, { ret, kiPos, iovLeft, bdi, callees: [...callees], ...left });
  };

  it.each<[what: string, calls: Call[], seen: CallObservation[]]>([
    ['starts at 0 after open', [open(0), write(0)], [rightly(1, 'write', {})]],
    ['offers what its segments hold', [open(0), write(0, 12)], [rightly(1, 'write', { count: 12 })]],
    [
      'starts where the one before has left the offset',
      [open(0), write(0), write(0)],
      [rightly(1, 'write', {}, { offset: 4 }), rightly(2, 'write', { pos: 4 })],
    ],
    [
      'starts where it was when that did not show its offset',
      [open(0), lseek(0, 7, 'SEEK_SET'), write(0), write(0)],
      [rightly(2, 'write', { pos: 7 }), rightly(3, 'write', { pos: 7 })],
    ],
    [
      'starts at its position, if it has one',
      [open(0), { ...write(0), call: 'pwrite', position: 9 } as Call],
      [rightly(1, 'pwrite', { pos: 9 })],
    ],
    ['starts where lseek went', [open(0), lseek(0, 5, 'SEEK_SET'), write(0)], [rightly(2, 'write', { pos: 5 })]],
    [
      'or where it went from there',
      [open(0), lseek(0, 5, 'SEEK_SET'), lseek(0, -2, 'SEEK_CUR'), write(0)],
      [rightly(3, 'write', { pos: 3 })],
    ],
    ['or from the end', [open(0), lseek(0, -192, 'SEEK_END'), write(0)], [rightly(2, 'write', { pos: 8000 })]],
    [
      'which is where the one before has left it',
      [open(0), write(0), lseek(0, 1, 'SEEK_END'), write(0)],
      [rightly(1, 'write', {}, { size: 100 }), rightly(3, 'write', { pos: 101 })],
    ],
    [
      'or stays when lseek would go before the start',
      [open(0), lseek(0, 5, 'SEEK_SET'), lseek(0, -6, 'SEEK_CUR'), write(0)],
      [rightly(3, 'write', { pos: 5 })],
    ],
    [
      'can go back to the start',
      [open(0), lseek(0, 5, 'SEEK_SET'), lseek(0, -5, 'SEEK_CUR'), write(0)],
      [rightly(3, 'write', { pos: 0 })],
    ],
    [
      'is direct if its descriptor is',
      [open(0), open(1, 'O_DIRECT'), write(1)],
      [rightly(2, 'write', { direct: true })],
    ],
    [
      'has the offset of its own descriptor',
      [open(0), open(1), lseek(0, 5, 'SEEK_SET'), write(1)],
      [rightly(3, 'write', { pos: 0 })],
    ],
    ['may have been left out', [open(0), write(0), write(0)], [rightly(2, 'write', { pos: 0 })]],
    ['needs an open descriptor', [lseek(3, 5, 'SEEK_SET'), write(0)], []],
  ])('%s', (_, calls, seen) => {
    const again = rejudge(scenario(calls), observation(seen));
    expect(again).toMatchObject({ deviates: null, content: null });
    expect(again.judgements).toHaveLength(seen.length);
  });

  it('ends the judging when it deviates', () => {
    const calls = [open(0), write(0), write(0), write(0)];
    const seen = [1, 2, 3].map((index) => rightly(index, 'write', {}, index === 2 ? { ret: 9 } : { offset: 0 }));
    const again = rejudge(scenario(calls), observation(seen));
    expect(again).toMatchObject({ deviates: 2, content: null });
    expect(again.judgements.map(({ differences }) => differences.length)).toEqual([0, 1]);
  });

  const EXAMPLE = 'e.g. {"checks": {"ret": 1, "iovAdvance": 0, "kiPosAdvance": 0, "sizeAfter": null}}';
  it('needs its script, in 3.18 with the checks', () => {
    const seen = [saw(1, 'write')];
    const bare: Call = { call: 'write', fd: 0, segments: segments(10) };
    expect(() => rejudge(scenario([open(0), bare]), observation(seen))).toThrow(
      new UsageError(`call 1 has no callee script: at iter level each write of linux-4.x needs one, ${EXAMPLE}`),
    );
    expect(() => rejudge(scenario([open(0), write(0)], 'linux-3.18'), observation(seen))).toThrow(
      new UsageError(`call 1 has no outcome for checks: at iter level each write of linux-3.18 needs one, ${EXAMPLE}`),
    );
    const checked: Call = { ...bare, script: { ...SCRIPT, checks: outcome('EFBIG') } };
    expect(rejudge(scenario([open(0), checked], 'linux-3.18'), observation(seen)).deviates).toBe(1);
  });
});

describe('a stored call at disk level', () => {
  const write: Call = { call: 'write', fd: 0, segments: segments(512) };
  const read: Call = { call: 'pread', fd: 0, position: 0, length: 1024 };
  const calls: Call[] = [open(0, 'O_RDWR'), write, read];
  const wrote = { ret: 512, offset: 512, size: 8192 };

  it('is judged by what the disk did meanwhile', () => {
    const failed = saw(1, 'write', { ret: 'EIO', offset: 0, size: 8192 });
    const told = (step: CallObservation) => rejudge({ ...SCENARIO, calls }, observation([saw(0, 'open'), step]));
    expect(told(failed).deviates).toBe(1);
    expect(told({ ...failed, disk: [disk('read', 'EIO')] }).deviates).toBeNull();
  });

  it.each<[what: string, moved: readonly [boolean, boolean, boolean], deviates: number | null]>([
    ['moves mtime at its first write, and when the clock has ticked', [true, true, false], null],
    ['cannot move it twice in one tick', [true, true, true], 3],
    ['has to move it in the next', [true, false, true], 2],
  ])('%s: it ticks once in two calls', (_, moved, deviates) => {
    const seen = moved.map((mtimeMoved, i) =>
      saw(i + 1, 'write', { ret: 512, offset: 512 * (i + 1), size: 8192, mtimeMoved, ctimeMoved: mtimeMoved }),
    );
    const again = rejudge(
      { ...SCENARIO, calls: [calls[0], write, write, write] },
      observation([saw(0, 'open'), ...seen]),
    );
    expect(again.deviates).toBe(deviates);
    expect(again.judgements).toHaveLength((deviates ?? 3) + 1);
  });

  it.each(['read', 'pread'] as const)('tells what a %s that deviates might have found', (call) => {
    const reading: Call = call === 'read' ? { call, fd: 0, length: 1024 } : read;
    const got = {
      ret: 1024,
      content: [
        { from: 0, to: 512, source: 'initial' as const },
        { from: 512, to: 1024, source: 'initial' as const },
      ],
    };
    const back: Call = lseek(0, 0, 'SEEK_SET');
    const again = rejudge(
      { ...SCENARIO, calls: [calls[0], write, back, reading] },
      observation([saw(0, 'open'), saw(1, 'write', wrote), saw(2, 'lseek', { ret: 0 }), saw(3, call, got)]),
    );
    expect(again.deviates).toBe(3);
    expect(again.content).toEqual([
      { from: 0, to: 512, cache: [1], device: ['initial', 1], got: 'initial' },
      { from: 512, to: 1024, cache: ['initial'], device: ['initial'], got: 'initial' },
    ]);
  });

  it('has no content to tell when another call deviates, or a read shows none', () => {
    const short = saw(1, 'write', { ...wrote, ret: 513 });
    expect(rejudge({ ...SCENARIO, calls }, observation([saw(0, 'open'), short]))).toMatchObject({
      deviates: 1,
      content: null,
    });
    const seen = [saw(0, 'open'), saw(1, 'write', wrote), saw(2, 'pread', { ret: 2000 })];
    expect(rejudge({ ...SCENARIO, calls }, observation(seen))).toMatchObject({ deviates: 2, content: [] });
  });
});

describe('a stored call at file level', () => {
  const write: Call = { call: 'write', fd: 0, segments: segments(512) };
  const calls: Call[] = [open(0, 'O_RDWR'), write, { call: 'fstat', fd: 0 }, write, write];
  const fault = (given: Partial<Fault>): Fault => ({
    on: 'target',
    kind: 'errorAfter',
    args: { bytes: 0, errno: 'EIO' },
    where: null,
    nth: 2,
    sticky: false,
    ...given,
  });
  /** The first write succeeds, the second fails, so does the third if both do. */
  const deviates = (faults: Fault[], failing: readonly number[]): number | null => {
    let offset = 0;
    const seen = [1, 3, 4].map((index, i) => {
      const fails = failing.includes(i + 1);
      offset += fails ? 0 : 512;
      return saw(index, 'write', { ret: fails ? 'EIO' : 512, offset, size: 8192 });
    });
    const scenario: Scenario = { ...SCENARIO, level: 'file', calls, faults };
    const stat = saw(2, 'fstat', { ret: 0, size: 8192 });
    return rejudge(scenario, observation([saw(0, 'open'), ...seen, stat].toSorted((a, b) => a.index - b.index)))
      .deviates;
  };

  it.each<[what: string, faults: Fault[], failing: readonly number[], deviates: number | null]>([
    ['may not fail without a cause', [], [2], 3],
    ['may fail when a fault was armed before it', [fault({})], [2], null],
    ['armed is not struck', [fault({})], [], null],
    ['not one write earlier', [fault({})], [1], 1],
    ['nor later', [fault({})], [3], 4],
    ['but later when the fault is sticky', [fault({ sticky: true })], [2, 3], null],
    ['though not earlier then', [fault({ sticky: true })], [1], 1],
    ['not by a fault of the disk', [fault({ on: 'write', kind: 'EIO' })], [2], 3],
  ])('%s', (_, faults, failing, expected) => {
    expect(deviates(faults, failing)).toBe(expected);
  });
});

describe('an observation of another scenario is refused', () => {
  it.each<[calls: Call[], seen: CallObservation, message: string]>([
    [[open(0)], saw(0, 'write'), 'expected call 0 to be write, but it is open; e.g. {"index": 0, "call": "open"}'],
    [
      [{ call: 'writeback' }],
      saw(7, 'fsync'),
      'expected call 7 to be fsync, but it is not there; e.g. {"index": 0, "call": "writeback"}',
    ],
    [[], saw(0, 'fsync'), 'expected call 0 to be fsync, but it is not there; e.g. {"index": 0, "call": "open"}'],
  ])('%j', (calls, seen, message) => {
    expect(() => rejudge({ ...SCENARIO, calls }, observation([seen]))).toThrow(
      new UsageError(`the observation does not belong to the scenario: ${message}`),
    );
  });
});
