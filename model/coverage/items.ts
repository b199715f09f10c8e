import type { CompiledMachine } from '../machine/compile.js';
import type { MachineCoverageKind, MachineUniverse } from './universe.js';
import { pairIndex, type Ways } from './ways.js';

/** One thing that can be covered. */
export interface CoverageItemOf {
  readonly kind: MachineCoverageKind;
  /** `function/state`, `function/edge`, `function/edge -> edge`, or an obligation's. */
  readonly id: string;
  /** Whether ways through the machine touch it. */
  readonly isIn: (ways: Ways) => boolean;
}

const listed = new WeakMap<MachineUniverse, readonly CoverageItemOf[]>();

/** Everything of a machine that scripted callees can cover, in the machine's order. */
export function itemsOf(universe: MachineUniverse): readonly CoverageItemOf[] {
  let items = listed.get(universe);
  if (!items) {
    const { machine, ways } = universe;
    const all = [...stateItems(machine), ...transitionItems(machine), ...pairItems(machine), ...guardItems(universe)];
    listed.set(universe, (items = all.filter(({ isIn }) => isIn(ways))));
  }
  return items;
}

const stateItems = ({ name, states }: CompiledMachine): CoverageItemOf[] =>
  states.map(({ id, index }) => ({ kind: 'states', id: `${name}/${id}`, isIn: (ways) => ways.states.has(index) }));

const transitionItems = ({ name, edges }: CompiledMachine): CoverageItemOf[] =>
  edges.map(({ id, index }) => ({ kind: 'transitions', id: `${name}/${id}`, isIn: (ways) => ways.edges.has(index) }));

function pairItems({ name, edges, states }: CompiledMachine): CoverageItemOf[] {
  return edges.flatMap((first) =>
    states[first.to].edges.map((second): CoverageItemOf => {
      const pair = pairIndex(first.index, second.index, edges.length);
      return {
        kind: 'transitionPairs',
        id: `${name}/${first.id} -> ${second.id}`,
        isIn: (ways) => ways.pairs.has(pair),
      };
    }),
  );
}

const guardItems = ({ obligations }: MachineUniverse): CoverageItemOf[] =>
  obligations.map(({ id, state, shownBy }) => ({
    kind: 'guards',
    id,
    isIn: (ways) => {
      for (const bits of ways.vectors[state]) if (shownBy[bits] === 1) return true;
      return false;
    },
  }));
