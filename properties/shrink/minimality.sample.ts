import type { Deviation, Scenario, Target } from '../../contract/index.js';
import { drive } from '../run/drive.js';
import { keepsCause } from './cause.js';
import { oneSmaller } from './one-smaller.js';
import { rerunOn } from './rerun.js';

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
