import type { CallObservation, Deviation, KernelStep, ProfileId } from '../../contract/index.js';
import { TraceChecker } from '../../model/index.js';

/** Where a step trace departs from the model: the index of the step, and what was allowed there. */
export interface Departure {
  readonly index: number;
  readonly allowed: string;
}

/**
 * The first step of the deviating call that its function's machine does not allow; null when the deviation is not one
 * of the trace, or the model of today sees the trace otherwise.
 */
export function departureOf(profile: ProfileId, seen: CallObservation, deviation: Deviation): Departure | null {
  const steps = (seen.steps ?? []) as readonly KernelStep[];
  const differs = (count: number): string | null => {
    const [difference] = new TraceChecker(profile).check(steps.slice(0, count)).differences;
    return difference ? `${difference.observable} ${difference.allowed[0]} ${difference.got}` : null;
  };
  const [first] = deviation.differences;
  const stored = `${first.observable} ${first.allowed[0]} ${first.got}`;
  if (differs(steps.length) !== stored) return null;
  // Once it differs it goes on differing in the same way, so the shortest trace that does can be bisected.
  let [low, high] = [0, steps.length];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (differs(middle) === stored) high = middle;
    else low = middle;
  }
  return { index: high - 1, allowed: first.allowed[0] };
}
