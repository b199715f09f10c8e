import type { Disk, Environment, InodeRecord, IterInode, IterTask, Ret } from '../../contract/index.js';
import { PageCache } from './pageCache.js';
import type { Parts } from './parts.js';
import type { Profile } from './profile.js';

export const S_ISUID = 0o4000;
export const S_ISGID = 0o2000;
export const S_IXGRP = 0o0010;

/** What all functions of one mount share. */
export interface SuperBlock {
  readonly disk: Disk;
  readonly environment: Environment;
  readonly profile: Profile;
  /** The write path's functions call each other through this record. */
  readonly parts: Parts;
  /** Null when nobody listens: no step is then built. */
  readonly trace: Environment['trace'] | null;
  /** `current`: the task whose bdi slot the core sets. */
  readonly task: IterTask;
  /** s_maxbytes. */
  readonly maxBytes: number;
}

/** The one inode of a mount. */
export class Inode implements IterInode {
  readonly mapping = new PageCache();
  readonly backingDevInfo = {};
  readonly uid: number;
  readonly gid: number;
  readonly blockDevice: boolean;
  readonly dax: boolean;
  /** i_size, in memory: grows with each chunk. */
  size: number;
  /** The size in the inode record; differs from `size` until fsync or writeback. */
  diskSize: number;
  mode: number;
  mtime: number;
  ctime: number;
  capability: boolean;
  /** S_NOSEC: a write has no privileges to remove. */
  nosec = false;
  /** The bytes between i_size and the end of its sector may be stale: a power cut or a failed direct write leaves them behind. */
  tailSuspect = true;
  private locked = false;

  constructor(
    readonly sb: SuperBlock,
    record: InodeRecord,
  ) {
    const { file } = sb.environment;
    this.uid = record.uid;
    this.gid = record.gid;
    this.size = record.size;
    this.diskSize = record.size;
    this.mode = record.mode;
    this.mtime = record.mtime;
    this.ctime = record.ctime;
    this.capability = record.capability;
    this.blockDevice = file.kind === 'block';
    this.dax = file.dax && sb.profile.hasDax;
  }

  /** i_size covers [pos, pos + bytes) from now on; the record follows at fsync. A block device doesn't grow. */
  extend(pos: number, bytes: number): void {
    if (!this.blockDevice) this.size = Math.max(this.size, pos + bytes);
  }

  /** i_mutex. */
  lock(): void {
    if (this.locked) throw new Error('deadlock: i_mutex is taken twice');
    this.locked = true;
  }

  unlock(): void {
    this.locked = false;
  }

  /** The size still has to be written to the inode record. */
  get dirty(): boolean {
    return this.size !== this.diskSize;
  }
}

/** The fields of the inode that go to disk together. `size` is the one that the record shall have. */
export interface InodeChange {
  size?: number;
  mode?: number;
  mtime?: number;
  ctime?: number;
  capability?: boolean;
}

/** Writes the inode record with `change`; in memory it takes effect only if the disk accepted it. 0 or an errno. */
export function writeInode(inode: Inode, change: InodeChange): Ret {
  const { mode, mtime, ctime, capability, uid, gid, diskSize } = inode;
  const record: InodeRecord = { size: diskSize, mode, uid, gid, mtime, ctime, capability, ...change };
  const ret = inode.sb.disk.writeInode(record);
  if (ret !== 0) return ret;
  inode.diskSize = record.size;
  inode.mode = record.mode;
  inode.mtime = record.mtime;
  inode.ctime = record.ctime;
  inode.capability = record.capability;
  return 0;
}
