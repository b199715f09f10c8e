import { ERRNO } from '../../../contract/index.js';
import type { Description, FileState } from './state.js';

/** Whether an error waits to be reported: surely not, surely, or perhaps. */
export type Pending = 'none' | 'maybe' | 'surely';

const EIO = -ERRNO.EIO;
const ENOSPC = -ERRNO.ENOSPC;
const EDQUOT = -ERRNO.EDQUOT;

export const NO_ERRORS: ReadonlySet<number> = new Set();
const ANY_ERROR: readonly number[] = [EIO, ENOSPC, EDQUOT];

/**
 * The errors of writeback that nobody has been told of yet. `mapping_set_error` keeps them twice: as the flags AS_EIO
 * and AS_ENOSPC of the mapping (ENOSPC sets the latter, everything else the former), and since 4.13 as the newest errno,
 * which each open file description is told once.
 */
export class PendingErrors {
  /** AS_EIO. */
  eio: Pending = 'none';
  /** AS_ENOSPC. */
  enospc: Pending = 'none';
  /** What the newest error may be, signed. */
  newest = NO_ERRORS;

  /** Whether either flag is set. */
  get any(): Pending {
    if (this.eio === 'surely' || this.enospc === 'surely') return 'surely';
    return this.eio === 'none' && this.enospc === 'none' ? 'none' : 'maybe';
  }

  /** Surely set. */
  raise(errors: ReadonlySet<number>): void {
    for (const errno of errors)
      if (errno === ENOSPC) this.enospc = 'surely';
      else this.eio = 'surely';
    this.newest = withEio(errors);
  }

  /** Perhaps set. Any error may be taken for EIO. */
  doubt(errors: ReadonlySet<number>): void {
    if (this.eio === 'none') this.eio = 'maybe';
    if (this.enospc === 'none' && errors.has(ENOSPC)) this.enospc = 'maybe';
    this.newest = joined(this.newest, withEio(errors));
  }

  /** Somebody may have been told, and the flags cleared. */
  weaken(): void {
    if (this.eio === 'surely') this.eio = 'maybe';
    if (this.enospc === 'surely') this.enospc = 'maybe';
  }

  clear(): void {
    this.eio = this.enospc = 'none';
  }

  /**
   * What `filemap_check_errors` may return, signed: EIO wins over ENOSPC. A failure that set only AS_ENOSPC has left its
   * mark in the page too, and that is told as EIO.
   */
  flagged(): number[] {
    if (this.eio === 'surely') return [EIO];
    if (this.enospc !== 'none') return [EIO, ENOSPC];
    return this.eio === 'maybe' ? [EIO] : [];
  }
}

const withEio = (errors: ReadonlySet<number>): ReadonlySet<number> =>
  errors.has(EIO) ? errors : new Set([...errors, EIO]);

const joined = (a: ReadonlySet<number>, b: ReadonlySet<number>): ReadonlySet<number> => new Set([...a, ...b]);

/** Signed errnos that an fsync on this description may report from before it. */
export function reportable(state: FileState, description: Description): readonly number[] {
  if (state.profile.posixFreedom) return anything(state, description);
  if (!state.profile.errseq) return state.errors.flagged();
  return description.pending === 'none' ? [] : [...description.errnos];
}

/** Signed errnos from before it that the flush of a direct request may meet: those of the mapping, whoever asks. */
export const flushable = (state: FileState, description: Description): readonly number[] =>
  state.profile.posixFreedom ? anything(state, description) : state.errors.flagged();

const anything = (state: FileState, description: Description): readonly number[] =>
  state.errors.any === 'none' && description.pending === 'none' ? [] : ANY_ERROR;

/** A writeback surely failed with these (signed) and nobody was told yet. */
export function raiseErrors(state: FileState, errors: ReadonlySet<number>): void {
  state.errors.raise(errors);
  for (const description of state.descriptors.values()) {
    description.pending = 'surely';
    description.errnos = state.errors.newest;
  }
}

/** A writeback may have failed with these (signed): whoever asks next may be told. */
export function doubtErrors(state: FileState, errors: ReadonlySet<number>): void {
  state.errors.doubt(errors);
  for (const description of state.descriptors.values()) {
    description.errnos = description.pending === 'none' ? withEio(errors) : joined(description.errnos, withEio(errors));
    if (description.pending === 'none') description.pending = 'maybe';
  }
}
