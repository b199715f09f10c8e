/**
 * What the bytes of a file come from. A source is `initial` (what the file held before the first call), the number
 * k >= 0 of a call, `hole` (zeros), or `other` (bytes that nobody offered).
 *
 * Byte i that source k offers is a function of (seed, k, i) alone. Its high nibble is a tag that tells sources
 * apart, so that a single byte names its source; its low nibble varies with i, so that a shift shows.
 */
export type Source = 'initial' | 'hole' | 'other' | number;

/** Half-open byte range [from, to) of the file with one source. */
export interface ContentRange {
  from: number;
  to: number;
  source: Source;
}

const TAG_INITIAL = 1;
const TAG_FIRST_CALL = 2;
/** Calls whose bytes can be told apart by tag alone; call k and call k + 14 share a tag. */
export const DISTINCT_CALLS = 14;
const PERIOD = 1 << 16;
const POOL_LENGTH = 4 * PERIOD;

/** The high nibble: 0 for a hole, 1 for initial, 2 to 15 for calls. */
export const tagOf = (source: Exclude<Source, 'other'>): number =>
  source === 'hole' ? 0 : source === 'initial' ? TAG_INITIAL : TAG_FIRST_CALL + (source % DISTINCT_CALLS);

/** 32-bit mix (xorshift-multiply), for phases and pool nibbles. */
export function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

const pools: (Uint8Array | undefined)[] = [];

function poolOf(tag: number): Uint8Array {
  const known = pools[tag];
  if (known) return known;
  const pool = new Uint8Array(POOL_LENGTH);
  for (let i = 0; i < POOL_LENGTH; i++) pool[i] = (tag << 4) | (mix(i % PERIOD) & 15);
  pools[tag] = pool;
  return pool;
}

const phaseOf = (seed: number, source: 'initial' | number): number =>
  mix(seed ^ Math.imul(source === 'initial' ? 0x51ed27 : source + 1, 0x9e3779b1)) % PERIOD;

/** The low nibble repeats after this many bytes; a longer request is a fresh copy, a shorter one a view of the pool. */
export const VIEW_LIMIT = POOL_LENGTH - PERIOD;

/**
 * Bytes [from, from + length) that `source` offers. A read-only view of a shared pool when it fits
 * (length <= VIEW_LIMIT); callers must never write into it.
 */
export function sourceBytes(seed: number, source: Exclude<Source, 'other'>, from: number, length: number): Uint8Array {
  if (source === 'hole') return new Uint8Array(length);
  const pool = poolOf(tagOf(source));
  const start = (phaseOf(seed, source) + from) % PERIOD;
  if (length <= VIEW_LIMIT) return pool.subarray(start, start + length);
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; done += PERIOD)
    bytes.set(pool.subarray(start, start + Math.min(PERIOD, length - done)), done);
  return bytes;
}
