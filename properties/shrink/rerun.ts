import type { Deviation, Scenario, Target } from '../../contract/index.js';
import { engineOf } from '../engines.js';
import type { Steps } from '../run/drive.js';
import { runScenario } from '../run/run-scenario.js';

/** Gives the deviation of a scenario on the target, by any rule, or null. */
export const rerunOn = (target: Target) =>
  function* (scenario: Scenario): Steps<Deviation | null> {
    return (yield* runScenario(engineOf(scenario.level), target, scenario, { isSelected: () => true })).deviation;
  };
