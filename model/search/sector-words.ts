import type { BoundEffect, Returned } from './control.js';

/**
 * The sectors of the file in 32-bit words, six bits for each: the device's version (2), the cached version (2), whether
 * it is cached, whether that is dirty. A sector that is not cached has 0 as its cached version.
 */
export const SECTORS_PER_WORD = 5;
export const WORDS = 2;
const BITS = 6;
const DEVICE = 0b000011;
const CACHE = 0b001100;
const VALID = 0b010000;
const DIRTY = 0b100000;
const VALID_SHIFT = 4;
const DIRTY_SHIFT = 5;
/** From the cached version down to the device's. */
const VERSION_SHIFT = 2;

/** What an operation does to one word; `a` and `b` are masks. */
export const OPERATIONS = {
  /** word & a | b */
  set: 0,
  /** Of the sectors whose lowest bit is in `a`: the dirty ones reach the device. */
  writeback: 1,
  /** Of the sectors whose lowest bit is in `a`: the clean ones leave the cache. */
  evict: 2,
  /** Of the device's versions in the mask `a` each must be as in `b`. */
  stable: 3,
  /** The same of what a read would see: the cached version, else the device's. */
  readable: 4,
} as const;

export interface WordOperation {
  readonly kind: (typeof OPERATIONS)[keyof typeof OPERATIONS];
  readonly a: number;
  readonly b: number;
}

/** `pattern` at each of the sectors [from, to) that lie in the word. */
function repeated(pattern: number, from: number, to: number, word: number): number {
  let bits = 0;
  const first = word * SECTORS_PER_WORD;
  for (let sector = Math.max(from, first); sector < Math.min(to, first + SECTORS_PER_WORD); sector++)
    bits |= pattern << ((sector - first) * BITS);
  return bits;
}

/** An effect on one word; null if it does nothing there. */
export function effectOn(word: number, { kind, from, to, version }: BoundEffect): WordOperation | null {
  const units = repeated(1, from, to, word);
  if (units === 0) return null;
  const mask = (pattern: number): number => repeated(pattern, from, to, word);
  switch (kind) {
    case 'writeback':
      return { kind: OPERATIONS.writeback, a: units, b: 0 };
    case 'evict':
      return { kind: OPERATIONS.evict, a: units, b: 0 };
    case 'lose':
      return { kind: OPERATIONS.set, a: ~mask(DIRTY), b: 0 };
    case 'drop':
      return { kind: OPERATIONS.set, a: ~mask(CACHE | VALID | DIRTY), b: 0 };
    case 'device':
      return { kind: OPERATIONS.set, a: ~mask(DEVICE), b: mask(version) };
    case 'cache':
      return {
        kind: OPERATIONS.set,
        a: ~mask(CACHE | VALID | DIRTY),
        b: mask((version << VERSION_SHIFT) | VALID | DIRTY),
      };
  }
}

/** What a returned count promises of one word; null if nothing. */
export function promiseOn(word: number, { from, to, version, stable }: Returned): WordOperation | null {
  const a = repeated(DEVICE, from, to, word);
  const kind = stable ? OPERATIONS.stable : OPERATIONS.readable;
  return a === 0 ? null : { kind, a, b: repeated(version, from, to, word) };
}

const UNITS = repeated(1, 0, SECTORS_PER_WORD, 0);

/** The word after an operation that changes it. */
export function changed(kind: number, a: number, b: number, word: number): number {
  if (kind === OPERATIONS.set) return (word & a) | b;
  if (kind === OPERATIONS.writeback) {
    const dirty = (word >>> DIRTY_SHIFT) & a;
    const versions = dirty * DEVICE;
    return (word & ~versions & ~(dirty << DIRTY_SHIFT)) | ((word >>> VERSION_SHIFT) & versions);
  }
  const clean = (word >>> VALID_SHIFT) & ~(word >>> DIRTY_SHIFT) & a;
  return word & ~(clean * (CACHE | VALID));
}

/** Whether a word keeps a promise. */
export function keeps(kind: number, a: number, b: number, word: number): boolean {
  if (kind === OPERATIONS.stable) return (word & a) === b;
  const cached = ((word >>> VALID_SHIFT) & UNITS) * DEVICE;
  return ((((word >>> VERSION_SHIFT) & cached) | (word & ~cached)) & a) === b;
}
