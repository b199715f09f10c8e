import type { CoverageItem } from '../../contract/index.js';
import type { Edge } from '../machine/compile.js';
import { itemsOf } from './items.js';
import { isUnreachable, type Reachability } from './reachability.js';
import type { MachineCoverageKind, MachineUniverse, Universe } from './universe.js';
import type { Ways } from './ways.js';

/** What a recorder has counted: plain typed arrays, so that a worker can send them. */
export interface CoverageCounts {
  /** How often each edge was taken, each pair of edges, and each vector of atom values met. */
  readonly transitions: Uint32Array;
  readonly pairs: Uint32Array;
  readonly vectors: Uint32Array;
}

/** Counts which ways through the machines were taken. */
export class CoverageRecorder {
  readonly counts: CoverageCounts;

  constructor(readonly universe: Universe) {
    this.counts = {
      transitions: new Uint32Array(universe.transitionsLength),
      pairs: new Uint32Array(universe.pairsLength),
      vectors: new Uint32Array(universe.vectorsLength),
    };
  }

  /**
   * One edge was taken: three increments, for it is called at each step.
   * `machine` is `universe.indexOf[function]`; `previous` the index of the edge before it in this invocation, -1 at its
   * start; `bits` the values of the atoms at the decision, as `atomBits` gives them.
   */
  record(machine: number, previous: number, edge: Edge, bits: number): void {
    const { machine: table, transitionOffset, pairOffset, vectorOffsets } = this.universe.machines[machine];
    this.counts.transitions[transitionOffset + edge.index]++;
    this.counts.vectors[vectorOffsets[edge.from] + bits]++;
    if (previous >= 0) this.counts.pairs[pairOffset + previous * table.edges.length + edge.index]++;
  }

  /** As `record`, for a transition that surely was taken although its decision was not seen. */
  recordUnseen(machine: number, edge: number): void {
    this.counts.transitions[this.universe.machines[machine].transitionOffset + edge]++;
  }

  /** Adds what another recorder of the same profile has counted. */
  merge(counts: CoverageCounts): void {
    add(this.counts.transitions, counts.transitions);
    add(this.counts.pairs, counts.pairs);
    add(this.counts.vectors, counts.vectors);
  }

  /**
   * Covered of what is reachable. What was covered although it counts as unreachable is reachable after all:
   * it is in `covered` and `total`, and `contradictions` names it.
   */
  report(reachability: Reachability): Record<MachineCoverageKind, CoverageItem> {
    const report = { states: empty(), transitions: empty(), transitionPairs: empty(), guards: empty() };
    for (const machine of reachability.machines) {
      const universe = this.universe.machines[this.universe.indexOf[machine]];
      const ways = this.waysOf(universe);
      for (const item of itemsOf(universe)) {
        const into = report[item.kind];
        if (item.isIn(ways)) into.covered++;
        else if (isUnreachable(reachability, item)) {
          into.unreachable.push({ id: item.id, reason: reachability.reasons.get(item) ?? '' });
          continue;
        } else into.missing.push(item.id);
        into.total++;
      }
    }
    return report;
  }

  /** Ids that were covered although they count as unreachable: the table of what callees never do is wrong there. */
  contradictions(reachability: Reachability): string[] {
    return reachability.machines.flatMap((machine) => {
      const universe = this.universe.machines[this.universe.indexOf[machine]];
      const ways = this.waysOf(universe);
      return itemsOf(universe)
        .filter((item) => isUnreachable(reachability, item) && item.isIn(ways))
        .map(({ id }) => id);
    });
  }

  /** The counters of one machine, as sets. */
  private waysOf({ machine, transitionOffset, pairOffset, vectorOffsets }: MachineUniverse): Ways {
    const { transitions, pairs, vectors } = this.counts;
    const length = machine.edges.length;
    const edges = positive(transitions, transitionOffset, length);
    const states = new Set<number>();
    for (const { from, to, index } of machine.edges) if (edges.has(index)) states.add(from).add(to);
    return {
      states,
      edges,
      pairs: positive(pairs, pairOffset, length ** 2),
      vectors: machine.states.map(({ byBits }, state) => positive(vectors, vectorOffsets[state], byBits.length)),
    };
  }
}

interface MutableItem extends CoverageItem {
  covered: number;
  total: number;
}

const empty = (): MutableItem => ({ covered: 0, total: 0, missing: [], unreachable: [] });

/** Positions, counted from `offset`, of the counters that are not 0. */
function positive(counters: Uint32Array, offset: number, length: number): Set<number> {
  const found = new Set<number>();
  for (let i = 0; i < length; i++) if (counters[offset + i] > 0) found.add(i);
  return found;
}

function add(into: Uint32Array, counts: Uint32Array): void {
  if (into.length !== counts.length) throw new RangeError('coverage counted under another profile cannot be merged');
  for (let i = 0; i < into.length; i++) into[i] += counts[i];
}
