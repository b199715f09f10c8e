import { describe, expect, test } from '@jest/globals';
import { PageCache, lastPageOf, pageOf } from './pageCache.js';

/** A cache of the pages with these indexes, put in in this order. */
function cacheOf(...indexes: number[]): PageCache {
  const cache = new PageCache();
  for (const index of indexes) cache.add(index, cache.zeroedPage());
  return cache;
}

describe('a new page', () => {
  test('is clean, not uptodate, and shares its bytes with no other', () => {
    const cache = new PageCache();
    const pages = Array.from({ length: 40 }, (_, index) => cache.add(index, cache.zeroedPage()));
    pages.forEach(({ data }, index) => data.fill(index + 1));
    expect(pages.map(({ data }) => [data.length, data[0], data[4095]])).toEqual(
      pages.map((_, index) => [4096, index + 1, index + 1]),
    );
    expect(pages[3]).toMatchObject({ index: 3, uptodate: false, dirty: 0, writeback: false, error: false });
  });

  test('of many costs one piece of memory', () => {
    const cache = new PageCache();
    const buffers = Array.from({ length: 32 }, () => cache.zeroedPage().buffer);
    expect(new Set(buffers).size).toBe(2);
  });
});

describe('a range of pages', () => {
  test.each([
    [3, 5, [3, 5]],
    [4, 4, []],
    [5, 5, [5]],
    [0, 2, []],
    [0, 3, [3]],
    [4, 100, [5, 9, 12]],
    [9, 12, [9, 12]],
    [0, 9, [3, 5, 9]],
    [10, 11, []],
    [0, Infinity, [3, 5, 9, 12]],
    [5, Infinity, [5, 9, 12]],
    [5, 4, []],
  ])('%i to %i, both included, comes in ascending order', (first, last, expected) => {
    const found = cacheOf(12, 3, 9, 5).range(first, last);
    expect(found.map(({ index }) => index)).toEqual(expected);
  });

  test('leaves out what was removed', () => {
    const cache = cacheOf(0, 1, 2);
    cache.remove(1);
    expect([cache.nrpages, cache.find(1), cache.all().map(({ index }) => index)]).toEqual([2, undefined, [0, 2]]);
  });
});

test.each([
  ['EIO', true, false],
  ['EDQUOT', true, false],
  ['ENOSPC', false, true],
] as const)('%s is remembered by its flag and in sequence', (errno, asEio, asEnospc) => {
  const cache = new PageCache();
  cache.setError(errno);
  expect(cache).toMatchObject({ asEio, asEnospc });
  expect(cache.wbErr.check(0)).toBe(errno);
});

test('a byte lies in a page; an end below 0 wraps around', () => {
  expect([0, 4095, 4096].map(pageOf)).toEqual([0, 0, 1]);
  expect([-1, 0, 4095, 4096].map(lastPageOf)).toEqual([Infinity, 0, 0, 1]);
});
