import { tagOf, type ContentRange, type Source } from '../../../contract/index.js';
import type { Cell, Change } from './cells.js';
import type { FileState } from './state.js';

/**
 * What a read shows of bytes in doubt, which no call changes from here on. Where nothing is cached, after a power cut and
 * for a DAX file, it finds what the device holds, for good. Elsewhere a cached page may be clean and not what the device
 * holds, so that a buffered read may find other bytes once it is evicted; from then on the cache holds what the device
 * does. POSIX knows of no single cache below a file.
 */
export function applyRead(state: FileState, content: readonly ContentRange[], call: number, direct: boolean): void {
  if (state.profile.posixFreedom) return;
  for (const range of content) {
    const isInDoubt = state.cells.within(range.from, range.to).some(({ now }) => now.length > 1);
    if (!isInDoubt) continue;
    const [from, to] = wholeSectors(state, range);
    state.cells.change(from, to, (cell) => shown(state, cell, range.source, call, direct));
  }
}

/** In a sector the bytes that may hold the same are all old or all new, up to where a write ended among them. */
function wholeSectors({ cells, borders, geometry }: FileState, { from, to }: ContentRange): [from: number, to: number] {
  const { sectorSize } = geometry;
  const start = Math.floor(from / sectorSize) * sectorSize;
  const end = Math.ceil(to / sectorSize) * sectorSize;
  const inside = [...borders];
  const [first, last] = cells.around(from, to);
  return [
    Math.max(start, first, ...inside.filter((border) => border <= from)),
    Math.min(end, last, ...inside.filter((border) => border >= to)),
  ];
}

function shown(state: FileState, cell: Cell, source: Source, call: number, direct: boolean): Change | null {
  if (cell.now.length === 1 || !isTold(cell, source)) return null;
  const seen = { source, call };
  const own = [source];
  if (cell.seen === 'nothing cached') return { now: own, device: own, durable: own, seen };
  if (state.spec.dax) return { now: own, device: own, seen };
  if (direct || cell.seen?.source === source) return null;
  return cell.seen === null ? { seen } : { now: own, device: own, seen };
}

/** Whether the bytes are surely of this source: of those that the cell may hold, and not to be taken for another. */
const isTold = ({ now }: Cell, source: Source): boolean =>
  now.includes(source) &&
  now.every((one) => one === source || (one !== 'other' && source !== 'other' && tagOf(one) !== tagOf(source)));
