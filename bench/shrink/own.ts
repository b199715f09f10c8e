import { isWrite, type Deviation, type Scenario } from '../../contract/index.js';
import { drive } from '../../properties/run/drive.js';
import { engineOf } from '../../properties/engines.js';
import { runScenario, type ScenarioRun } from '../../properties/run/run-scenario.js';
import { rerunOn } from '../../properties/shrink/rerun.js';
import { shrink, type Shrunk } from '../../properties/shrink/shrink.js';
import { scriptedScenario } from '../checked/scenario.js';
import { iterWritesOf } from '../checked/scripted.js';
import { plantedTarget } from './planted.js';

/** How one contender came from nothing to a minimal counterexample. */
export interface Hunt {
  /** Scenarios until the bug was met, and then to make the counterexample minimal. */
  readonly runs: number;
  readonly reruns: number;
  /** Write calls of the counterexample. */
  readonly writes: number;
}

const target = plantedTarget();
const everyRule = (): boolean => true;

/** Scenarios from the own generator, beginning with `seed`, then the suite's shrinking. */
export function ownHunt(seed: number): Hunt {
  for (let runs = 1; ; runs++) {
    const scenario = scriptedScenario(seed, iterWritesOf(seed * 1000 + runs));
    const { deviation } = drive(
      runScenario(engineOf('iter'), target, scenario, { isSelected: everyRule }),
    ) as ScenarioRun;
    if (deviation) return { runs, ...shrunk(scenario, deviation) };
  }
}

function shrunk(scenario: Scenario, deviation: Deviation): Omit<Hunt, 'runs'> {
  const { scenario: smallest, reruns } = drive(shrink(scenario, deviation, rerunOn(target))) as Shrunk;
  return { reruns, writes: smallest.calls.filter(isWrite).length };
}
