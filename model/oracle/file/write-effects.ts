import type { Source } from '../../../contract/index.js';
import { union, type Cell, type Change } from './cells.js';
import type { Evidence } from './evidence.js';
import type { WriteRequest } from './request.js';
import { doubtErrors } from './pending-errors.js';
import type { FileState } from './state.js';

const PAGE = 4096;

/** What a call stored, as far as the oracle knows. */
export interface Stored {
  readonly source: number;
  /** First byte of the request. */
  readonly start: number;
  /** Bytes surely written: [start, start + written). */
  readonly written: number;
  /** Written past the cache, or out of it without an error. */
  readonly stable: boolean;
  /** Durable too: O_DSYNC with a successful flush. */
  readonly durable: boolean;
  /** Bytes after them, up to the end of the request, may hold old or new. */
  readonly doubt: number;
}

/** Carries the effects of a write into what is possible. `sizeAfter` = i_size after the call. */
export function applyWrite(state: FileState, request: WriteRequest, stored: Stored, sizeAfter: number): void {
  const { start } = request;
  const { cells } = state;
  const own: readonly Source[] = [stored.source];
  state.history.push(stored);
  state.borders.add(start + stored.written);
  if (stored.doubt > 0) for (const end of request.segmentEnds) state.borders.add(start + end);
  const uncovered = Math.min(start, sizeAfter);
  if (uncovered > state.size) {
    state.borders.add(state.size);
    state.zeroed.push({ call: stored.source, from: state.size, grew: true });
    cells.change(state.size, uncovered, grown);
  }
  const end = start + stored.written;
  // What the size has come to cover without being counted was not read before.
  cells.change(Math.max(end, state.size), sizeAfter, () => ({}));
  cells.change(start, end, (cell) => ({
    now: own,
    device: stored.stable ? own : union(cell.device, own),
    durable: stored.durable ? own : union(cell.durable, own),
  }));
  cells.change(end, end + stored.doubt, (cell) => ({
    now: union(cell.now, own),
    device: union(cell.device, own),
    durable: union(cell.durable, own),
  }));
}

const HOLE: readonly Source[] = ['hole'];
const ANYTHING: readonly Source[] = ['other'];

/** What comes into the file by growth reads as zeros, or as what a failed write may have left behind the end. */
const grown = (cell: Cell): Change => ({
  now: union(cell.now, HOLE),
  device: union(cell.device, HOLE),
  durable: union(cell.durable, HOLE),
});

/** What is cut off is gone, unless the disk lied there. */
const cleared = (cell: Cell): Change | null =>
  cell.device.includes('other') ? null : { now: HOLE, device: HOLE, durable: union(cell.durable, HOLE) };

/**
 * Pages whose writeback failed may be clean and new over an old device: they may be evicted and read back old.
 * Where the disk itself lied no claim is made.
 */
export function applyEvidence(state: FileState, evidence: Evidence): void {
  const { sectorSize } = state.geometry;
  for (const { from, to } of evidence.failedSectors) {
    const lo = Math.floor((from * sectorSize) / PAGE) * PAGE;
    const hi = Math.ceil((to * sectorSize) / PAGE) * PAGE;
    state.cells.change(lo, hi, (cell) => ({ ...cell, now: union(cell.now, cell.device) }));
  }
  for (const { from, to } of evidence.liedSectors)
    state.cells.change(from * sectorSize, to * sectorSize, () => ({
      now: ANYTHING,
      device: ANYTHING,
      durable: ANYTHING,
    }));
}

/** Errors of this call may wait for the next to ask; a call that flushes may have asked for those that waited. */
export function noteErrors(state: FileState, evidence: Evidence, flushes: boolean): void {
  if (flushes) state.errors.weaken();
  if (evidence.excuses.size > 0) doubtErrors(state, evidence.excuses);
}

/** A successful fsync or fdatasync: the bytes in the cache are on the device, and survive a power cut. */
export function applySync(state: FileState): void {
  state.cells.change(0, Infinity, (cell) =>
    cell.now.length === 1
      ? { ...cell, device: cell.now, durable: cell.now }
      : { ...cell, device: union(cell.device, cell.now), durable: union(cell.now, cell.device) },
  );
}

/** The size is `length` now; what is cut off reads as zeros if the file grows again. */
export function applyTruncate(state: FileState, call: number, length: number, evidence: Evidence): void {
  state.zeroed.push({ call, from: Math.min(length, state.size), grew: length > state.size });
  state.borders.add(length).add(state.size);
  if (length < state.size) {
    // The rest of the last page is zeroed in the cache; until that is written back the device holds what it held. Where
    // no page is ever dirty, the device has the zeros too, unless it failed.
    const pageEnd = Math.ceil(length / PAGE) * PAGE;
    const isZeroed = state.profile.writesThrough && evidence.excuses.size === 0;
    const device = (cell: Cell): Change => (isZeroed ? {} : { device: union(cell.device, HOLE) });
    state.cells.change(length, pageEnd, (cell) => ({ ...cleared(cell), ...device(cell) }));
    state.cells.change(pageEnd, Infinity, cleared);
  }
  state.cells.change(state.size, length, grown);
}

/** What the disk kept is what there is. */
export function applyPowerCut(state: FileState): void {
  state.cells.change(0, Infinity, (cell) => ({
    now: cell.durable,
    device: cell.durable,
    seen: 'nothing cached',
  }));
  state.descriptors.clear();
  state.errors.clear();
  state.afterPowerCut = true;
  state.forgetTimes();
}
