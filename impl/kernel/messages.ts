import type { Errno, Ret } from '../../contract/errno.js';
import type { Caller, FileSpec, Geometry, OpenFlag } from '../../contract/scenario.js';
import type { Stat } from '../../contract/target.js';
import type { Script } from './fuse/script.js';

/** What the runner asks of its children, and what they answer: one JSON value a line, in the order of the requests. */

/** Where the writer makes its files. */
export type Storage =
  /** A directory that is there already; a fresh one is made in it and removed at the end. */
  | { readonly kind: 'directory'; readonly path: string }
  /** A filesystem in memory, of `bytes` if it has a size. */
  | { readonly kind: 'memory'; readonly filesystem: 'tmpfs' | 'ramfs'; readonly bytes?: number }
  /** A filesystem that `mkfs` makes in an image of `bytes`, on a loop device. */
  | { readonly kind: 'loop'; readonly filesystem: string; readonly mkfs: readonly string[]; readonly bytes: number }
  /** An overlay whose layers are directories in memory. */
  | { readonly kind: 'overlay' }
  /**
   * A loop device itself. Regular files are made in memory. `images`: the directory of a server that has made the
   * images, in a filesystem that is mounted already. @default they are made in memory
   */
  | { readonly kind: 'block'; readonly images?: string }
  /** What a server at `path` makes, file by file. */
  | { readonly kind: 'served'; readonly path: string };

/** Bytes as base64. */
export type Base64 = string;

export interface WireSegment {
  readonly length: number;
  readonly data: Base64;
}

export type WriterRequest =
  /** `owner`: the runner's process id, by which an administrator can tell whose an image is (`losetup -a`). */
  | { readonly do: 'setUp'; readonly storage: Storage; readonly at: string; readonly owner: number }
  | {
      readonly do: 'prepare';
      /** Absent when a server has made the file: then it is called `name`. With both, `name` is that of a device's image. */
      readonly content?: Base64;
      readonly name?: string;
      readonly file: FileSpec;
      readonly caller: Caller;
      readonly geometry: Geometry;
    }
  | { readonly do: 'open'; readonly flags: readonly OpenFlag[] }
  | {
      readonly do: 'write';
      readonly fd: number;
      readonly segments: readonly WireSegment[];
      readonly position: number | null;
    }
  | { readonly do: 'read'; readonly fd: number; readonly length: number; readonly position: number | null }
  | { readonly do: 'lseek'; readonly fd: number; readonly offset: number; readonly whence: string }
  | { readonly do: 'fstat' | 'fsync' | 'fdatasync' | 'dup' | 'close'; readonly fd: number }
  | { readonly do: 'ftruncate'; readonly fd: number; readonly length: number }
  /** Leaves so many bytes free on the filesystem; null gives all back. */
  | { readonly do: 'fill'; readonly bytes: number | null }
  /** Maps the page at `offset` of the file `name` and dirties it without changing a byte, until `letGo`. */
  | { readonly do: 'dirty'; readonly name: string; readonly offset: number }
  | { readonly do: 'letGo' | 'dispose' | 'leave' };

/** What the writer's storage turned out to be. */
export interface SetUpReply {
  /** Where files are made. */
  readonly directory: string;
  /** `statfs`'s f_type. */
  readonly type: number;
  /** The running kernel: uname -r. */
  readonly kernel: string;
  readonly direct: boolean;
  /** The files may be given to others, and have set-id bits taken by those who lack CAP_FSETID. */
  readonly privileged: boolean;
  /** security.capability can be set. */
  readonly fileCapability: boolean;
}

/** How the file looks after a call, through its descriptor. */
export interface Look {
  readonly stat: Stat | Errno;
  readonly offset: Ret;
}

export interface CallReply {
  readonly ret: Ret;
  readonly signal?: 'SIGXFSZ';
  /** What a read returned. */
  readonly data?: Base64;
  readonly look?: Look;
}

/** A line of a child. */
export type Line = { readonly ok: unknown } | { readonly failed: string } | Event;

/** What a child says without being asked. `ended`: the how-manyeth of its own children is gone, from 0. */
export type Event = ({ readonly event: 'held' } & Held) | { readonly event: 'ended'; readonly child: number };

/** A WRITE that waits: where it starts, in bytes, and how large the file is meanwhile. */
export interface Held {
  readonly offset: number;
  readonly fileSize: number;
}

/** A request that a FUSE server saw, and how it answered. */
export interface Seen {
  /** WRITE, SETATTR, REMOVEXATTR, FSYNC. */
  readonly op: string;
  readonly ret: Ret;
  /** Of a WRITE: bytes [offset, offset + size). */
  readonly offset?: number;
  readonly size?: number;
  readonly isWriteback?: boolean;
  /** Of a SETATTR that sets it. */
  readonly mode?: number;
}

export type ServerRequest =
  /**
   * Mounts at `at`, serves, and starts two processes with the words of `writer`. `inMemory`: a directory that a filesystem
   * in memory is mounted at first, in which `at` is made.
   */
  | {
      readonly do: 'serve';
      readonly at: string;
      readonly inMemory?: string;
      readonly maxWrite: number;
      readonly writer: readonly string[];
    }
  /** Adds a file; answers its name. `image`: the name of one that a block device lies on, whose pages are not cached. */
  | { readonly do: 'add'; readonly content: Base64; readonly file: FileSpec; readonly image?: string }
  /** From now on; answers the requests since the last time. */
  | { readonly do: 'script'; readonly script: Script }
  /** Lets the held WRITE go on. */
  | { readonly do: 'release' };
