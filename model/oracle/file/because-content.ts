import type { Source } from '../../../contract/index.js';
import type { Cell, Seen } from './cells.js';
import type { FileState } from './state.js';
import type { Stored } from './write-effects.js';

export const sourceText = (source: Source): string => {
  if (typeof source === 'number') return `the bytes of call ${source}`;
  return { initial: 'the initial bytes', hole: 'zeros', other: 'bytes that nobody wrote' }[source];
};

/** Why a range may hold the bytes of this source, where not just any bytes are possible. */
export function becauseOfSource(state: FileState, cell: Cell, source: Source): string {
  const settled = settledBy(cell);
  if (settled) return `call ${settled.call} read these, and nothing changed them since: they cannot come and go`;
  const writer = state.history.findLast((stored) => covers(stored, cell))?.source ?? -1;
  const zeroed = state.zeroed.findLast(({ from }) => from <= cell.from);
  const cutter = zeroed?.call ?? -1;
  // A write behind the end has made the zeros before it, not those that it replaced.
  const at = typeof source === 'number' ? source : source === 'hole' && cutter > writer ? cutter : -1;
  if (at < Math.max(writer, cutter)) return replaced(state, writer, cutter);
  if (typeof source === 'number') return offeredBy(state, cell, source);
  if (source === 'initial') return 'no call surely wrote here: what the file held before the first call';
  return zeroed ? zerosOf(zeroed) : 'a hole: nothing was ever stored here';
}

/** The read that ended the doubt about what the cell holds. */
export const settledBy = ({ now, seen }: Cell): Seen | null =>
  typeof seen === 'object' && now.length === 1 ? seen : null;

const zerosOf = ({ call, from, grew }: FileState['zeroed'][number]): string =>
  grew
    ? `call ${call} grew the file from ${from}: zeros where it stored nothing`
    : `call ${call} cut the file at ${from}: zeros behind`;

/** Whether the call surely wrote the whole range. */
const covers = ({ start, written }: Stored, cell: Cell): boolean => start <= cell.from && start + written >= cell.to;

/** Old bytes under what a later call surely wrote or cut. */
function replaced(state: FileState, writer: number, cutter: number): string {
  const by = writer >= cutter ? `call ${writer} wrote over them` : `call ${cutter} cut or grew the file here`;
  return Math.max(writer, cutter) < state.cutAt
    ? `${by}, but no sync after it made that durable`
    : `${by}, but that may be lost before it is written back, and the device still holds these`;
}

function offeredBy(state: FileState, cell: Cell, source: number): string {
  // Whatever may be in a cell was put there by a call of the history.
  const stored = state.history.find((entry) => entry.source === source) as Stored;
  const { start, written, doubt } = stored;
  const end = start + written;
  if (covers(stored, cell)) return `call ${source} stored [${start}, ${end})${fate(state, cell, source)}`;
  return `call ${source} failed or stopped: [${end}, ${end + doubt}) may hold its bytes or not`;
}

/** What a power cut made of the bytes of an earlier call. */
function fate(state: FileState, cell: Cell, source: number): string {
  if (source > state.cutAt) return '';
  return cell.now.length === 1 ? ', and a sync made it durable' : ', and that may have reached the disk';
}
