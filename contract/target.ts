import type { Errno, Ret } from './errno.js';
import type { Call, Caller, FileSpec, Geometry, OpenFlag } from './scenario.js';
import type { Capability, InducibleFault, Lack, Level, ProfileId } from './words.js';
import type { KernelStep } from './steps.js';

/** Sync or async: a target may return values or promises of them. */
export type Maybe<T> = T | Promise<T>;

// ---- iter level --------------------------------------------------------------------------------------------------

/** The suite's own stand-in for `struct kiocb`. Writes to `kiPos` are recorded. */
export interface Kiocb {
  kiPos: number;
  /** IOCB_DIRECT. */
  readonly direct: boolean;
  readonly inode: IterInode;
  readonly task: IterTask;
}
export interface IterInode {
  /** i_size; changed by callees only. */
  readonly size: number;
  /** What `task.backingDevInfo` is set to at entry (eras that have it). */
  readonly backingDevInfo: object;
  /** i_mutex, held by the caller: recorded if the target touches it. */
  lock(): void;
  unlock(): void;
}
export interface IterTask {
  backingDevInfo: object | null;
}
export interface IovIter {
  /** Bytes left. */
  readonly count: number;
  advance(bytes: number): void;
}
/** What `__generic_file_write_iter` calls; each call and its arguments are recorded, its outcome comes from the script. */
export interface Callees {
  /** generic_write_checks, in the era that runs it inside: a count (the iov is cut to it) or an errno. */
  checks(): Ret;
  /** file_remove_privs: 0 or an errno. */
  removePrivs(): Ret;
  /** file_update_time: 0 or an errno. */
  updateTime(): Ret;
  /** IS_DAX(inode). */
  isDax(): boolean;
  /** generic_file_direct_write at ki_pos. Advances the iov and ki_pos itself. */
  direct(): Ret;
  /** generic_perform_write at `pos`. Advances the iov; since 6.5 ki_pos too. */
  perform(pos: number): Ret;
  /** filemap_write_and_wait_range over [lo, hi], hi inclusive (lo - 1 for an empty status). */
  flush(lo: number, hi: number): Ret;
  /** invalidate_mapping_pages over the byte range [lo, hi], hi inclusive. */
  invalidate(lo: number, hi: number): Ret;
}
export interface IterTarget {
  /** `__generic_file_write_iter`. */
  writeIter(kiocb: Kiocb, from: IovIter, callees: Callees): Maybe<Ret>;
}

// ---- disk and file level -----------------------------------------------------------------------------------------

/** One source segment: `length` bytes offered, `bytes` is the readable prefix; reading on is a fault (EFAULT). */
export interface IoSegment {
  readonly length: number;
  readonly bytes: Uint8Array;
}
export interface Stat {
  size: number;
  mode: number;
  /** In ticks of the suite's coarse clock, or the target's own unit: only whether they moved is judged. */
  mtime: number;
  ctime: number;
  /** security.capability is present. */
  capability: boolean;
}
/** A plain `Ret`, or with the signal that the call raised. */
export type WriteReply = Ret | { ret: Ret; signal: 'SIGXFSZ' };

/** The calls on one file, after `mount` or `prepare`. Descriptors are the target's own numbers. */
export interface MountedFile {
  open(flags: readonly OpenFlag[]): Maybe<Ret>;
  /** `position` null = at the offset (write, writev), else pwrite, pwritev. */
  write(fd: number, segments: readonly IoSegment[], position: number | null): Maybe<WriteReply>;
  read(fd: number, length: number, position: number | null): Maybe<Uint8Array | Errno>;
  lseek(fd: number, offset: number, whence: 'SEEK_SET' | 'SEEK_CUR' | 'SEEK_END'): Maybe<Ret>;
  fstat(fd: number): Maybe<Stat | Errno>;
  ftruncate(fd: number, length: number): Maybe<WriteReply>;
  fsync(fd: number): Maybe<Ret>;
  fdatasync(fd: number): Maybe<Ret>;
  dup?(fd: number): Maybe<Ret>;
  close(fd: number): Maybe<Ret>;
  /** Start and wait for writeback of all dirty pages, as the flusher thread would; errors stay in the mapping's flags. */
  writeback?(): Maybe<void>;
  /** Evict clean pages. */
  dropCaches?(): Maybe<void>;
  /** Releases what `prepare` made. Not called after a power cut. */
  dispose?(): Maybe<void>;
}

/** The inode record of the one file on the virtual disk. */
export interface InodeRecord {
  size: number;
  mode: number;
  uid: number;
  gid: number;
  mtime: number;
  ctime: number;
  capability: boolean;
}

/** The virtual disk as a target sees it. Sector ranges are [sector, sector + count). */
export interface Disk {
  readonly geometry: Geometry;
  isAllocated(sector: number): boolean;
  /** 0, or ENOSPC, EDQUOT, EIO. All or nothing. A fresh sector reads as zeros. */
  allocate(sector: number, count: number): Ret;
  /** Fills `into` (whole sectors); returns the number of sectors transferred, or an errno. Unallocated sectors read as zeros. */
  read(sector: number, into: Uint8Array): Ret;
  /** Returns the number of sectors transferred, or an errno. EINVAL if a sector is not allocated. */
  write(sector: number, from: Uint8Array): Ret;
  /** Makes all completed writes durable. 0 or an errno. */
  flush(): Ret;
  /** Frees sectors from `sector` on. */
  discard(sector: number): void;
  readInode(): InodeRecord | Errno;
  writeInode(record: InodeRecord): Ret;
}

/** What surrounds the file and is not on the disk. */
export interface Environment {
  readonly profile: ProfileId;
  readonly caller: Caller;
  readonly file: FileSpec;
  /** The coarse clock, in ticks; the suite advances it. */
  clock(): number;
  /** Where a target with the capability `trace` reports its kernel steps. */
  trace(step: KernelStep): void;
}

export interface DiskTarget {
  mount(disk: Disk, environment: Environment): Maybe<MountedFile>;
}

export interface FileTarget {
  /** Faults that `induce` implements, or that scenarios may contain directly. */
  readonly induces: readonly InducibleFault[];
  /** What its API can't do or tell; those members of MountedFile are then never called. @default nothing */
  readonly lacks?: readonly Lack[];
  /** Makes the file with `content` (holes of `environment.file` need not be kept) in the target's own storage. */
  prepare(content: Uint8Array, environment: Environment, geometry: Geometry): Maybe<PreparedFile>;
}
export interface PreparedFile extends MountedFile {
  /** Arms a fault for the coming calls; `args` null disarms it. */
  induce?(kind: InducibleFault, args: { bytes?: number; errno?: Errno } | null): Maybe<void>;
}

export interface Target {
  readonly name: string;
  readonly version: string;
  readonly capabilities: readonly Capability[];
  /** The profile that the target claims to follow; the default of `--profile`. */
  readonly profile?: ProfileId;
  readonly iter?: IterTarget;
  readonly disk?: DiskTarget;
  readonly file?: FileTarget;
  /** What a reader of the result should know besides, e.g. `{kernel: '6.18.5'}`: short names and short lines. */
  readonly details?: Readonly<Record<string, string>>;
  /** Ends what belongs to the target: its child processes, mounts, directories. Called once, after the last scenario. */
  close?(): Maybe<void>;
}

/** The levels that a target implements, in the contract's order. */
export const levelsOf = (target: Target): Level[] =>
  (['iter', 'disk', 'file'] as const).filter((level) => target[level]);

export type { Call };
