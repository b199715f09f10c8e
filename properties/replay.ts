import { Misbehaviour, UsageError, type Counterexample, type RunVerdict, type Target } from '../contract/index.js';
import { toCounterexample } from './counterexample.js';
import { DEFAULT_TIMEOUT_MS, type CheckOptions } from './options.js';
import { openRunner } from './search/open-runner.js';
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

type ReplayOptions = Pick<CheckOptions, 'timeoutMs' | 'workers'>;

/**
 * Runs a stored counterexample's scenario on `target`, a name or an object, and judges it by the model of today.
 * Throws UsageError when there is no such target, or it does not have the scenario's level.
 */
export async function replay(
  stored: Counterexample,
  target: string | Target,
  options: ReplayOptions = {},
): Promise<Replay> {
  const byAll = await replayed(stored, target, options);
  if (!byAll.found || byAll.sameCause) return byAll;
  // Found by a check of that rule alone it is blamed on a more specific one by all.
  const byItsRule = await replayed(stored, target, options, [stored.deviation.rule]);
  return byItsRule.sameCause ? byItsRule : byAll;
}

async function replayed(
  { scenario, deviation }: Counterexample,
  target: string | Target,
  { timeoutMs = DEFAULT_TIMEOUT_MS, workers = 1 }: ReplayOptions,
  only?: readonly string[],
): Promise<Replay> {
  const { profile, seed } = scenario;
  const runner = await openRunner(target, { profile, seed, only, distinctness: 'leaf', timeoutMs }, workers);
  try {
    const { facts } = runner;
    if (!facts.levels.includes(scenario.level))
      throw new UsageError(
        `the target ${facts.name} has no level ${scenario.level}, which this counterexample needs; it has: ${facts.levels.join(', ')}`,
      );
    const run = await runner.run(scenario);
    if (!run.deviation) return { verdict: 'conformant', found: null, sameCause: false };
    const found = toCounterexample(facts, scenario, run.calls, run.deviation);
    return { verdict: 'deviating', found, sameCause: sameCause(deviation, run.deviation) };
  } catch (error) {
    if (!(error instanceof Misbehaviour)) throw error;
    return { verdict: error.verdict, found: null, sameCause: false, message: error.message };
  } finally {
    await runner.close();
  }
}
