import type { KernelFunction } from '../../contract/index.js';
import { compiled } from '../machines/index.js';
import type { Profile } from '../profile.js';
import { guardText } from './guard.js';

/** A machine under a profile, as a picture needs it. */
export interface MachineGraph {
  readonly name: KernelFunction;
  readonly states: readonly GraphState[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphState {
  readonly id: string;
  readonly initial: boolean;
  readonly final: boolean;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly event: string;
  /** In words; empty for the one that is taken when no guard before it holds. */
  readonly guard: string;
  readonly actions: readonly string[];
}

/** What the profile rules out is left out, as in the compiled table that judges implementations. */
export function machineGraph(name: KernelFunction, profile: Profile): MachineGraph {
  const { states, edges, initial } = compiled(name, profile);
  return {
    name,
    states: states.map(({ id, index, final }) => ({ id, initial: index === initial, final })),
    edges: edges.map(({ from, to, event, guard, actions }) => ({
      from: states[from].id,
      to: states[to].id,
      event,
      guard: guardText(guard),
      actions,
    })),
  };
}
