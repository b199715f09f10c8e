import { atomBits, edgeFor, take, type CompiledMachine, type CompiledState } from './compile.js';
import type { BaseRegisters, KernelEvent } from './kernel-machine.js';
import { KnownWay } from './known-way.js';

const NOTHING: Readonly<Record<string, number>> = {};

/** One invocation of a kernel function, stepped through its compiled table, with the way it has taken. */
export class Invocation {
  readonly registers: BaseRegisters;
  way: KnownWay;
  state: CompiledState;

  constructor(readonly machine: CompiledMachine) {
    this.registers = machine.source.registers(machine.profile) as BaseRegisters;
    this.state = machine.states[machine.initial];
    this.way = KnownWay.startOf(machine);
  }

  /** The arguments that the model expects for the next event. */
  get expected(): Readonly<Record<string, number>> {
    return this.state.expects ? this.state.expects(this.registers) : NOTHING;
  }

  /** What the function returns; meaningful in the final state. */
  get output(): Readonly<Record<string, number>> {
    return this.machine.source.output(this.registers as never);
  }

  /** Takes an event; false if this state does not take it. */
  take(event: KernelEvent): boolean {
    return this.state.event === event.type && this.takeFields(event, '');
  }

  /** As `take`, for an event of the type that the state waits for; its class goes into the way. */
  takeFields(event: Readonly<Record<string, number | string>>, eventClass: string): boolean {
    const bits = atomBits(this.state, this.registers, event as KernelEvent);
    const edge = edgeFor(this.state, bits);
    if (!edge) return false;
    take(edge, this.registers, event as KernelEvent);
    this.way = this.way.along(edge, bits, eventClass);
    this.state = this.machine.states[edge.to];
    return true;
  }
}
