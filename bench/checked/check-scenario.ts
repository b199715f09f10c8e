import type { Scenario } from '../../contract/index.js';
import { reference } from '../../impl/reference/target.js';
import { engineOf } from '../../properties/engines.js';
import { drive } from '../../properties/run/drive.js';
import { runScenario, type ScenarioRun } from '../../properties/run/run-scenario.js';

const everyRule = (): boolean => true;

/** Runs a scenario on the reference and judges every call. Throws when one deviates: then the numbers mean nothing. */
export function checkScenario(scenario: Scenario): void {
  const { level, seed } = scenario;
  // The reference returns no promise, so neither does the run.
  const run = drive(runScenario(engineOf(level), reference, scenario, { isSelected: everyRule })) as ScenarioRun;
  if (run.deviation)
    throw new Error(`the reference deviates at ${level} level, seed ${seed}: ${JSON.stringify(run.deviation)}`);
}
