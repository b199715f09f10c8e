import { UsageError, type Call, type CallObservation, type Counterexample } from '../../contract/index.js';
import { deviatingChecks, earlierChecks, type Surroundings } from './checks.js';
import type { Check } from './expectation.js';
import { startsOf } from './places.js';
import { Following, type Standing } from './standing.js';

/** Calls of which a process by itself is capable. */
export type PlainCall = Exclude<Call, { call: 'writeback' | 'dropCaches' | 'powerCut' }>;

/** One call to make, and what to compare after it, in order. */
export interface PlannedCall {
  readonly index: number;
  readonly call: PlainCall;
  readonly standing: Standing;
  readonly checks: readonly Check[];
}

/**
 * The calls of a `disk` or `file` level counterexample up to the deviating one, with all that is compared. Throws
 * UsageError when the stored parts contradict each other.
 */
export function planOf(found: Counterexample): PlannedCall[] {
  const { scenario, deviation, observation } = found;
  const calls = scenario.calls.slice(0, deviation.call + 1);
  const following = new Following(scenario);
  const standings: Standing[] = [];
  return calls.map((call, index) => {
    const seen = observation.calls.find((one) => one.index === index);
    if (!seen) throw new UsageError(`FILE: it has no observation of call ${index}; \`woe replay FILE\` makes one`);
    const standing = following.before(call);
    standings.push(standing);
    following.apply(call, seen);
    const observed = following.isOpen(call);
    const around = { found, standing, starts: startsOf(calls, standings), observed };
    return { index, call: call as PlainCall, standing, checks: checksOf(call, seen, around) };
  });
}

const checksOf = (call: Call, seen: CallObservation, around: Surroundings): Check[] =>
  seen.index === around.found.deviation.call ? deviatingChecks(call, seen, around) : earlierChecks(call, seen, around);
