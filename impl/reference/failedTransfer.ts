import type { Errno } from '../../contract/index.js';
import type { Inode } from './inode.js';

/**
 * After a direct write ended with `error`, any part of its bytes may be on the disk; no later growth may uncover them:
 * sectors behind i_size that it was given go back, and the one that i_size ends in is looked at before it grows.
 */
export function failed(inode: Inode, error: Errno): Errno {
  const { disk } = inode.sb;
  const eof = Math.ceil(inode.size / disk.geometry.sectorSize);
  if (!inode.blockDevice) disk.discard(eof);
  inode.tailSuspect = true;
  return error;
}
