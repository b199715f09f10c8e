import {
  isErrno,
  isRet,
  type Errno,
  type IoSegment,
  type OpenFlag,
  type PreparedFile,
  type Ret,
  type Stat,
} from '../../contract/index.js';
import { numericFlags, wordFlags } from './node-flags.js';
import type { NodeFs } from './node-fs.js';

/** To which mtime is set back, in seconds: whatever moves it moves it away from here, without a look at a clock. */
export const PAST = 946_684_800;

/** What of a node-like `fs` was found to work. */
export interface NodeHabits {
  readonly numericFlags: boolean;
  readonly times: boolean;
}

export interface NodeFileOptions {
  readonly habits: NodeHabits;
  /** The suite's clock, in ticks. */
  readonly clock: () => number;
  /** The file need not be removed. */
  readonly keeps: boolean;
  /** What an exception without an errno, or a number that is no count, is told as; undefined ends the run. */
  readonly otherErrors?: Errno;
}

/** One file of a node-like `fs`. */
export class NodeFile implements PreparedFile {
  private readonly open_ = new Set<number>();
  /** The tick of the suite's clock in which mtime was last seen to have moved. */
  private movedAt = 0;

  constructor(
    private readonly fs: NodeFs,
    private readonly path: string,
    private readonly options: NodeFileOptions,
  ) {}

  open(flags: readonly OpenFlag[]): Ret {
    const { fs, path } = this;
    const { habits } = this.options;
    const fd = this.tried(() => fs.openSync(path, habits.numericFlags ? numericFlags(fs, flags) : wordFlags(flags)));
    if (typeof fd === 'number') this.open_.add(fd);
    return fd;
  }

  /** One segment through `writeSync`, several through `writevSync`. */
  write(fd: number, segments: readonly IoSegment[], position: number | null): Ret {
    const { fs } = this;
    const buffers = segments.map(({ bytes }) => inView(bytes));
    if (segments.length === 1) return this.tried(() => fs.writeSync(fd, buffers[0], 0, buffers[0].length, position));
    return this.tried(
      () => (position === null ? fs.writevSync?.(fd, buffers) : fs.writevSync?.(fd, buffers, position)) ?? 0,
    );
  }

  /** Node answers a read of no bytes itself; one byte at the end asks the file, and also reads nothing. */
  read(fd: number, length: number, position: number | null): Uint8Array | Errno {
    const { fs } = this;
    const buffer = viewOf(Math.max(length, 1));
    const count = this.tried(() =>
      length > 0
        ? fs.readSync(fd, buffer, 0, length, position)
        : fs.readSync(fd, buffer, 0, 1, Number(fs.fstatSync(fd).size)),
    );
    return typeof count === 'number' && isRet(count) ? buffer.subarray(0, count) : count;
  }

  /** Never asked: node's fs has none. */
  lseek(): Ret {
    return 'ENOSYS';
  }

  /**
   * mtime is set back after each move, so that the next one shows, and told in ticks of the suite's clock: the machine's
   * is finer. It stands for ctime too, which can't be set back.
   */
  fstat(fd: number): Stat | Errno {
    const { fs } = this;
    const stats = this.tried(() => fs.fstatSync(fd));
    if (typeof stats === 'string') return stats;
    if (this.options.habits.times && Number(stats.mtimeMs) !== PAST * 1000) {
      this.movedAt = this.options.clock();
      const set = this.done(() => fs.futimesSync?.(fd, PAST, PAST));
      if (isErrno(set)) return set;
    }
    const { movedAt } = this;
    return { size: Number(stats.size), mode: Number(stats.mode), mtime: movedAt, ctime: movedAt, capability: false };
  }

  ftruncate(fd: number, length: number): Ret {
    return this.done(() => this.fs.ftruncateSync?.(fd, length));
  }

  fsync(fd: number): Ret {
    return this.done(() => this.fs.fsyncSync?.(fd));
  }

  fdatasync(fd: number): Ret {
    return this.done(() => (this.fs.fdatasyncSync ?? this.fs.fsyncSync)?.call(this.fs, fd));
  }

  close(fd: number): Ret {
    const ret = this.done(() => {
      this.fs.closeSync(fd);
    });
    this.open_.delete(fd);
    return ret;
  }

  /** What is left open is closed; whether that works is not judged any more. */
  dispose(): void {
    for (const fd of this.open_)
      this.done(() => {
        this.fs.closeSync(fd);
      });
    if (!this.options.keeps)
      this.done(() => {
        this.fs.unlinkSync(this.path);
      });
  }

  /** What was thrown, by its code. The suite refuses a code that is no errno name as an invalid result. */
  private tried<T>(call: () => T): T | Errno {
    const { otherErrors } = this.options;
    try {
      const value = call();
      return otherErrors && typeof value === 'number' && !isRet(value) ? otherErrors : value;
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (isErrno(code)) return code;
      if (otherErrors) return otherErrors;
      if (typeof code === 'string') return code as Errno;
      throw error;
    }
  }

  private done(call: () => unknown): Ret {
    return this.tried<Ret>(() => {
      call();
      return 0;
    });
  }
}

/** Bytes before the view; Node's small Buffers lie in a pool, where this varies. */
const VIEW_OFFSET = 8;

/** A Buffer that lies inside a larger ArrayBuffer, always at the same place. */
const viewOf = (length: number): Buffer => Buffer.from(new ArrayBuffer(VIEW_OFFSET + length), VIEW_OFFSET, length);

function inView(bytes: Uint8Array): Buffer {
  const buffer = viewOf(bytes.length);
  buffer.set(bytes);
  return buffer;
}
