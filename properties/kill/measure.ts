import { DEFAULT_PROFILE, isWrite, offered, UsageError, type Level, type Scenario } from '../../contract/index.js';
import { MUTANTS, targetOf, type Mutant } from '../../fixtures/mutants/index.js';
import { DEFAULT_SEED } from '../options.js';
import { drive } from '../run/drive.js';
import type { Found } from '../search/batch.js';
import { rerunOn } from '../shrink/rerun.js';
import { shrink } from '../shrink/shrink.js';
import { killRun, MOST_RUNS, type Spaces } from './kill-run.js';

/** How much there is to read in a scenario. */
export interface ScenarioSize {
  readonly calls: number;
  readonly faults: number;
  /** Segments of all writes. */
  readonly segments: number;
  /** Bytes that all writes offer. */
  readonly bytes: number;
}

/** What it takes to find one planted bug and to make its counterexample small. */
export interface KillMeasure {
  readonly id: string;
  readonly level: Level;
  /** Scenarios until its rule was broken. */
  readonly runs: number;
  /** Scenarios that were run to shrink. */
  readonly reruns: number;
  /** As it was found, and as it is told. */
  readonly before: ScenarioSize;
  readonly after: ScenarioSize;
  /** Milliseconds. */
  readonly findMs: number;
  readonly shrinkMs: number;
}

/** Ids of all mutants, in the order of the kit. */
export const measurable = (): readonly string[] => MUTANTS.map(({ id }) => id);

/**
 * Finds one mutant and shrinks what was found, in this thread. With `spaces` the list of scenarios of a level is made
 * once for all mutants, and then not timed. Throws UsageError for an unknown id, and Error when it is not found.
 */
export async function measureKill(id: string, spaces?: Spaces, seed = DEFAULT_SEED): Promise<KillMeasure> {
  const mutant = MUTANTS.find((one) => one.id === id);
  if (!mutant) throw new UsageError(`no mutant is called ${JSON.stringify(id)}; e.g. ${MUTANTS[0].id}`);
  const start = performance.now();
  const { found, runs } = await killRun(mutant, { seed, most: MOST_RUNS, spaces });
  const met = performance.now();
  if (!found) throw new Error(`${id} was not killed by ${mutant.rule} within ${runs} scenarios`);
  const { scenario, reruns } = await shrunk(mutant, found);
  const end = performance.now();
  const [before, after] = [sizeOf(found.scenario), sizeOf(scenario)];
  return { id, level: mutant.level, runs, reruns, before, after, findMs: met - start, shrinkMs: end - met };
}

const shrunk = (mutant: Mutant, { scenario, deviation }: Pick<Found, 'scenario' | 'deviation'>) =>
  drive(shrink(scenario, deviation, rerunOn(targetOf(mutant, DEFAULT_PROFILE))));

export function sizeOf({ calls, faults }: Scenario): ScenarioSize {
  const writes = calls.filter(isWrite);
  return {
    calls: calls.length,
    faults: faults.length,
    segments: writes.reduce((sum, { segments }) => sum + segments.length, 0),
    bytes: writes.reduce((sum, write) => sum + offered(write), 0),
  };
}
