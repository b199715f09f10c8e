import { leafTable } from '../leaves/table.js';
import type { CompiledMachine, Edge } from '../machine/compile.js';
import type { CoverageRecorder } from './recorder.js';

/** A way from a machine's start: the edges taken, and the atom values at each decision. */
export interface Way {
  readonly machine: CompiledMachine;
  readonly edges: readonly Edge[];
  readonly bits: readonly number[];
}

/** Counts a whole way. */
export function recordWay(recorder: CoverageRecorder, way: Way): void {
  const machine = recorder.universe.indexOf[way.machine.name];
  let previous = -1;
  for (let i = 0; i < way.edges.length; i++) {
    recorder.record(machine, previous, way.edges[i], way.bits[i]);
    previous = way.edges[i].index;
  }
}

const CORE = '__generic_file_write_iter';

/** Without a step trace a transition counts only if it lies on every way that is still possible. */
export function recordPossible(recorder: CoverageRecorder, leafIds: readonly string[]): void {
  const { universe } = recorder;
  const core = universe.indexOf[CORE];
  const ways = leafTable(universe.profile).filter((leaf) => leafIds.includes(leaf.id));
  if (ways.length === 0) return;
  for (const edge of universe.machines[core].machine.edges)
    if (ways.every((leaf) => leaf.edges.includes(edge.id))) recorder.recordUnseen(core, edge.index);
}
