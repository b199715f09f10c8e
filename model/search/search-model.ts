import type { KernelFunction, ProfileId } from '../../contract/index.js';
import type { CompiledMachine } from '../machine/compile.js';
import type { Guard } from '../machine/guard.js';
import { controlGraph, startSize, type Bounds } from './control.js';
import { families, type Family } from './families.js';
import { assignmentsOf, comparisonOf, returnOf, type Assignment, type Comparison } from './formulas.js';

/** All that the exhaustive search goes through, as plain data: for other model checkers. */
export interface SearchModel {
  readonly name: KernelFunction;
  readonly profile: ProfileId;
  readonly bounds: Bounds;
  readonly fileSize: number;
  readonly registers: readonly RegisterRange[];
  readonly atoms: Readonly<Record<string, Comparison>>;
  readonly actions: Readonly<Record<string, readonly Assignment[]>>;
  readonly initial: string;
  readonly final: string;
  readonly states: readonly SearchState[];
  readonly families: readonly Family[];
  /** It returns the first of these registers unless that is 0, else the second. */
  readonly returns: { readonly first: string; readonly second: string };
}

/** The values that a register takes within the bounds. */
export interface RegisterRange {
  readonly name: string;
  readonly least: number;
  readonly most: number;
}

export interface SearchState {
  readonly id: string;
  /** Empty for the final state. */
  readonly event: string;
  /** In order: the first whose guard holds is taken. */
  readonly edges: readonly { readonly guard: Guard; readonly actions: readonly string[]; readonly to: string }[];
}

/** Throws FormulaError when the machine does something that has no formula. */
export function searchModel(machine: CompiledMachine, bounds: Bounds): SearchModel {
  const { states, edges, profile } = machine;
  const atoms = new Set(states.flatMap(({ atomNames }) => atomNames));
  const actions = new Set(edges.flatMap((edge) => edge.actions));
  return {
    name: machine.name,
    profile: profile.id,
    bounds,
    fileSize: startSize(bounds.sectors),
    registers: rangesIn(machine, bounds),
    atoms: Object.fromEntries([...atoms].map((name) => [name, comparisonOf(machine, name)])),
    actions: Object.fromEntries([...actions].map((name) => [name, assignmentsOf(machine, name)])),
    initial: states[machine.initial].id,
    final: states.find((state) => state.final)?.id ?? '',
    states: states.map(({ id, event, edges: own }) => ({
      id,
      event,
      edges: own.map(({ guard, actions: names, to }) => ({ guard, actions: names, to: states[to].id })),
    })),
    families: families(profile.performAdvancesKiPos).filter(
      ({ event }) => event === 'background' || states.some((state) => state.event === event),
    ),
    returns: returnOf(machine),
  };
}

function rangesIn(machine: CompiledMachine, bounds: Bounds): RegisterRange[] {
  const { controls } = controlGraph(machine, bounds);
  const [{ registers: first }] = controls;
  return Object.entries(first)
    .filter(([, value]) => typeof value === 'number')
    .map(([name]) => {
      const values = controls.map(({ registers }) => Number(registers[name as keyof typeof registers]));
      return {
        name,
        least: values.reduce((a, b) => Math.min(a, b)),
        most: values.reduce((a, b) => Math.max(a, b)),
      };
    });
}
