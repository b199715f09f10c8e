import {
  Misbehaviour,
  type Capability,
  type KnownDeviation,
  type Maybe,
  type ProfileId,
  type Scenario,
  type Target,
} from '../../contract/index.js';
import { CoverageRecorder, universeOf, type Rule } from '../../model/index.js';
import type { Engine } from '../engine.js';
import { drive } from '../run/drive.js';
import { runScenario, type ScenarioRun } from '../run/run-scenario.js';
import { Tally } from '../tally.js';
import { weight, type BatchAnswer, type Found, type Misbehaved } from './batch.js';
import { distinctKeyAmong, type Distinctness } from './distinct.js';
import { CrossCoverage } from './steering.js';
import { within } from './within.js';

export interface BatchSetting {
  readonly engine: Engine;
  readonly target: Target;
  readonly profile: ProfileId;
  readonly isSelected: (rule: Rule) => boolean;
  readonly timeoutMs: number;
  readonly distinctness: Distinctness;
  /** What is known of the target. */
  readonly known?: readonly KnownDeviation[];
  /** Called before each scenario. */
  readonly beat: () => void;
  /** Count fault x transition. */
  readonly crosses: boolean;
}

/** Runs scenarios one after the other; ends early when the target misbehaves. */
export async function runBatch(scenarios: readonly Scenario[], setting: BatchSetting): Promise<BatchAnswer> {
  const { level } = setting.engine;
  const { profile, beat, timeoutMs } = setting;
  const tally = new Tally(level, profile, setting.isSelected);
  const coverage = new CoverageRecorder(universeOf(profile));
  const cross = setting.crosses ? new CrossCoverage(level, profile) : undefined;
  const leaves = new Set<string>();
  const exercised = new Set<Capability>();
  const found = new Map<string, Found>();
  let [ran, calls, deviations] = [0, 0, 0];
  let misbehaved: Misbehaved | undefined;

  const run = (scenario: Scenario): Maybe<ScenarioRun> =>
    drive(
      runScenario(setting.engine, setting.target, scenario, {
        isSelected: setting.isSelected,
        coverage,
        onJudged: (judgement, blamed) => {
          calls++;
          tally.add(judgement, blamed);
          if (judgement.leaves.length === 1 && judgement.differences.length === 0) leaves.add(judgement.leaves[0]);
        },
      }),
    );

  for (const scenario of scenarios) {
    beat();
    ran++;
    const before = cross && scenario.faults.length > 0 ? coverage.counts.transitions.slice() : undefined;
    try {
      const running = within(run(scenario), timeoutMs);
      const { calls: observed, deviation } = running instanceof Promise ? await running : running;
      if (before) cross?.add(scenario.faults, before, coverage.counts.transitions);
      if (!deviation) continue;
      deviations++;
      const key = distinctKeyAmong({ deviation, scenario }, setting.distinctness, setting.known);
      const known = found.get(key);
      if (!known || weight(scenario) < weight(known.scenario)) found.set(key, { scenario, calls: observed, deviation });
    } catch (error) {
      if (!(error instanceof Misbehaviour)) throw error;
      const { verdict, message, evidence } = error;
      misbehaved = { verdict, message, evidence, scenario };
      break;
    }
  }
  return {
    ran,
    calls,
    tally: tally.counts,
    coverage: coverage.counts,
    leaves: [...leaves],
    exercised: [...exercised],
    deviations,
    found: [...found.values()],
    crossed: cross?.counts,
    misbehaved,
  };
}
