import type { Deviation, Scenario } from '../../contract/index.js';
import type { Steps } from '../run/drive.js';
import { keepsCause } from './cause.js';
import { fewerDescriptors } from './descriptors.js';
import { fairnessOf } from './fair.js';
import { fewerCalls, oneLess } from './fewer-calls.js';
import type { Pass } from './pass.js';
import { plainCalls } from './plain-calls.js';
import { plainFaults } from './plain-faults.js';
import { plainNumbers } from './plain-numbers.js';
import { plainOutcomes } from './plain-outcomes.js';
import { retold } from './scripts.js';
import { plainSetting } from './setting.js';

/** Re-runs after which shrinking ends with what it has; some hundreds are usual at most. */
const MOST_RERUNS = 5000;

/** The most telling first: what they drop, the later ones need not make plainer. */
const PASSES: readonly Pass[] = [
  fewerCalls,
  plainFaults,
  plainSetting,
  fewerDescriptors,
  plainOutcomes,
  plainCalls,
  plainNumbers,
  oneLess,
];

export interface Shrunk {
  readonly scenario: Scenario;
  readonly deviation: Deviation;
  /** Scenarios that were run. */
  readonly reruns: number;
}

/**
 * Makes a deviating scenario as small and plain as it gets while its cause stays: first fewer calls, faults, segments,
 * flags and descriptors, then a usual file, caller and disk, plain outcomes, and numbers that mean something. Passes are
 * repeated until none changes anything; the result is 1-minimal, see `oneSmaller`. `rerun` gives the deviation of a
 * candidate, or null. The same input gives the same result.
 */
export function* shrink(
  scenario: Scenario,
  deviation: Deviation,
  rerun: (candidate: Scenario) => Steps<Deviation | null>,
): Steps<Shrunk> {
  const attempts = new Attempts(scenario, deviation, rerun);
  yield* attempts.take(retold(attempts.best.scenario));
  for (let before: Scenario | undefined; before !== attempts.best.scenario && !attempts.isSpent;) {
    before = attempts.best.scenario;
    for (const pass of PASSES) yield* attempts.go(pass);
  }
  return { ...attempts.best, reruns: attempts.reruns };
}

/** The best scenario so far, and what was tried. */
class Attempts {
  best: { scenario: Scenario; deviation: Deviation };
  reruns = 0;
  private readonly tried = new Set<string>();
  private readonly isFair: (candidate: Scenario) => boolean;

  constructor(
    scenario: Scenario,
    private readonly original: Deviation,
    private readonly rerun: (candidate: Scenario) => Steps<Deviation | null>,
  ) {
    this.isFair = fairnessOf(scenario);
    this.best = { scenario: upTo(scenario, original), deviation: original };
    this.tried.add(JSON.stringify(this.best.scenario));
  }

  get isSpent(): boolean {
    return this.reruns >= MOST_RERUNS;
  }

  *go(pass: Pass): Steps<void> {
    const candidates = pass(this.best.scenario);
    for (let next = candidates.next(); !next.done;) next = candidates.next(yield* this.take(retold(next.value)));
  }

  /** The candidate up to its deviating call, now the best, if it deviates from the same cause; else null. */
  *take(candidate: Scenario): Steps<Scenario | null> {
    const key = JSON.stringify(candidate);
    if (this.tried.has(key) || this.isSpent || !this.isFair(candidate)) return null;
    this.tried.add(key);
    this.reruns++;
    const again = yield* this.rerun(candidate);
    if (!again || !keepsCause(this.original, again)) return null;
    if (familyOf(candidate, again) !== familyOf(this.best.scenario, this.best.deviation)) return null;
    const scenario = upTo(candidate, again);
    this.tried.add(JSON.stringify(scenario));
    this.best = { scenario, deviation: again };
    return scenario;
  }
}

/** Without the calls after the deviating one: a run ends there. */
const upTo = (scenario: Scenario, { call }: Deviation): Scenario =>
  call < scenario.calls.length - 1 ? { ...scenario, calls: scenario.calls.slice(0, call + 1) } : scenario;

/** The kind of the deviating call; with or without a position or a vector it is the same. */
const familyOf = ({ calls }: Scenario, { call }: Deviation): string | undefined =>
  calls.at(call)?.call.replace(/^p(?=write|read)|v$/g, '');
