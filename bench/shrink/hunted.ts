import fc from 'fast-check';
import type { IterTarget } from '../../contract/index.js';
import { anIterWrite } from '../checked/arbitrary.js';
import { scriptedCommands } from '../checked/commands-iter.js';
import { compiledStepper } from '../checked/core-steppers.js';
import { scriptedModel, ScriptedWrite, type ScriptedModel } from '../checked/scripted-write.js';
import { WRITES } from '../checked/workload.js';
import type { Hunt } from './own.js';
import { plantedTarget } from './planted.js';

/** More runs than it ever takes. */
const MOST_RUNS = 10_000;

const target = plantedTarget().iter as IterTarget;
const stepper = compiledStepper();

/** Has fast-check find the bug and shrink it. The last run that failed is the counterexample it ends with. */
function hunted<T>(seed: number, arbitrary: fc.Arbitrary<T>, go: (model: ScriptedModel, value: T) => void): Hunt {
  let [executions, writes] = [0, 0];
  const property = fc.property(arbitrary, (value) => {
    executions++;
    const model = scriptedModel(stepper, target);
    try {
      go(model, value);
    } catch (error) {
      writes = model.calls + 1;
      throw error;
    }
  });
  const { failed, numRuns } = fc.check(property, { seed, numRuns: MOST_RUNS });
  if (!failed) throw new Error(`fast-check did not find the planted bug in ${MOST_RUNS} runs`);
  return { runs: numRuns, reruns: executions - numRuns, writes };
}

export const commandsHunt = (seed: number): Hunt =>
  hunted(seed, scriptedCommands, (model, writes) => fc.modelRun(() => ({ model, real: undefined }), writes));

const arrays = fc.array(anIterWrite, { maxLength: 2 * WRITES, size: 'max' });

export const arrayHunt = (seed: number): Hunt =>
  hunted(seed, arrays, (model, writes) => {
    for (const write of writes) new ScriptedWrite(write).run(model);
  });
