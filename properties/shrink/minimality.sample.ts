import type { Deviation, Scenario, Target } from '../../contract/index.js';
import { engineOf } from '../engines.js';
import { drive, type Steps } from '../run/drive.js';
import { runScenario } from '../run/run-scenario.js';
import { keepsCause } from './cause.js';
import { oneSmaller } from './one-smaller.js';

/** Gives the deviation of a scenario on the target, by any rule, or null. */
export const rerunOn = (target: Target) =>
  function* (scenario: Scenario): Steps<Deviation | null> {
    return (yield* runScenario(engineOf(scenario.level), target, scenario, { isSelected: () => true })).deviation;
  };

/** What is one smaller and still shows the cause: nothing, when the scenario is 1-minimal. */
export async function smallerOnes(target: Target, scenario: Scenario, deviation: Deviation): Promise<Scenario[]> {
  const rerun = rerunOn(target);
  const showing: Scenario[] = [];
  for (const candidate of oneSmaller(scenario)) {
    const again = await drive(rerun(candidate));
    if (again && keepsCause(deviation, again)) showing.push(candidate);
  }
  return showing;
}
