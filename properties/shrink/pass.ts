import type { Scenario } from '../../contract/index.js';

/**
 * One way of making a scenario smaller. It hands out candidates; each time it is given back the scenario to go on from
 * (the candidate, perhaps cut still shorter) when that shows the same cause, or null.
 */
export type Pass = (best: Scenario) => Generator<Scenario, void, Scenario | null>;

/** Tries the alternatives in turn, up to the first that still shows the cause; returns the scenario to go on from. */
export function* firstThatShows(
  best: Scenario,
  alternatives: Iterable<Scenario>,
): Generator<Scenario, Scenario, Scenario | null> {
  for (const alternative of alternatives) {
    const taken = yield alternative;
    if (taken) return taken;
  }
  return best;
}
