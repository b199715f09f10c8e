import { describe, expect, it } from '@jest/globals';
import type { CalleeScript, CallObservation, Difference, Outcome, ProfileId, Ret } from '../../contract/index.js';
import { IterConformity } from './iter-conformity.js';
import { IterOracle, type IterExpectation } from './iter.js';
import { judgeIter } from './judge-iter.js';
import { maskOf } from './judgement.js';

const still = (ret: Ret): Outcome => ({ ret, iovAdvance: 0, kiPosAdvance: 0, sizeAfter: null });
const moved = (ret: number, kiPosAdvance: number): Outcome => ({ ret, iovAdvance: ret, kiPosAdvance, sizeAfter: null });

/** 4096 of 16384 bytes go directly, the fallback writes the rest, its flush fails: L24. */
const SCRIPT: CalleeScript = {
  removePrivs: still(0),
  updateTime: still(0),
  isDax: still(0),
  direct: moved(4096, 4096),
  perform: moved(12288, 0),
  flush: still('EIO'),
  invalidate: still(0),
};
const REQUEST = { pos: 8192, count: 16384, size: 0, direct: true };
const ORDER = 'removePrivs() updateTime() direct() isDax() perform(12288) flush(12288, 24575)';
const expected = new IterOracle('linux-4.x').expect(REQUEST, SCRIPT);

/** What a target shows that does as expected. */
const rightly = ({ ret, kiPos, iovLeft, bdi, callees }: IterExpectation): CallObservation => ({
  index: 1,
  call: 'write',
  ret,
  signal: null,
  kiPos,
  iovLeft,
  bdi,
  lock: 'held',
  callees: [...callees],
});
const right = rightly(expected);
const callees = right.callees ?? [];

/** Both oracles: the quick one must give up exactly where the other finds a difference. */
function judged(got: CallObservation) {
  const judgement = judgeIter(expected, got);
  const conforming = new IterConformity('linux-4.x').of(REQUEST, SCRIPT, got);
  if (got.returned !== false) expect(conforming === null).toBe(judgement.differences.length > 0);
  return judgement;
}

describe('a call at iter level that does as its callees demand', () => {
  it('conforms, in its leaf', () => {
    const judgement = judged(right);
    expect(judgement).toEqual({
      leaves: ['L24'],
      facts: maskOf(['write']),
      differences: [],
      permitted: false,
      path: [],
    });
    const conforming = new IterConformity('linux-4.x').of(REQUEST, SCRIPT, right);
    expect(conforming?.judgement).toEqual(judgement);
    expect(conforming?.way).toBe(expected.way);
  });

  it('needs not show its lock', () => {
    expect(judged({ ...right, lock: undefined }).differences).toEqual([]);
  });

  it('has one judgement for each way, however often it is taken', () => {
    const conformity = new IterConformity('linux-4.x');
    const first = conformity.of(REQUEST, SCRIPT, right);
    expect(conformity.of(REQUEST, SCRIPT, right)).toBe(first);
    const buffered = { ...REQUEST, direct: false };
    const other = new IterOracle('linux-4.x').expect(buffered, { ...SCRIPT, perform: moved(16384, 0) });
    expect(conformity.of(buffered, other.script, rightly(other))?.judgement.leaves).toEqual(['L6']);
    expect(conformity.of(REQUEST, SCRIPT, right)).toBe(first);
  });

  it.each<[ProfileId, CalleeScript, leaf: string]>([
    ['linux-3.18', { ...SCRIPT, checks: moved(16384, 0) }, 'L24'],
    ['linux-3.18', { ...SCRIPT, checks: still('EFBIG') }, 'C1'],
    ['linux-6.x', { ...SCRIPT, perform: moved(12288, 12288) }, 'L24'],
    ['linux-fuse', { ...SCRIPT, removePrivs: still('EPERM') }, 'L1'],
    ['linux-iomap-dio', SCRIPT, 'X2'],
  ])('is accepted by both in %s', (profile, script, leaf) => {
    const other = new IterOracle(profile).expect(REQUEST, script);
    const got = rightly(other);
    expect(judgeIter(other, got)).toMatchObject({ leaves: [leaf], differences: [] });
    expect(new IterConformity(profile).of(REQUEST, script, got)?.judgement).toEqual(judgeIter(other, got));
  });
});

type Told = Pick<Difference, 'observable' | 'allowed' | 'got' | 'direction'>;
const order = (got: string): Told => ({ observable: 'order', allowed: [ORDER], got, direction: 'other' });
const bdi = (allowed: string, got: string): Told => ({
  observable: 'bdi',
  allowed: [allowed],
  got,
  direction: 'other',
});

