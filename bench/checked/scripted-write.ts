import fc from 'fast-check';
import { ERRNO, isErrno, type Callee, type IterTarget, type Ret } from '../../contract/index.js';
import { CORE } from '../../model/machines/core.js';
import { IterHarness } from '../../properties/iter/harness.js';
import type { IterWrite } from '../../properties/iter/scenario.js';
import type { CoreStepper } from './core-steppers.js';
import { FILE_SIZE } from './workload.js';

/** The judged side: where the descriptors stand, the size, and the machine. */
export interface ScriptedModel {
  readonly target: IterTarget;
  readonly stepper: CoreStepper;
  /** One for each file: its inode is the same in every call. */
  readonly harness: IterHarness;
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

/** One scripted write: makes it, and compares what the machine allows. Throws when they differ. */
export class ScriptedWrite implements fc.Command<ScriptedModel, undefined> {
  constructor(private readonly write: IterWrite) {}

  check(): boolean {
    return true;
  }

  run(model: ScriptedModel): void {
    const { direct, positioned, count, script } = this.write;
    const { stepper, offsets } = model;
    const pos = positioned ? this.write.pos : offsets[Number(direct)];
    const { harness } = model;
    harness.begin({ pos, count, size: model.size, direct }, script);
    const ret = model.target.writeIter(harness.kiocb, harness.from, harness.callees) as Ret;
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

/** A fresh file. */
export const scriptedModel = (stepper: CoreStepper, target: IterTarget): ScriptedModel => ({
  target,
  stepper,
  harness: new IterHarness(),
  offsets: [0, 0],
  size: FILE_SIZE,
  calls: 0,
});
