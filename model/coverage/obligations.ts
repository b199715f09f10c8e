import type { CompiledMachine, CompiledState, Edge } from '../machine/compile.js';
import { atomsOf, evaluate } from '../machine/guard.js';

/**
 * Masking MC/DC: an atom of a guard must have been seen to decide it, once by being true and once by being false.
 * It decides when the guard is consulted (no guard before it holds) and would come out differently without it,
 * the other atoms being as they are.
 */
export interface Obligation {
  /** `function/state.event[guard]: atom shown to decide (true)`. */
  readonly id: string;
  readonly state: number;
  readonly edge: number;
  readonly atom: string;
  readonly value: boolean;
  /** By vector of the state's atoms: 1 = meeting this vector fulfils it. */
  readonly shownBy: Uint8Array;
}

/** Every obligation of the machine, feasible or not, in the order of its edges. */
export function obligationsOf(machine: CompiledMachine): Obligation[] {
  return machine.edges.flatMap((edge) =>
    atomsOf(edge.guard).flatMap((atom) =>
      [true, false].map((value) => {
        const state = machine.states[edge.from];
        return {
          id: `${machine.name}/${edge.id}: ${atom} shown to decide (${value})`,
          state: edge.from,
          edge: edge.index,
          atom,
          value,
          shownBy: showing(state, edge, atom, value),
        };
      }),
    ),
  );
}

function showing(state: CompiledState, edge: Edge, atom: string, value: boolean): Uint8Array {
  const bit = 1 << state.atomNames.indexOf(atom);
  const before = state.edges.filter(({ index }) => index < edge.index);
  return new Uint8Array(state.byBits.length).map((_, bits) => {
    if (((bits & bit) !== 0) !== value) return 0;
    if (before.some(({ guard }) => holds(state, guard, bits))) return 0;
    return holds(state, edge.guard, bits) !== holds(state, edge.guard, bits ^ bit) ? 1 : 0;
  });
}

const holds = (state: CompiledState, guard: Edge['guard'], bits: number): boolean =>
  evaluate(guard, (name) => (bits & (1 << state.atomNames.indexOf(name))) !== 0);
