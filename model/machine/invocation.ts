import { atomBits, edgeFor, take, type CompiledMachine, type CompiledState, type Edge } from './compile.js';
import type { BaseRegisters, KernelEvent } from './kernel-machine.js';

/** One invocation of a kernel function, stepped through its compiled table, with the way it has taken. */
export class Invocation {
  readonly registers: BaseRegisters;
  /** The edges taken, and the atom values at each decision. */
  readonly edges: Edge[] = [];
  readonly bits: number[] = [];
  private at: number;

  constructor(readonly machine: CompiledMachine) {
    this.registers = machine.source.registers(machine.profile) as BaseRegisters;
    this.at = machine.initial;
  }

  get state(): CompiledState {
    return this.machine.states[this.at];
  }

  /** The arguments that the model expects for the next event. */
  get expected(): Readonly<Record<string, number>> {
    return this.state.expects?.(this.registers) ?? {};
  }

  /** What the function returns; meaningful in the final state. */
  get output(): Readonly<Record<string, number>> {
    return this.machine.source.output(this.registers as never);
  }

  /** Takes an event; false if this state does not take it. */
  take(event: KernelEvent): boolean {
    const { state } = this;
    if (state.event !== event.type) return false;
    const bits = atomBits(state, this.registers, event);
    const edge = edgeFor(state, bits);
    if (!edge) return false;
    take(edge, this.registers, event);
    this.edges.push(edge);
    this.bits.push(bits);
    this.at = edge.to;
    return true;
  }
}
