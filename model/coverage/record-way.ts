import { leafTable } from '../leaves/table.js';
import type { KnownWay } from '../machine/known-way.js';
import type { CoverageRecorder } from './recorder.js';

/** Counts a whole way. */
export function recordWay(recorder: CoverageRecorder, end: KnownWay): void {
  const machine = recorder.universe.indexOf[end.machine.name];
  for (let way = end; way.before && way.edge; way = way.before)
    recorder.record(machine, way.before.edge?.index ?? -1, way.edge, way.lastBits);
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
