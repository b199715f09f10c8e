import type { Errno } from '../../../contract/errno.js';

/** What the server does to one WRITE: takes all of it, or at most `bytes`, or fails. `hold` waits to be released first. */
export interface WriteReplyPlan {
  readonly bytes?: number;
  readonly errno?: Errno;
  readonly hold?: boolean;
}

/** How the server answers until it is told otherwise. */
export interface Script {
  /** For the first WRITEs of a call, in their order; then all is taken. Writeback does not count. */
  readonly writes?: readonly WriteReplyPlan[];
  /** For WRITEs that come from writeback. */
  readonly writeback?: Errno;
  /** For SETATTR of the mode. */
  readonly mode?: Errno;
  /** For REMOVEXATTR. */
  readonly removeXattr?: Errno;
  /** For GETXATTR. */
  readonly getXattr?: Errno;
  /** What a WRITE through O_DIRECT moves comes in multiples of so many bytes. @default 1 */
  readonly unit?: number;
  /** The next WRITE moves at most so many bytes. */
  readonly shortAfter?: number;
  /**
   * WRITEs fail after so many bytes; `all`: requests that change the inode too, once no byte is left. `torn`: a WRITE that
   * goes beyond fails as a whole, though its first bytes are stored; else it is short.
   */
  readonly failAfter?: {
    readonly bytes: number;
    readonly errno: Errno;
    readonly all: boolean;
    readonly torn?: boolean;
  };
  /** The first WRITE waits to be released. */
  readonly hold?: boolean;
}

/** O_DIRECT among a file's flags on this machine is not FUSE's business, so the caller says it. */
export interface Asked {
  readonly size: number;
  readonly isWriteback: boolean;
  readonly isDirect: boolean;
}

/** The answer to a WRITE: bytes taken, or an errno, which may hide that bytes were stored. */
export type Answer = { readonly bytes: number } | { readonly errno: Errno; readonly stored?: number };

/** Runs a script: what was used up is used up. */
export class ScriptRun {
  private next = 0;
  private left: number;
  private short: number | undefined;
  private held = false;

  constructor(readonly script: Script = {}) {
    this.left = script.failAfter?.bytes ?? Infinity;
    this.short = script.shortAfter;
  }

  /** Whether this WRITE has to wait; asked once for each. */
  holds({ isWriteback }: Asked): boolean {
    const { writes = [], hold = false } = this.script;
    if (isWriteback || this.held) return false;
    const wanted = writes[this.next]?.hold ?? (hold && this.next === 0);
    this.held = wanted;
    return wanted;
  }

  write(asked: Asked): Answer {
    const { writes = [], writeback, failAfter } = this.script;
    if (asked.isWriteback && writeback) return { errno: writeback };
    const plan = asked.isWriteback ? undefined : writes[this.next++];
    if (plan?.errno) return { errno: plan.errno };
    let bytes = Math.min(asked.size, plan?.bytes ?? Infinity);
    if (!asked.isWriteback) bytes = Math.min(bytes, this.takeShort(asked));
    const left = this.whole(this.left, asked);
    if (failAfter && bytes > 0 && left <= 0) return { errno: failAfter.errno };
    const isTorn = bytes > left && failAfter?.torn;
    bytes = Math.min(bytes, left);
    this.left -= bytes;
    return isTorn ? { errno: failAfter.errno, stored: bytes } : { bytes };
  }

  /** An errno for a request that changes the mode or the attributes of the inode. */
  change(kind: 'mode' | 'removeXattr'): Errno | undefined {
    const { failAfter } = this.script;
    return this.script[kind] ?? (failAfter?.all && this.left <= 0 ? failAfter.errno : undefined);
  }

  /** A buffered write of which nothing is taken is an error to FUSE, not a short write. */
  private takeShort(asked: Asked): number {
    const { short } = this;
    this.short = undefined;
    if (short === undefined) return Infinity;
    return asked.isDirect ? this.whole(short, asked) : Math.max(1, short);
  }

  private whole(bytes: number, { isDirect }: Asked): number {
    const { unit = 1 } = this.script;
    return isDirect && bytes !== Infinity ? bytes - (bytes % unit) : bytes;
  }
}
