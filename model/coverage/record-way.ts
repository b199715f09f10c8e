import type { Invocation } from '../machine/invocation.js';
import type { CoverageRecorder } from './recorder.js';

/** Counts the whole way that an invocation has taken. */
export function recordWay(recorder: CoverageRecorder, way: Pick<Invocation, 'machine' | 'edges' | 'bits'>): void {
  const machine = recorder.universe.indexOf[way.machine.name];
  let previous = -1;
  for (let i = 0; i < way.edges.length; i++) {
    recorder.record(machine, previous, way.edges[i], way.bits[i]);
    previous = way.edges[i].index;
  }
}
