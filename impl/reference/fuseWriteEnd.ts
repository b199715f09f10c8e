import { PAGE_SIZE, type Ret } from '../../contract/index.js';
import type { Inode } from './inode.js';
import type { Page } from './pageCache.js';

/**
 * `fuse_send_write_pages` for one chunk: sends the sectors of [pos, pos + copied) to the disk at once and leaves the
 * page clean. Returns the bytes that the disk took; none is an EIO. A page whose bytes were not all taken is dropped,
 * because it no longer shows what the disk holds.
 */
export function fuseWriteEnd(inode: Inode, page: Page, pos: number, copied: number): Ret {
  const { disk } = inode.sb;
  const { sectorSize } = disk.geometry;
  const offset = pos % PAGE_SIZE;
  const from = Math.floor(offset / sectorSize) * sectorSize;
  const to = Math.ceil((offset + copied) / sectorSize) * sectorSize;
  const first = (page.index * PAGE_SIZE + from) / sectorSize;

  const ret = disk.write(first, page.data.subarray(from, to));
  const taken = typeof ret === 'string' ? ret : Math.min(copied, from + ret * sectorSize - offset);
  if (taken === copied) page.uptodate = true;
  else inode.mapping.remove(page.index);
  if (typeof taken === 'string') return taken;
  if (taken <= 0) return 'EIO';
  inode.extend(pos, taken);
  return taken;
}
