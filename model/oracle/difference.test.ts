import { describe, expect, it } from '@jest/globals';
import { ERRNO } from '../../contract/index.js';
import { numberDifference, returnDifference, retText, textDifference } from './difference.js';

const because = 'so it is';

describe('the difference of a return value', () => {
  it.each([
    [10, 12, 'more'],
    [0, 10, 'more'],
    [10, 0, 'less'],
    [10, 8, 'less'],
    [10, -ERRNO.EIO, 'error for count'],
    [-ERRNO.EIO, 10, 'count for error'],
    [-ERRNO.EIO, 0, 'count for error'],
    [-ERRNO.EIO, -ERRNO.ENOSPC, 'other error'],
    [0, -ERRNO.EIO, 'error for count'],
  ])('where %d is allowed and %d comes is %p', (value, got, direction) => {
    expect(returnDifference([{ value, because }], got)).toEqual({
      observable: 'return',
      allowed: [retText(value)],
      because: [because],
      got: retText(got),
      direction,
    });
  });

  it('has the direction from the first allowed value, the largest', () => {
    const allowed = [10, 0, -ERRNO.EIO].map((value) => ({ value, because }));
    expect(returnDifference(allowed, 5)).toMatchObject({ direction: 'less', allowed: ['10', '0', 'EIO'] });
  });
});

describe('the difference of a number', () => {
  const allowed = [4, 8].map((value) => ({ value, because }));

  it.each([
    [9, 'more'],
    [3, 'less'],
    [6, 'other'],
  ])('where 4 and 8 are allowed and %d comes is %p', (got, direction) => {
    expect(numberDifference('size', allowed, got)).toMatchObject({
      observable: 'size',
      allowed: ['4', '8'],
      got: String(got),
      direction,
    });
  });
});

it('names every way in which a value comes about, once each', () => {
  const allowed = ['a leaf', 'a rule', 'a leaf'].map((way) => ({ value: 'EIO', because: way }));
  const other = { value: 'ENOSPC', because: 'no room' };
  expect(textDifference('content', [...allowed, other], 'EBADF')).toEqual({
    observable: 'content',
    allowed: ['EIO', 'ENOSPC'],
    because: ['a leaf; or a rule', 'no room'],
    got: 'EBADF',
    direction: 'other',
  });
});
