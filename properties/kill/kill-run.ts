import { DEFAULT_PROFILE, type Level, type ProfileId } from '../../contract/index.js';
import { targetOf, type Mutant } from '../../fixtures/mutants/index.js';
import { engineOf } from '../engines.js';
import { drive } from '../run/drive.js';
import { runScenario } from '../run/run-scenario.js';
import { BATCH, ScenarioSpace, type Batch, type Found } from '../search/batch.js';
import { factsOf } from '../search/facts.js';

/** Scenarios within which a mutant must be killed. */
export const MOST_RUNS = 5000;

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
  /** The scenarios of all mutants of a level are the same: whoever runs several keeps them. */
  readonly spaces?: Spaces;
}

/** The scenarios that are made, by level; of one profile and seed. */
export type Spaces = Map<Level, ScenarioSpace>;

/** Runs the scenarios of the mutant's level, in the order of a check, until the rule that it names is broken. */
export async function killRun(mutant: Mutant, options: KillOptions): Promise<KillRun> {
  const { profile = DEFAULT_PROFILE, most } = options;
  const target = targetOf(mutant, profile);
  const engine = engineOf(mutant.level);
  const space = spaceOf(mutant, options);
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

/** A mutant claims what the reference claims, so that one list serves all. */
function spaceOf(mutant: Mutant, { profile = DEFAULT_PROFILE, seed, spaces }: KillOptions): ScenarioSpace {
  const known = spaces?.get(mutant.level);
  if (known) return known;
  const space = new ScenarioSpace(engineOf(mutant.level), profile, seed, factsOf(targetOf(mutant, profile)));
  spaces?.set(mutant.level, space);
  return space;
}

/** The sweep, then random ones, `most` scenarios in all. */
function* batches(space: ScenarioSpace, level: Mutant['level'], most: number): Generator<Batch, void> {
  const swept = Math.min(space.count('sweep'), most);
  for (let at = 0; at < swept; at += BATCH)
    yield { level, phase: 'sweep', index: at / BATCH, size: Math.min(BATCH, swept - at) };
  const random = most - swept;
  for (let at = 0; at < random; at += BATCH)
    yield { level, phase: 'random', index: at / BATCH, size: Math.min(BATCH, random - at) };
}
