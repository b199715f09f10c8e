import fc from 'fast-check';
import { ERRNO, fieldsOf, isErrno, sourceBytes, type KernelStep, type Ret } from '../../contract/index.js';
import { CORE } from '../../model/machines/core.js';
import type { KernelEvent } from '../../model/machine/kernel-machine.js';
import type { Contender } from '../contender.js';
import { aHole, aWrite, someFaults } from './arbitrary.js';
import { MOST_COMMANDS, RUNS } from './commands.js';
import type { CoreStepper } from './core-steppers.js';
import { mountFresh, write, type Mounted } from './mounted.js';
import { FILE_SIZE, SECTOR, SECTORS, type Sequence, type Write } from './workload.js';

const CORE_FN = '__generic_file_write_iter';
const PAGE = 4096;

/** What a careful hand-written test keeps beside the implementation: the machine, and the file as it must be. */
interface Model {
  readonly stepper: CoreStepper;
  readonly shadow: Uint8Array;
  readonly seed: number;
  /** A fault may strike any transfer, and what it destroys this model can't tell: then the file's word counts. */
  readonly mayLie: boolean;
  calls: number;
}

interface Real {
  readonly mounted: Mounted;
  /** Steps of the core in the running call. */
  readonly steps: KernelStep[];
}

const signed = (ret: Ret): number => (isErrno(ret) ? -ERRNO[ret] : ret);

function eventOf(step: KernelStep): KernelEvent {
  const event: Record<string, number | string> = { type: step.at };
  for (const field of fieldsOf(step.fn, step.at) ?? []) event[field] = signed(step[field] as Ret);
  return event as KernelEvent;
}

const differ = (what: string, allowed: unknown, got: unknown): never => {
  throw new Error(`${what}: allowed is ${String(allowed)}, got ${String(got)}`);
};

class TracedWrite implements fc.Command<Model, Real> {
  constructor(private readonly write: Write) {}

  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): void {
    const call = model.calls++;
    real.steps.length = 0;
    const ret = signed(write(real.mounted, this.write, model.seed, call));
    const { stepper } = model;
    stepper.begin();
    let at = this.write.position ?? 0;
    for (const step of real.steps) {
      if (step.at === 'return') continue;
      const event = eventOf(step);
      if (stepper.waitsFor !== event.type) differ('order', stepper.waitsFor, event.type);
      const { registers } = stepper;
      for (const [field, value] of Object.entries(CORE.expects[event.type]?.(registers as never) ?? {}))
        if (event[field] !== value) differ(`${event.type} ${field}`, value, event[field]);
      if (event.type === 'enter') at = Number(event.pos);
      stepper.send(event);
    }
    if (stepper.waitsFor !== '') differ('order', stepper.waitsFor, 'a return');
    const { registers } = stepper;
    const allowed = CORE.output(registers as never);
    if (allowed.ret !== ret) differ('return', allowed.ret, ret);
    const stored = Math.max(0, ret);
    model.shadow.set(sourceBytes(model.seed, call, 0, stored), at);
    compare(model, real, at, at + this.write.length);
  }

  toString(): string {
    return JSON.stringify(this.write);
  }
}

/** Compares the pages of [from, to) of the file with the shadow. */
function compare({ shadow, mayLie }: Model, { mounted }: Real, from: number, to: number): void {
  const start = Math.floor(from / PAGE) * PAGE;
  const length = Math.min(Math.ceil(to / PAGE) * PAGE, shadow.length) - start;
  const bytes = mounted.file.read(mounted.fds[0], length, start) as Uint8Array | string;
  if (typeof bytes === 'string') {
    if (!mayLie) differ('read', 'bytes', bytes);
    return;
  }
  const expected = shadow.subarray(start, start + bytes.length);
  if (Buffer.compare(bytes, expected) === 0) return;
  if (!mayLie) differ('content', `the shadow's in [${start}, ${start + length})`, 'other bytes');
  expected.set(bytes);
}

const commands = fc.commands([aWrite.map((each) => new TracedWrite(each))], {
  maxCommands: MOST_COMMANDS,
  size: 'max',
});
const aStart = fc.record({ seed: fc.nat(), hole: aHole, faults: someFaults });

function setup(stepper: CoreStepper, start: Omit<Sequence, 'writes'>): { model: Model; real: Real } {
  const { seed, hole, faults } = start;
  const steps: KernelStep[] = [];
  const trace = (step: KernelStep): void => {
    if (step.fn === CORE_FN) steps.push(step);
  };
  const shadow = new Uint8Array(SECTOR * SECTORS);
  shadow.set(sourceBytes(seed, 'initial', 0, FILE_SIZE));
  shadow.fill(0, hole.from, hole.to);
  const mounted = mountFresh(start, { trace, logging: false });
  steps.length = 0;
  return { model: { stepper, shadow, seed, mayLie: faults.length > 0, calls: 0 }, real: { mounted, steps } };
}

/**
 * `fc.commands` with the same implementation on the same disks: `stepper` is given the callees' outcomes that the
 * implementation traces, and says what the call may return; the touched pages are compared with a shadow file after
 * each call, the whole file at the end.
 */
export function diskCommands(name: string, what: string, stepper: CoreStepper): Contender {
  return {
    name,
    what,
    run(pass) {
      let calls = 0;
      const property = fc.property(aStart, commands, (start, writes) => {
        const { model, real } = setup(stepper, start);
        fc.modelRun(() => ({ model, real }), writes);
        compare(model, real, 0, model.shadow.length);
        calls += model.calls;
      });
      fc.assert(property, { seed: pass, numRuns: RUNS });
      return calls;
    },
  };
}
