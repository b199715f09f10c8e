/** Which scenarios tell two profiles apart, and by what. */
import { describe, expect, it } from '@jest/globals';
import type { ProfileId } from '../contract/index.js';
import { diffProfiles, type ProfileDifference } from './diff.js';

/** What came: the return value, ki_pos past P, bytes of the iov used. */
const ends = ({ a, b }: ProfileDifference) =>
  [a, b].map(({ leaf, ret, kiPos, iovUsed }) => `${leaf}: ${ret}, ki_pos +${kiPos}, iov ${iovUsed}`);

/** The difference in which the callees did what `inputs` says, and all else went well. */
function found(a: ProfileId, b: ProfileId, count: number, inputs: Readonly<Record<string, string>>) {
  const well = new Set(['ok', 'no']);
  const [only, ...others] = diffProfiles(a, b).filter(
    (difference) =>
      difference.count === count &&
      Object.entries(inputs).every(([input, outcome]) => difference.inputs[input] === outcome) &&
      Object.entries(difference.inputs).every(([input, outcome]) => input in inputs || well.has(outcome)),
  );
  expect(others).toEqual([]);
  return only;
}

describe('the difference between two profiles', () => {
  it('is all of the 6.5.0 regression: after a failed flush ki_pos stays advanced', () => {
    const differences = diffProfiles('linux-6.5.0', 'linux-6.x');
    expect(differences.map(({ count, inputs, differs }) => ({ count, ...inputs, differs }))).toEqual(
      [
        [1, '0', 'full'],
        [2, '0', 'part'],
        [3, 'part', 'part'],
        [3, 'part', 'full'],
      ].map(([count, direct, perform]) => ({
        ...{ count, mode: 'direct', removePrivs: 'ok', updateTime: 'ok', direct, isDax: 'no', perform, flush: 'error' },
        differs: ['kiPos'],
      })),
    );
    expect(differences.map(ends)).toEqual([
      ['L20: EIO, ki_pos +1, iov 1', 'L20: EIO, ki_pos +0, iov 1'],
      ['L18: EIO, ki_pos +1, iov 1', 'L18: EIO, ki_pos +0, iov 1'],
      ['L22: 1, ki_pos +2, iov 2', 'L22: 1, ki_pos +1, iov 2'],
      ['L24: 1, ki_pos +3, iov 3', 'L24: 1, ki_pos +1, iov 3'],
    ]);
  });

  it('is by the callees alone where 3.18 checks inside the core and the caller sees the same', () => {
    const difference = found('linux-3.18', 'linux-4.x', 1, { mode: 'buffered', removePrivs: 'error' });
    expect(difference.differs).toEqual(['callees']);
    expect(difference.a.callees).toEqual(['checks', 'removePrivs']);
    expect(difference.b.callees).toEqual(['removePrivs']);
  });

  it('is by the return value where 3.18 refuses, inside, what 4.x no longer asks', () => {
    const difference = found('linux-3.18', 'linux-4.x', 1, { mode: 'direct', checks: 'zero', removePrivs: 'error' });
    expect(difference.differs).toEqual(['ret', 'callees']);
    expect(ends(difference)).toEqual(['C2: 0, ki_pos +0, iov 0', 'L1: EPERM, ki_pos +0, iov 0']);
  });

  it('is by all of it where a file is DAX, which FUSE does not ask: it falls back, up to the invalidation', () => {
    const inputs = { mode: 'direct', direct: '0', isDax: 'yes', perform: 'full' };
    const difference = found('linux-6.x', 'linux-fuse', 1, inputs);
    expect(difference.differs).toEqual(['ret', 'kiPos', 'iovUsed', 'callees']);
    expect(ends(difference)).toEqual(['L9: 0, ki_pos +0, iov 0', 'L19: 1, ki_pos +1, iov 1']);
    expect(difference.b.callees).toEqual(['removePrivs', 'updateTime', 'direct', 'perform', 'flush', 'invalidate']);
    // What the invalidation returns is nobody's concern: it is no input.
    expect(Object.keys(difference.inputs)).not.toContain('invalidate');
  });

  it('lists the fewest bytes first, then the fewest inputs', () => {
    const sizes = diffProfiles('linux-3.18', 'linux-4.x').map(({ count, inputs }) => [
      count,
      Object.keys(inputs).length,
    ]);
    expect(sizes).toEqual([...sizes].sort(([count, inputs], [more, others]) => count - more || inputs - others));
    expect(new Set(sizes.map(([count]) => count))).toEqual(new Set([1, 2, 3]));
  });

  it('is empty where the caller sees the same', () => {
    expect(diffProfiles('linux-4.x', 'linux-6.x')).toEqual([]);
    expect(diffProfiles('linux-4.x', 'linux-4.x')).toEqual([]);
  });
});
