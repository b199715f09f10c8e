import type { CallObservation, Deviation, Scenario, Target } from '../../contract/index.js';
import { blame, type CoverageRecorder, type Judgement, type Rule } from '../../model/index.js';
import type { Engine } from '../engine.js';
import type { Steps } from './drive.js';

export interface ScenarioRun {
  readonly calls: readonly CallObservation[];
  /** The first deviating call, or null. */
  readonly deviation: Deviation | null;
}

export interface RunHooks {
  /** Rules that are not selected are never blamed. */
  readonly isSelected: (rule: Rule) => boolean;
  readonly onJudged?: (judgement: Judgement, blamed: Rule | undefined) => void;
  readonly coverage?: CoverageRecorder;
}

/** Runs one scenario and names the rule that its first deviating call broke. Throws Misbehaviour. */
export function* runScenario(engine: Engine, target: Target, scenario: Scenario, hooks: RunHooks): Steps<ScenarioRun> {
  const calls: CallObservation[] = [];
  let deviation: Deviation | null = null;
  yield* engine.run(
    target,
    scenario,
    ({ observation, judgement }) => {
      calls.push(observation);
      const rule =
        judgement.differences.length > 0
          ? blame(engine.level, scenario.profile, judgement, hooks.isSelected)
          : undefined;
      hooks.onJudged?.(judgement, rule);
      if (rule && !deviation) deviation = deviationOf(rule, observation, judgement, calls);
    },
    hooks.coverage,
  );
  return { calls, deviation };
}

function deviationOf(
  rule: Rule,
  observation: CallObservation,
  judgement: Judgement,
  calls: readonly CallObservation[],
): Deviation {
  const struck = calls.flatMap((call) => (call.disk ?? []).flatMap((op) => (op.struck ? [op.struck] : [])));
  return {
    rule: rule.id,
    call: observation.index,
    leaves: [...judgement.leaves],
    differences: [...judgement.differences],
    struck: [...new Set(struck)].sort(),
    path: [...judgement.path],
  };
}
