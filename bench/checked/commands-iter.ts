import fc from 'fast-check';
import { ERRNO, isErrno, type Callee, type Ret } from '../../contract/index.js';
import { reference } from '../../impl/reference/target.js';
import { CORE } from '../../model/machines/core.js';
import { IterHarness } from '../../properties/iter/harness.js';
import type { IterWrite } from '../../properties/iter/scenario.js';
import type { Contender } from '../contender.js';
import { anIterWrite } from './arbitrary.js';
import type { CoreStepper } from './core-steppers.js';
import { MOST_COMMANDS, RUNS } from './commands.js';
import { FILE_SIZE } from './workload.js';

/** The judged side: where the descriptors stand, the size, and the machine. */
interface Model {
  readonly stepper: CoreStepper;
  readonly offsets: [buffered: number, direct: number];
  size: number;
  calls: number;
}

const signed = (ret: Ret): number => (isErrno(ret) ? -ERRNO[ret] : ret);

const ARGUMENTS: Readonly<Partial<Record<string, readonly string[]>>> = {
  perform: ['pos'],
  flush: ['lo', 'hi'],
  invalidate: ['lo', 'hi'],
};

const differ = (what: string, allowed: unknown, got: unknown): never => {
  throw new Error(`${what}: allowed is ${String(allowed)}, got ${String(got)}`);
};

class ScriptedWrite implements fc.Command<Model, undefined> {
  constructor(private readonly write: IterWrite) {}

  check(): boolean {
    return true;
  }

  run(model: Model): void {
    const { direct, positioned, count, script } = this.write;
    const { stepper, offsets } = model;
    const pos = positioned ? this.write.pos : offsets[Number(direct)];
    const harness = new IterHarness();
    harness.begin({ pos, count, size: model.size, direct }, script);
    const ret = reference.iter?.writeIter(harness.kiocb, harness.from, harness.callees) as Ret;
    stepper.begin();
    stepper.send({ type: 'enter', pos, count, size: model.size, direct: direct ? 1 : 0 });
    for (const { callee, args } of harness.recorded) {
      if (stepper.waitsFor !== callee) differ('order', stepper.waitsFor, callee);
      const { registers } = stepper;
      this.compareArguments(callee, args, registers);
      const outcome = script[callee];
      stepper.send({
        type: callee,
        ret: signed(outcome?.ret ?? 0),
        pos: registers.kiPos,
        iovAdvance: outcome?.iovAdvance ?? 0,
        kiPosAdvance: outcome?.kiPosAdvance ?? 0,
        sizeAfter: outcome?.sizeAfter ?? registers.size,
      });
    }
    if (stepper.waitsFor !== '') differ('order', stepper.waitsFor, 'a return');
    const allowed = CORE.output(stepper.registers as never);
    if (allowed.ret !== signed(ret)) differ('return', allowed.ret, ret);
    if (allowed.kiPos !== harness.kiocb.kiPos) differ('ki_pos', allowed.kiPos, harness.kiocb.kiPos);
    if (allowed.iovLeft !== harness.iovLeft) differ('iov', allowed.iovLeft, harness.iovLeft);
    if (harness.bdi !== 'null') differ('bdi', 'null', harness.bdi);
    if (!positioned && typeof ret === 'number' && ret > 0) offsets[Number(direct)] = harness.kiocb.kiPos;
    model.size = harness.size;
    model.calls++;
  }

  private compareArguments(callee: Callee, args: readonly number[], registers: object): void {
    const fields = ARGUMENTS[callee];
    if (!fields) return;
    const expected = CORE.expects[callee](registers as never);
    for (const [i, field] of fields.entries())
      if (expected[field] !== args[i]) differ(`${callee} ${field}`, expected[field], args[i]);
  }

  toString(): string {
    return JSON.stringify(this.write);
  }
}

const commands = fc.commands([anIterWrite.map((write) => new ScriptedWrite(write))], {
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
      const property = fc.property(commands, (writes) => {
        const model: Model = { stepper, offsets: [0, 0], size: FILE_SIZE, calls: 0 };
        fc.modelRun(() => ({ model, real: undefined }), writes);
        calls += model.calls;
      });
      fc.assert(property, { seed: pass, numRuns: RUNS });
      return calls;
    },
  };
}
