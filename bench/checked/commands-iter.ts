import fc from 'fast-check';
import type { IterTarget } from '../../contract/index.js';
import { reference } from '../../impl/reference/target.js';
import type { Contender } from '../contender.js';
import { anIterWrite } from './arbitrary.js';
import { MOST_COMMANDS, RUNS } from './commands.js';
import type { CoreStepper } from './core-steppers.js';
import { scriptedModel, ScriptedWrite } from './scripted-write.js';

/** Sequences of scripted writes. */
export const scriptedCommands = fc.commands([anIterWrite.map((write) => new ScriptedWrite(write))], {
  maxCommands: MOST_COMMANDS,
  size: 'max',
});

/** `fc.commands` over the same scripted writes; the machine stepped by `stepper` says what is allowed. */
export function iterCommands(name: string, what: string, stepper: CoreStepper): Contender {
  return {
    name,
    what,
    run(pass) {
      let calls = 0;
      const property = fc.property(scriptedCommands, (writes) => {
        const model = scriptedModel(stepper, reference.iter as IterTarget);
        fc.modelRun(() => ({ model, real: undefined }), writes);
        calls += model.calls;
      });
      fc.assert(property, { seed: pass, numRuns: RUNS });
      return calls;
    },
  };
}
