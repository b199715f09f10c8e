import { describe, expect, test } from '@jest/globals';
import { IovIter } from './iovIter.js';
import { bad, bytes } from './testbed.sample.js';

/** Ten bytes of 1 and 2 in three segments, one of which is empty. */
const ten = () => new IovIter([...bytes(1, 4, 0), ...bytes(2, 6)]);
/** Four bytes that can be read, then six of which only two can, then four that can. */
const spoilt = () => new IovIter([...bytes(1, 4), bad(2, 6, 2), ...bytes(3, 4)]);

/** The bytes that `copy` gives, up to twelve of them from the third place on. */
function copied(from: IovIter, wanted: number): [number, number[]] {
  const into = new Uint8Array(12);
  return [from.copy(into, 2, wanted), [...into]];
}

describe('what is left', () => {
  test('is all segments, then what was not used up', () => {
    const from = ten();
    expect(from.count).toBe(10);
    from.advance(3);
    expect([from.count, from.singleSegCount()]).toEqual([7, 1]);
    from.advance(1);
    expect([from.count, from.singleSegCount()]).toEqual([6, 6]);
    from.advance(6);
    expect([from.count, from.singleSegCount(), from.isReadable(0)]).toEqual([0, 0, false]);
  });

  test('of the current segment ends where the request was cut', () => {
    const from = ten();
    from.truncate(3);
    expect(from.singleSegCount()).toBe(3);
  });

  test('is never more than before it was cut', () => {
    const from = ten();
    from.truncate(11);
    expect(from.count).toBe(10);
    from.truncate(9);
    expect(from.count).toBe(9);
  });

  test('starts behind empty segments', () => {
    expect(new IovIter(bytes(5, 0, 0, 3)).singleSegCount()).toBe(3);
  });

  test('of a copy goes its own way', () => {
    const from = ten();
    from.advance(5);
    const copy = from.clone();
    copy.advance(2);
    expect([from.count, copy.count, copied(copy, 1)]).toEqual([5, 3, [1, [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0]]]);
  });
});

describe('what can be read', () => {
  test('is a byte of the current segment', () => {
    const from = spoilt();
    expect([from.isReadable(3), from.isReadable(4)]).toEqual([true, false]);
    from.advance(5);
    expect([from.isReadable(0), from.isReadable(1)]).toEqual([true, false]);
  });

  test.each([
    [0, 14, 6],
    [0, 5, 5],
    [0, 4, 4],
    [3, 14, 3],
    [4, 14, 2],
    [5, 14, 1],
    [6, 14, 0],
    [8, 14, 0],
    [10, 14, 4],
    [14, 14, 0],
  ])('behind %i bytes is, of the next %i, %i', (used, wanted, expected) => {
    const from = spoilt();
    from.advance(used);
    expect(from.readable(wanted)).toBe(expected);
  });

  test('ends where the request was cut', () => {
    const from = ten();
    from.truncate(5);
    expect(from.readable(10)).toBe(5);
  });
});

describe('copying', () => {
  test.each([
    [0, 10, [1, 1, 1, 1, 2, 2, 2, 2, 2, 2]],
    [0, 5, [1, 1, 1, 1, 2]],
    [0, 4, [1, 1, 1, 1]],
    [3, 3, [1, 2, 2]],
    [4, 2, [2, 2]],
  ])('behind %i bytes, of the next %i, gives %p', (used, wanted, expected) => {
    const from = ten();
    from.advance(used);
    const rest = new Array<number>(10 - expected.length).fill(0);
    expect(copied(from, wanted)).toEqual([expected.length, [0, 0, ...expected, ...rest]]);
  });

  test.each([
    [0, 6],
    [5, 1],
    [8, 0],
  ])('behind %i bytes stops at the first that can not be read, after %i', (used, expected) => {
    const from = spoilt();
    from.advance(used);
    expect(copied(from, 10)[0]).toBe(expected);
  });

  test('ends where the request was cut', () => {
    const from = ten();
    from.truncate(5);
    expect(copied(from, 10)[0]).toBe(5);
  });
});

describe('a view', () => {
  test('shares the bytes of one segment', () => {
    const segments = bytes(1, 4, 6);
    const from = new IovIter(segments);
    from.advance(4);
    const view = from.view(6);
    expect([view.buffer === segments[1].bytes.buffer, view.length]).toEqual([true, 6]);
  });

  test('begins where the segment was used up to', () => {
    const from = new IovIter([{ length: 4, bytes: Uint8Array.of(1, 2, 3, 4) }]);
    from.advance(1);
    expect([...from.view(2)]).toEqual([2, 3]);
  });

  test('is a copy where the bytes lie in two segments', () => {
    const from = ten();
    from.advance(2);
    expect([...from.view(5)]).toEqual([1, 1, 2, 2, 2]);
  });

  test('of nothing is empty when all is used up', () => {
    const from = ten();
    from.advance(10);
    expect([...from.view(0)]).toEqual([]);
  });
});

describe('alignment', () => {
  test.each<[number[], number, number, boolean]>([
    [[8, 16], 0, 24, true],
    [[8, 12, 4], 0, 24, false],
    [[8, 12], 0, 16, true],
    [[8, 12], 0, 8, true],
    [[12, 12], 4, 20, false],
    [[12, 4], 4, 12, false],
    [[12, 8], 4, 16, true],
    [[10, 8], 2, 16, true],
    [[8, 0, 8], 0, 16, true],
  ])('of segments of %p, %i bytes used, cut at %i: %p', (lengths, used, count, expected) => {
    const from = new IovIter(bytes(5, ...lengths));
    from.truncate(used + count);
    from.advance(used);
    expect(from.isAligned(8)).toBe(expected);
  });
});
