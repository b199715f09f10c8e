import {
  isRet,
  type Errno,
  type IoSegment,
  type OpenFlag,
  type PreparedFile,
  type Ret,
  type Stat,
} from '../../contract/index.js';
import { FDFLAGS, FSTFLAGS_MTIM, OFLAGS, RIGHTS_OF, WHENCE, type WasiCall } from './wasi-calls.js';
import { wasiErrno } from './wasi-errno.js';
import type { WasiModule } from './wasi-host.js';
import { WasiMemory } from './wasi-memory.js';

/** To which mtime is set back, in nanoseconds: whatever moves it moves it away from here. */
const PAST = 946_684_800_000_000_000n;
/** WASI knows no mode. */
const MODE = 0o644;

export interface WasiFileOptions {
  readonly name: string;
  /** mtime moves, and can be set back. */
  readonly times: boolean;
  /** The suite's clock, in ticks. */
  readonly clock: () => number;
  /** What an exception of the host is told as; undefined ends the run. */
  readonly otherErrors?: Errno;
}

/** One file of a WASI host. */
export class WasiFile implements PreparedFile {
  private readonly memory: WasiMemory;
  private readonly open_ = new Set<number>();
  private movedAt = 0;

  constructor(
    private readonly module: WasiModule,
    private readonly options: WasiFileOptions,
  ) {
    this.memory = new WasiMemory(module.memory);
  }

  /** Makes the file anew with this content. Returns 0 or the errno that this ended with. */
  fill(content: Uint8Array): Ret {
    const fd = this.openWith(['O_RDWR', 'O_TRUNC'], OFLAGS.creat);
    if (typeof fd !== 'number') return fd;
    for (let done = 0; done < content.length;) {
      const count = this.write(fd, [{ length: content.length - done, bytes: content.subarray(done) }], null);
      if (typeof count !== 'number' || count === 0) return count;
      done += count;
    }
    if (this.options.times) this.setBack(fd);
    return this.close(fd);
  }

  open(flags: readonly OpenFlag[]): Ret {
    return this.openWith(flags, 0);
  }

  write(fd: number, segments: readonly IoSegment[], position: number | null): Ret {
    const { memory } = this;
    const vectors = memory.putVectors(segments.map(({ bytes }) => bytes));
    const errno =
      position === null
        ? this.call('fd_write', fd, ...vectors, memory.result)
        : this.call('fd_pwrite', fd, ...vectors, BigInt(position), memory.result);
    return errno ?? memory.u32;
  }

  read(fd: number, length: number, position: number | null): Uint8Array | Errno {
    const { memory } = this;
    const vectors = memory.roomFor(length);
    const errno =
      position === null
        ? this.call('fd_read', fd, ...vectors, memory.result)
        : this.call('fd_pread', fd, ...vectors, BigInt(position), memory.result);
    return errno ?? memory.taken(memory.u32);
  }

  /** Where it stands is asked by fd_tell. */
  lseek(fd: number, offset: number, whence: 'SEEK_SET' | 'SEEK_CUR' | 'SEEK_END'): Ret {
    const { memory } = this;
    const asks = whence === 'SEEK_CUR' && offset === 0;
    const errno = asks
      ? this.call('fd_tell', fd, memory.result)
      : this.call('fd_seek', fd, BigInt(offset), WHENCE[whence], memory.result);
    return errno ?? Number(memory.u64);
  }

  /** mtime is set back after each move, and told in ticks of the suite's clock. It stands for ctime too. */
  fstat(fd: number): Stat | Errno {
    const errno = this.call('fd_filestat_get', fd, this.memory.result);
    if (errno) return errno;
    const { size, mtim } = this.memory.filestat;
    if (this.options.times && mtim !== PAST) {
      this.movedAt = this.options.clock();
      this.setBack(fd);
    }
    return { size: Number(size), mode: MODE, mtime: this.movedAt, ctime: this.movedAt, capability: false };
  }

  ftruncate(fd: number, length: number): Ret {
    return this.call('fd_filestat_set_size', fd, BigInt(length)) ?? 0;
  }

  fsync(fd: number): Ret {
    return this.call('fd_sync', fd) ?? 0;
  }

  fdatasync(fd: number): Ret {
    return this.call('fd_datasync', fd) ?? 0;
  }

  close(fd: number): Ret {
    this.open_.delete(fd);
    return this.call('fd_close', fd) ?? 0;
  }

  dispose(): void {
    for (const fd of this.open_) this.call('fd_close', fd);
    if (this.module.calls.path_unlink_file)
      this.call('path_unlink_file', this.module.directory, ...this.memory.putName(this.options.name));
  }

  /** Sets mtime back; returns the errno that this ended with. */
  setBack(fd: number): Errno | undefined {
    return this.call('fd_filestat_set_times', fd, PAST, PAST, FSTFLAGS_MTIM);
  }

  /** Whether mtime is where it was set back to. */
  isSetBack(fd: number): boolean {
    return !this.call('fd_filestat_get', fd, this.memory.result) && this.memory.filestat.mtim === PAST;
  }

  private openWith(flags: readonly OpenFlag[], oflags: number): Ret {
    const { memory, module } = this;
    const access = (['O_RDWR', 'O_WRONLY'] as const).find((one) => flags.includes(one)) ?? 'O_RDONLY';
    const rights = RIGHTS_OF[access];
    const truncate = flags.includes('O_TRUNC') ? OFLAGS.trunc : 0;
    const append = flags.includes('O_APPEND') ? FDFLAGS.append : 0;
    const dsync = flags.includes('O_DSYNC') ? FDFLAGS.dsync : 0;
    const sync = flags.includes('O_SYNC') ? FDFLAGS.sync : 0;
    const name = memory.putName(this.options.name);
    const errno = this.call(
      'path_open',
      module.directory,
      0,
      ...name,
      oflags + truncate,
      rights,
      rights,
      append + dsync + sync,
      memory.result,
    );
    if (errno) return errno;
    this.open_.add(memory.u32);
    return memory.u32;
  }

  /** The errno of the call, if it failed. */
  private call(name: WasiCall, ...args: (number | bigint)[]): Errno | undefined {
    const { otherErrors } = this.options;
    try {
      const errno = this.module.calls[name]?.(...args) ?? 52;
      if (errno === 0) return undefined;
      const named = wasiErrno(errno);
      return otherErrors && !isRet(named) ? otherErrors : named;
    } catch (error) {
      if (otherErrors) return otherErrors;
      throw error;
    }
  }
}
