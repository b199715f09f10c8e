import type { Inode } from './inode.js';

/**
 * After `bytes` were written at `pos`: i_size covers them. The record follows at fsync. A block device doesn't grow.
 * If the write left a gap behind the old end, the rest of the old last sector becomes part of the file: see zeroTail.
 */
export function extendSize(inode: Inode, pos: number, bytes: number): void {
  if (inode.blockDevice || pos + bytes <= inode.size) return;
  if (pos > inode.size) zeroTail(inode);
  inode.size = pos + bytes;
}

/**
 * Before i_size grows over a gap: bytes behind it, in its own sector, must be zeros on the disk too. They always are,
 * but for a power cut that kept a longer write's sector and lost its size; so one look per mount is enough.
 * Best effort: an unreadable sector stays as it is.
 */
export function zeroTail(inode: Inode): void {
  if (!inode.tailSuspect) return;
  inode.tailSuspect = false;
  const { disk, parts } = inode.sb;
  const { sectorSize } = disk.geometry;
  const tail = inode.size % sectorSize;
  const sector = (inode.size - tail) / sectorSize;
  if (tail === 0 || !disk.isAllocated(sector)) return;
  const bytes = new Uint8Array(sectorSize);
  if (disk.read(sector, bytes) !== 1 || bytes.subarray(tail).every((byte) => byte === 0)) return;
  parts.truncateTail(inode, inode.size);
}