describe('a call at iter level that does not', () => {
  it.each<[what: string, got: Partial<CallObservation>, difference: Told]>([
    [
      'returns more than it counted',
      { ret: 16384 },
      { observable: 'return', allowed: ['4096'], got: '16384', direction: 'more' },
    ],
    [
      'returns the error',
      { ret: 'EIO' },
      { observable: 'return', allowed: ['4096'], got: 'EIO', direction: 'error for count' },
    ],
    [
      'advances ki_pos for what the flush lost',
      { kiPos: 24576 },
      { observable: 'offset', allowed: ['12288'], got: '24576', direction: 'more' },
    ],
    [
      'leaves ki_pos behind',
      { kiPos: 8192 },
      { observable: 'offset', allowed: ['12288'], got: '8192', direction: 'less' },
    ],
    [
      'shows no ki_pos',
      { kiPos: undefined },
      { observable: 'offset', allowed: ['12288'], got: '-1', direction: 'less' },
    ],
    ['gives the iov back', { iovLeft: 12288 }, { observable: 'iov', allowed: ['0'], got: '12288', direction: 'more' }],
    ['shows no iov', { iovLeft: undefined }, { observable: 'iov', allowed: ['0'], got: '-1', direction: 'less' }],
    ['leaves the bdi published', { bdi: 'published' }, bdi('null at the exit', 'published')],
    ['shows no bdi', { bdi: undefined }, bdi('null at the exit', 'other')],
    [
      'touches the lock',
      { lock: 'touched' },
      { observable: 'lock', allowed: ['held'], got: 'touched', direction: 'other' },
    ],
    ['calls nothing', { callees: [] }, order('nothing called')],
    ['shows no callees', { callees: undefined }, order('nothing called')],
    [
      'leaves one out',
      { callees: callees.toSpliced(3, 1) },
      order('removePrivs() updateTime() direct() perform(12288) flush(12288, 24575)'),
    ],
    [
      'calls one more',
      { callees: [...callees, { callee: 'invalidate', args: [12288, 24575], bdi: 'published' }] },
      order(`${ORDER} invalidate(12288, 24575)`),
    ],
    [
      'calls another in its place',
      { callees: callees.with(0, { callee: 'updateTime', args: [], bdi: 'published' }) },
      order('updateTime() updateTime() direct() isDax() perform(12288) flush(12288, 24575)'),
    ],
    [
      'flushes to a wrong end',
      { callees: callees.with(5, { callee: 'flush', args: [12288, 24576], bdi: 'published' }) },
      order('removePrivs() updateTime() direct() isDax() perform(12288) flush(12288, 24576)'),
    ],
    [
      'flushes from a wrong start',
      { callees: callees.with(5, { callee: 'flush', args: [8192, 24575], bdi: 'published' }) },
      order('removePrivs() updateTime() direct() isDax() perform(12288) flush(8192, 24575)'),
    ],
    [
      'takes the bdi away during a callee',
      { callees: callees.with(2, { callee: 'direct', args: [], bdi: 'null' }) },
      bdi('published when direct is called', 'null'),
    ],
  ])('%s', (_, got, difference) => {
    const judgement = judged({ ...right, ...got });
    expect(judgement.differences).toHaveLength(1);
    expect(judgement.differences[0]).toMatchObject(difference);
    expect(judgement.path.slice(-2)).toEqual(['flushing.flush[failed]', 'leaf L24']);
  });

  it('does not return: what else is wrong by then follows from that', () => {
    const got: CallObservation = { ...right, returned: false, ret: 0, kiPos: 0 };
    const hang = { observable: 'hang', allowed: [`${ORDER}, then returns`], direction: 'other' };
    expect(judged(got).differences).toMatchObject([{ ...hang, got: '6 callees called, and not returned' }]);
    expect(judged({ ...got, callees: undefined }).differences).toMatchObject([
      { ...hang, got: '0 callees called, and not returned' },
    ]);
  });

  it('is told each difference, the order of its callees first', () => {
    const got: CallObservation = { ...right, ret: 0, kiPos: 0, iovLeft: 1, bdi: 'other', lock: 'touched', callees: [] };
    expect(judged(got).differences.map(({ observable }) => observable)).toEqual([
      'order',
      'return',
      'offset',
      'iov',
      'bdi',
      'lock',
    ]);
  });
});

describe('a script that says nothing of a callee', () => {
  const silent = { ...SCRIPT, flush: undefined } as unknown as CalleeScript;

  it('has no expectation', () => {
    expect(() => new IterOracle('linux-4.x').expect(REQUEST, silent)).toThrow('the script has no outcome for flush');
    expect(new IterConformity('linux-4.x').of(REQUEST, silent, right)).toBeNull();
  });
});

describe('i_size', () => {
  it.each([
    ['is what the last callee left', 24576, 24576],
    ['stays when no callee says', null, 100],
    ['may be cut to nothing', 0, 0],
  ])('%s', (_, sizeAfter, size) => {
    const script = { ...SCRIPT, perform: { ...SCRIPT.perform, sizeAfter } };
    expect(new IterOracle('linux-4.x').expect({ ...REQUEST, size: 100 }, script).size).toBe(size);
  });
});
