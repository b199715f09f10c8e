import type { Ret } from '../../contract/index.js';
import type { OpenFile } from './kiocb.js';

/**
 * `vfs_fsync_range` over bytes [lo, hi]: pages, then the inode record if the size is newer than it, then the disk's cache.
 * 0 or the first error. Through 4.12 a writeback error goes to whoever asks first, later to each description once.
 */
export function fsync(file: OpenFile, lo: number, hi: number): Ret {
  const { inode } = file;
  const { parts, profile, disk } = inode.sb;
  const pages = parts.filemapWriteAndWaitRange(inode, lo, hi, profile.errseq ? file : null);
  if (pages !== 0) return pages;
  if (inode.dirty) {
    const ret = parts.writeInode(inode, { size: inode.size });
    if (ret !== 0) return ret;
  }
  return disk.flush();
}
