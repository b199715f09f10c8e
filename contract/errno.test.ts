import { describe, expect, test } from '@jest/globals';
import { ERRNO, ERRNO_NAMES, fromSigned, isErrno, isRet, toSigned } from './errno.js';

describe('errno', () => {
  test('every name keeps its Linux number and no two share one', () => {
    expect(new Set(Object.values(ERRNO)).size).toBe(ERRNO_NAMES.length);
    expect([ERRNO.EIO, ERRNO.EINVAL, ERRNO.ENOSPC, ERRNO.EDQUOT, ERRNO.EIOCBQUEUED]).toEqual([5, 22, 28, 122, 529]);
  });

  test('a name survives the way to the signed number and back', () => {
    for (const name of ERRNO_NAMES) expect(fromSigned(toSigned(name))).toBe(name);
    expect(fromSigned(toSigned(4096))).toBe(4096);
  });

  test('a signed number that no errno has is refused', () => {
    expect(() => fromSigned(-9999)).toThrow('no errno has the number 9999');
  });

  test.each([0, 1, 2 ** 53 - 1, 'EIO'])('%p is a ret', (value) => expect(isRet(value)).toBe(true));

  test.each([-1, -0, 1.5, NaN, Infinity, 2 ** 53, 'EWHAT', '4096', null, undefined, 5n, [0], {}])(
    '%p is not a ret',
    (value) => expect(isRet(value)).toBe(false),
  );

  test('names inherited from Object are not errnos', () => {
    expect(isErrno('toString')).toBe(false);
    expect(isErrno('constructor')).toBe(false);
  });
});
