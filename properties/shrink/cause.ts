import type { Deviation } from '../../contract/index.js';

/**
 * Two deviations have the same cause: the same rule broken in the same observable and direction, by the same kinds of
 * faults, from leaves that still meet. Shrinking never trades one bug for another.
 */
export function sameCause(a: Deviation, b: Deviation): boolean {
  const first = (d: Deviation): string =>
    `${d.rule} ${d.differences[0].observable} ${d.differences[0].direction} ${d.struck.join(' ')}`;
  return first(a) === first(b) && (a.leaves.length === 0 || a.leaves.some((leaf) => b.leaves.includes(leaf)));
}
