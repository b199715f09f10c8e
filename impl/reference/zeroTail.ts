import type { Inode } from './inode.js';

/**
 * Before a write or a truncate leaves a gap behind i_size: the bytes between i_size and the end of its sector become
 * part of the file, so they must be zeros on the disk too. They always are, but for a power cut that kept a longer
 * write's sector and lost its size, and for a direct write that failed: so one look per mount and per failure is enough.
 * Best effort: an unreadable sector gives no bytes, and stays as it is.
 */
export function zeroTail(inode: Inode): void {
  if (!inode.tailSuspect) return;
  inode.tailSuspect = false;
  const { disk, parts } = inode.sb;
  const { sectorSize } = disk.geometry;
  const tail = inode.size % sectorSize;
  const sector = (inode.size - tail) / sectorSize;
  if (!disk.isAllocated(sector)) return;
  const bytes = new Uint8Array(sectorSize);
  disk.read(sector, bytes);
  if (bytes.subarray(tail).some((byte) => byte !== 0)) parts.truncateTail(inode, inode.size);
}
