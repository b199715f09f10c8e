import type { ContentRange } from '../../../contract/index.js';
import type { Cell, Change } from './cells.js';
import type { FileState } from './state.js';

/**
 * What a read shows of bytes in doubt, which no call changes from here on. After a power cut nothing is cached: what the
 * first read finds is what the device holds, for good. Elsewhere a page may be clean and new over an old device, so that a
 * buffered read may find the old bytes once it is evicted; from then on the cache holds what the device does.
 */
export function applyRead(state: FileState, content: readonly ContentRange[], call: number, direct: boolean): void {
  for (const range of content) {
    const isInDoubt = state.cells.within(range.from, range.to).some(({ now }) => now.length > 1);
    if (isInDoubt) state.cells.change(range.from, range.to, (cell) => shown(cell, range, call, direct));
  }
}

function shown(cell: Cell, { source }: ContentRange, call: number, direct: boolean): Change | null {
  if (cell.now.length === 1 || cell.now.includes('other')) return null;
  const seen = { source, call };
  const own = [source];
  if (cell.seen === 'nothing cached') return { now: own, device: own, durable: own, seen };
  if (direct || cell.seen?.source === source) return null;
  return cell.seen === null ? { seen } : { now: own, device: own, seen };
}
