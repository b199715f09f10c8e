import { fromSigned, type Difference, type Observable } from '../../contract/index.js';

/** Signed number -> what a report shows: a count, or the errno's name. */
export const retText = (signed: number): string => String(fromSigned(signed));

/** A difference between return values (signed). */
export function returnDifference(allowed: readonly number[], got: number): Difference {
  return {
    observable: 'return',
    allowed: allowed.map(retText),
    got: retText(got),
    direction: directionOf(allowed[0], got),
  };
}

function directionOf(allowed: number, got: number): Difference['direction'] {
  if (got < 0) return allowed < 0 ? 'other error' : 'error for count';
  if (allowed < 0) return 'count for error';
  return got > allowed ? 'more' : 'less';
}

/** A difference between two numbers of bytes, offsets or sizes. */
export function numberDifference(observable: Observable, allowed: readonly number[], got: number): Difference {
  const direction = got > Math.max(...allowed) ? 'more' : got < Math.min(...allowed) ? 'less' : 'other';
  return { observable, allowed: allowed.map(String), got: String(got), direction };
}

/** A difference between texts. */
export const textDifference = (observable: Observable, allowed: readonly string[], got: string): Difference => ({
  observable,
  allowed: [...allowed],
  got,
  direction: 'other',
});
