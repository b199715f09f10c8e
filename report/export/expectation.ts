import type { Source } from '../../contract/index.js';

/** Allowed values low to high, inclusive; an errno is its negative number. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

/**
 * What a failed check says: `deviates` = outside of what is allowed; `differs` = otherwise than in the counterexample, so
 * that what it says of the deviating call can't be asked.
 */
export type Meaning = 'deviates' | 'differs';

/** Bytes that a source offered: byte x of the file is byte x - start of it. */
export interface Origin {
  readonly source: Exclude<Source, 'other'>;
  /** In bytes of the file. */
  readonly start: number;
}

/** The bytes [from, to) of the file come from these; `whole` = all from the same one, else each from any. */
export interface Place {
  readonly from: number;
  readonly to: number;
  readonly whole: boolean;
  readonly origins: readonly Origin[];
}

/**
 * One thing to compare after a call.
 * `offset` and `size` with `start` null: from `before` to `reach` if that is more. Else, after a count above 0, an offset
 * from start + count to `reach` if that is more, and one of `before` otherwise; a size of at least `before` and
 * start + count, and at most that or `reach`.
 */
export type Check =
  | { readonly of: 'return' | 'mode'; readonly meaning: Meaning; readonly spans: readonly Span[] }
  | {
      readonly of: 'offset' | 'size';
      readonly meaning: Meaning;
      readonly before: number;
      readonly start: number | null;
      readonly reach: number;
    }
  | { readonly of: 'signal'; readonly meaning: Meaning; readonly raised: boolean }
  | { readonly of: 'times'; readonly meaning: Meaning }
  | { readonly of: 'content'; readonly meaning: Meaning; readonly places: readonly Place[] };

export type Bounds = Extract<Check, { of: 'offset' | 'size' }>;

/** What such a check allows after a call that returned `ret` (signed). */
export function boundsAt({ of, before, start, reach }: Omit<Bounds, 'meaning'>, ret: number): Span {
  if (start === null) return { low: before, high: Math.max(before, reach) };
  if (of === 'offset') return ret > 0 ? { low: start + ret, high: Math.max(start + ret, reach) } : span(before);
  const low = Math.max(before, ret > 0 ? start + ret : 0);
  return { low, high: Math.max(low, reach) };
}

export const span = (low: number, high = low): Span => ({ low, high });
