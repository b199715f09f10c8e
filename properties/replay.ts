import {
  levelsOf,
  Misbehaviour,
  UsageError,
  type Counterexample,
  type RunVerdict,
  type Target,
} from '../contract/index.js';
import { toCounterexample } from './counterexample.js';
import { engineOf } from './engines.js';
import { drive } from './run/drive.js';
import { runScenario } from './run/run-scenario.js';
import { sameCause } from './shrink/cause.js';

/** What became of a stored counterexample. */
export interface Replay {
  /** `conformant` when it no longer deviates, else `deviating`, or how the target misbehaved. */
  readonly verdict: Extract<RunVerdict, 'conformant' | 'deviating'> | Misbehaviour['verdict'];
  /** As observed now, when it still deviates; the digest is the model's of today. */
  readonly found: Counterexample | null;
  /** It deviates from the same cause as the stored one. */
  readonly sameCause: boolean;
  /** How the target misbehaved. */
  readonly message?: string;
}

/**
 * Runs a stored counterexample's scenario on `target` and judges it by the model of today.
 * Throws UsageError when the target does not have the scenario's level.
 */
export async function replay(stored: Counterexample, target: Target): Promise<Replay> {
  const { scenario, deviation } = stored;
  if (!levelsOf(target).includes(scenario.level))
    throw new UsageError(
      `the target ${target.name} has no level ${scenario.level}, which this counterexample needs; it has: ${levelsOf(target).join(', ')}`,
    );
  try {
    const run = await drive(runScenario(engineOf(scenario.level), target, scenario, { isSelected: () => true }));
    if (!run.deviation) return { verdict: 'conformant', found: null, sameCause: false };
    const found = toCounterexample(target, scenario, run.calls, run.deviation);
    return { verdict: 'deviating', found, sameCause: sameCause(deviation, run.deviation) };
  } catch (error) {
    if (!(error instanceof Misbehaviour)) throw error;
    return { verdict: error.verdict, found: null, sameCause: false, message: error.message };
  }
}
