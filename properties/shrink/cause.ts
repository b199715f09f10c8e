import type { Deviation } from '../../contract/index.js';

/** Rule, observable and direction: what is said to be wrong. */
const symptom = ({ rule, differences: [{ observable, direction }] }: Deviation): string =>
  `${rule} ${observable} ${direction}`;

const leavesMeet = (a: Deviation, b: Deviation): boolean =>
  a.leaves.length === 0 || a.leaves.some((leaf) => b.leaves.includes(leaf));

/**
 * Two deviations have the same cause: the same rule broken in the same observable and direction, by the same kinds of
 * faults, from leaves that still meet.
 */
export const sameCause = (a: Deviation, b: Deviation): boolean =>
  symptom(a) === symptom(b) && a.struck.join(' ') === b.struck.join(' ') && leavesMeet(a, b);

/**
 * A smaller scenario's deviation still has the cause of the original one: as `sameCause`, but a kind of fault that struck
 * without need may be gone. Shrinking never trades one bug for another.
 */
export const keepsCause = (original: Deviation, smaller: Deviation): boolean =>
  symptom(original) === symptom(smaller) &&
  smaller.struck.every((kind) => original.struck.includes(kind)) &&
  leavesMeet(original, smaller);
