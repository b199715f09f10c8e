import { DEFAULT_PROFILE, type ProfileId } from '../../contract/index.js';
import { targetOf, type Mutant } from '../../fixtures/mutants/index.js';
import { engineOf } from '../engines.js';
import { drive } from '../run/drive.js';
import { runScenario } from '../run/run-scenario.js';
import { BATCH, ScenarioSpace, type Batch, type Found } from '../search/batch.js';
import { factsOf } from '../search/facts.js';

/** A rule that judged a mutant as deviating, and after how many scenarios it first did. */
export interface Kill {
  readonly rule: string;
  readonly runs: number;
}

/** What the suite did to one mutant. */
export interface KillRun {
  readonly kills: readonly Kill[];
  /** Scenarios that were run. */
  readonly runs: number;
  /** The first deviation from the rule that the mutant names. */
  readonly found: Found | undefined;
}

export interface KillOptions {
  readonly profile?: ProfileId;
  readonly seed: number;
  /** Scenarios that it may take: the sweep, then random ones. */
  readonly most: number;
}

/** Runs the scenarios of the mutant's level, in the order of a check, until the rule that it names is broken. */
export async function killRun(
  mutant: Mutant,
  { profile = DEFAULT_PROFILE, seed, most }: KillOptions,
): Promise<KillRun> {
  const target = targetOf(mutant, profile);
  const engine = engineOf(mutant.level);
  const space = new ScenarioSpace(engine, profile, seed, factsOf(target));
  const kills = new Map<string, number>();
  let runs = 0;
  for (const batch of batches(space, mutant.level, most))
    for (const scenario of space.scenarios(batch)) {
      runs++;
      const { calls, deviation } = await drive(runScenario(engine, target, scenario, { isSelected: () => true }));
      if (!deviation) continue;
      if (!kills.has(deviation.rule)) kills.set(deviation.rule, runs);
      if (deviation.rule === mutant.rule) return { kills: rowsOf(kills), runs, found: { scenario, calls, deviation } };
    }
  return { kills: rowsOf(kills), runs, found: undefined };
}

const rowsOf = (kills: ReadonlyMap<string, number>): Kill[] => [...kills].map(([rule, runs]) => ({ rule, runs }));

/** The sweep, then random ones, `most` scenarios in all. */
function* batches(space: ScenarioSpace, level: Mutant['level'], most: number): Generator<Batch, void> {
  const swept = Math.min(space.count('sweep'), most);
  for (let at = 0; at < swept; at += BATCH)
    yield { level, phase: 'sweep', index: at / BATCH, size: Math.min(BATCH, swept - at) };
  const random = most - swept;
  for (let at = 0; at < random; at += BATCH)
    yield { level, phase: 'random', index: at / BATCH, size: Math.min(BATCH, random - at) };
}
