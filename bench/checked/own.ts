import type { Scenario } from '../../contract/index.js';
import type { Contender } from '../contender.js';
import { diskScenario, scriptedScenario } from './scenario.js';
import { iterWritesOf } from './scripted.js';
import { checkScenario } from './check-scenario.js';
import { sequenceOf, WRITES } from './workload.js';

/** Sequences in one batch. */
const SEQUENCES = 4;

/** Makes each sequence with the bench's own generator, runs it and has it judged. */
function own(level: 'iter' | 'disk', scenarioOf: (seed: number) => Scenario): Contender {
  return {
    name: 'own generator',
    what: `scenarios from a generator of its own, run and judged at ${level} level`,
    run(pass) {
      for (let i = 0; i < SEQUENCES; i++) checkScenario(scenarioOf(pass * SEQUENCES + i));
      return SEQUENCES * WRITES;
    },
  };
}

export const OWN = {
  iter: own('iter', (seed) => scriptedScenario(seed, iterWritesOf(seed))),
  disk: own('disk', (seed) => diskScenario(sequenceOf(seed))),
};
