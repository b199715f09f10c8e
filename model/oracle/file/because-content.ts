import type { Source } from '../../../contract/index.js';
import type { Cell } from './cells.js';
import type { FileState } from './state.js';
import type { Stored } from './write-effects.js';

export const sourceText = (source: Source): string => {
  if (typeof source === 'number') return `the bytes of call ${source}`;
  return { initial: 'the initial bytes', hole: 'zeros', other: 'bytes that nobody wrote' }[source];
};

/** Why a range may hold the bytes of this source. */
export function becauseOfSource(state: FileState, cell: Cell, source: Source): string {
  if (source === 'other') return 'the disk lied about these sectors, so any bytes are possible';
  const writer = state.history.findLast((stored) => covers(stored, cell, stored.written))?.source ?? -1;
  const cutter = state.zeroed.findLast(({ from }) => from <= cell.from)?.call ?? -1;
  const at = typeof source === 'number' ? source : source === 'hole' ? cutter : -1;
  if (at < Math.max(writer, cutter)) return replaced(state, writer, cutter);
  if (typeof source === 'number') return offeredBy(state, cell, source);
  if (source === 'initial') return 'no call surely wrote here: what the file held before the first call';
  return cutter < 0 ? 'a hole: nothing was ever stored here' : zerosFrom(state, cutter);
}

function zerosFrom(state: FileState, cutter: number): string {
  const entry = state.zeroed.findLast(({ call }) => call === cutter);
  const from = entry?.from ?? 0;
  return entry?.how === 'grew'
    ? `call ${cutter} grew the file from ${from}: zeros where it stored nothing`
    : `call ${cutter} cut the file at ${from}: zeros behind`;
}

const covers = ({ start }: Stored, cell: Cell, length: number): boolean =>
  start <= cell.from && start + length >= cell.to;

/** Old bytes under what a later call surely wrote or cut. */
function replaced(state: FileState, writer: number, cutter: number): string {
  const by = writer > cutter ? `call ${writer} wrote over them` : `call ${cutter} cut or grew the file here`;
  return state.afterPowerCut
    ? `${by}, but no sync after it made that durable`
    : `${by}, but that may be lost before it is written back, and the device still holds these`;
}

function offeredBy(state: FileState, cell: Cell, source: number): string {
  const stored = state.history.findLast((entry) => entry.source === source);
  if (!stored) return `call ${source} offered them`;
  const { start, written, doubt } = stored;
  const end = start + written;
  if (covers(stored, cell, written)) return `call ${source} stored [${start}, ${end})${fate(state, cell)}`;
  return `call ${source} failed or stopped: [${end}, ${end + doubt}) may hold its bytes or not`;
}

function fate(state: FileState, cell: Cell): string {
  if (!state.afterPowerCut) return '';
  return cell.now.length === 1 ? ', and a sync made it durable' : ', and that may have reached the disk';
}
