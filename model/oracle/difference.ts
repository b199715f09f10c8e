import { fromSigned, type Difference, type Observable } from '../../contract/index.js';

/** An allowed value, and in one line how it comes about: the leaf, the rule, the arithmetic. */
export interface Allowed<T> {
  readonly value: T;
  readonly because: string;
}

/** Signed number -> what a report shows: a count, or the errno's name. */
export const retText = (signed: number): string => String(fromSigned(signed));

/** `allowed` and `because` side by side; a value that comes about in several ways has one line that names them all. */
function derived<T>(
  allowed: readonly Allowed<T>[],
  text: (value: T) => string,
): Pick<Difference, 'allowed' | 'because'> {
  const ways = new Map<string, Set<string>>();
  for (const { value, because } of allowed) {
    const lines = ways.get(text(value)) ?? new Set();
    ways.set(text(value), lines.add(because));
  }
  return { allowed: [...ways.keys()], because: [...ways.values()].map((lines) => [...lines].join('; or ')) };
}

/** A difference between return values (signed). The first allowed one tells the direction. */
export function returnDifference(allowed: readonly Allowed<number>[], got: number): Difference {
  return {
    observable: 'return',
    ...derived(allowed, retText),
    got: retText(got),
    direction: directionOf(allowed[0].value, got),
  };
}

function directionOf(allowed: number, got: number): Difference['direction'] {
  if (got < 0) return allowed < 0 ? 'other error' : 'error for count';
  if (allowed < 0) return 'count for error';
  return got > allowed ? 'more' : 'less';
}

/** A difference between two numbers of bytes, offsets or sizes. */
export function numberDifference(observable: Observable, allowed: readonly Allowed<number>[], got: number): Difference {
  const values = allowed.map(({ value }) => value);
  const direction = got > Math.max(...values) ? 'more' : got < Math.min(...values) ? 'less' : 'other';
  return { observable, ...derived(allowed, String), got: String(got), direction };
}

/** A difference between texts. */
export const textDifference = (
  observable: Observable,
  allowed: readonly Allowed<string>[],
  got: string,
): Difference => ({
  observable,
  ...derived(allowed, (value) => value),
  got,
  direction: 'other',
});
