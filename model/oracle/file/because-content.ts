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
  const last = state.history.findLast((stored) => covers(stored, cell, stored.written));
  const older = olderThan(source, last);
  if (source === 'other') return 'the disk lied about these sectors, so any bytes are possible';
  if (older !== null) return older ? replaced(state, last) : newer(state, cell, source);
  if (source === 'initial') return 'no call surely wrote here: what the file held before the first call';
  return 'zeros: nothing was stored here, or the file was cut and grew again';
}

const covers = ({ start }: Stored, cell: Cell, length: number): boolean =>
  start <= cell.from && start + length >= cell.to;

/** Whether the source is older than the last call that surely wrote the range; null when neither is a call. */
function olderThan(source: Source, last: Stored | undefined): boolean | null {
  if (typeof source === 'number') return last !== undefined && source < last.source;
  return last === undefined ? null : true;
}

/** Old bytes under surely written ones. */
function replaced(state: FileState, last: Stored | undefined): string {
  const by = `call ${last?.source ?? ''} wrote over them`;
  return state.afterPowerCut
    ? `${by}, but no fsync after it made that durable`
    : `${by}, but its writeback may have failed, or the file was cut: the device may hold these`;
}

function newer(state: FileState, cell: Cell, source: Source): string {
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
