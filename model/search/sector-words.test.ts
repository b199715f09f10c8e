import { describe, expect, test } from '@jest/globals';
import type { BoundEffect } from './control.js';
import type { EffectKind } from './families.js';
import { CLEAN, isKept, sectorAfter, type Sector } from './plain.sample.js';
import { changed, effectOn, keeps, promiseOn, SECTORS_PER_WORD, WORDS } from './sector-words.js';

const inCache = (device: number, cache: number, dirty: boolean): Sector => ({ device, cache, dirty });
/** One of each kind: not cached, as initially and written; cached, clean and dirty, new and old over the device. */
const SECTORS: readonly Sector[] = [
  CLEAN,
  { device: 3, cache: null, dirty: false },
  inCache(1, 1, false),
  inCache(1, 2, false),
  inCache(2, 3, true),
];
const ALL = Array.from({ length: WORDS }, () => SECTORS).flat();

/** Six bits a sector: device's version, cached version, cached, dirty. */
const bitsOf = ({ device, cache, dirty }: Sector): number =>
  device | ((cache ?? 0) << 2) | (cache === null ? 0 : 1 << 4) | (dirty ? 1 << 5 : 0);

const wordsOf = (sectors: readonly Sector[]): number[] =>
  Array.from({ length: WORDS }, (_, word) =>
    sectors
      .slice(word * SECTORS_PER_WORD, (word + 1) * SECTORS_PER_WORD)
      .reduce((bits, sector, i) => bits | (bitsOf(sector) << (6 * i)), 0),
  );

const RANGES: readonly (readonly [from: number, to: number])[] = [
  [0, 10],
  [0, 5],
  [1, 4],
  [3, 7],
  [6, 9],
];

describe.each(RANGES)('of the sectors [%d, %d)', (from, to) => {
  const KINDS: readonly EffectKind[] = ['writeback', 'lose', 'drop', 'evict', 'device', 'cache'];

  test.each(KINDS)('%s changes each, in both words, and no other', (kind) => {
    const effect: BoundEffect = { kind, from, to, version: 2 };
    const after = wordsOf(ALL).map((bits, word) => {
      const operation = effectOn(word, effect);
      return operation ? changed(operation.kind, operation.a, operation.b, bits) : bits;
    });
    const plainly = ALL.map((sector, i) => (i >= from && i < to ? sectorAfter(sector, effect) : sector));
    expect(after).toEqual(wordsOf(plainly));
  });
});

test('an effect that does not reach a word asks nothing of it', () => {
  const effect: BoundEffect = { kind: 'cache', from: 2, to: 5, version: 1 };
  expect(effectOn(0, effect)).not.toBeNull();
  expect(effectOn(1, effect)).toBeNull();
  expect(effectOn(0, { ...effect, to: 2 })).toBeNull();
});

describe('a returned count promises the version of its write', () => {
  const kept = (sector: Sector, version: number, stable: boolean, at: number): boolean => {
    const sectors = Array.from({ length: WORDS * SECTORS_PER_WORD }, (_, i) => (i === at ? sector : CLEAN));
    const returned = { isConsistent: true, from: at, to: at + 1, version, stable };
    const inWords = wordsOf(sectors).every((bits, word) => {
      const promise = promiseOn(word, returned);
      return !promise || keeps(promise.kind, promise.a, promise.b, bits);
    });
    expect(inWords).toBe(isKept(sectors, returned));
    return inWords;
  };

  test.each<[what: string, sector: Sector, version: number, readable: boolean, stable: boolean]>([
    ['what was never written', CLEAN, 1, false, false],
    ['on the device, not cached', { device: 1, cache: null, dirty: false }, 1, true, true],
    ['dirty in the cache, old on the device', inCache(0, 1, true), 1, true, false],
    ['clean in the cache, lost on the way to the device', inCache(0, 1, false), 1, true, false],
    ['on the device under an older copy in the cache', inCache(2, 1, false), 2, false, true],
    ['the version of another write', inCache(1, 1, false), 3, false, false],
  ])('%s', (_, sector, version, readable, stable) => {
    for (const at of [0, 4, 5, 9]) {
      expect(kept(sector, version, false, at)).toBe(readable);
      expect(kept(sector, version, true, at)).toBe(stable);
    }
  });

  test('of the counted sectors only', () => {
    const returned = { isConsistent: true, from: 1, to: 3, version: 1, stable: true };
    expect(promiseOn(0, returned)).not.toBeNull();
    expect(promiseOn(1, returned)).toBeNull();
    expect(promiseOn(0, { ...returned, to: 1 })).toBeNull();
  });
});
