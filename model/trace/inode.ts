import type { Rest } from './rest.js';
import { TRACE_RULE } from './trace-rules.js';

/** What a descriptor leads to. Only files have an offset, a size and short writes that must be retried. */
export type Kind = 'file' | 'other' | 'unknown';

/** From a path as the kernel shows it: `/tmp/x`, `pipe:[12]`, `socket:[13]`, `anon_inode:[eventfd]`, `/dev/pts/0`. */
export function kindOfPath(path: string): Kind {
  if (path === '') return 'unknown';
  if (/^[A-Za-z][\w-]*:/.test(path)) return 'other';
  return /^\/(dev|proc|sys)\//.test(path) && !path.startsWith('/dev/shm/') ? 'other' : 'file';
}

/** A file as far as the trace tells: the sizes it may have, and the writes to it that stopped half way. */
export class Inode {
  /** The size lies in [lo, hi]. */
  lo = 0;
  hi = Infinity;
  /** The trace saw it empty: created or truncated by `open`. Of other files untraced programs may know. */
  born = false;
  /** Open descriptions and rests that refer to it. */
  holders = 0;
  /** Calls begun and not ended; calls ended. With both it is known whether a call was alone. */
  inFlight = 0;
  changes = 0;
  /** The rule that is blamed when the size is another one. */
  sizeRule = TRACE_RULE['size-covers-written'];
  /** Null as long as nothing was short: the hot loop looks no further. */
  rests: Rest[] | null = null;

  constructor(
    public path: string,
    public kind: Kind,
  ) {}

  setSize(size: number): void {
    this.lo = size;
    this.hi = size;
  }

  forgetSize(): void {
    this.lo = 0;
    this.hi = Infinity;
  }

  /** Bytes up to `end` are there. */
  reaches(end: number): void {
    if (end > this.lo) this.lo = end;
    if (end > this.hi) this.hi = end;
  }
}
