import { PAGE_SIZE, type Errno } from '../../contract/index.js';
import { allocateMissing } from './allocate.js';
import type { Inode } from './inode.js';
import { pageOf, type Page } from './pageCache.js';
import { zeroTail } from './zeroTail.js';

/**
 * `->write_begin` for a chunk of `bytes` at `pos` that lies in one page: reads the page if the chunk covers it only in
 * part, and gives space to the chunk's sectors (classic get_block; so a full disk shows here, not at writeback).
 * The page, or the errno of the read or of the allocation.
 */
export function writeBegin(inode: Inode, pos: number, bytes: number): Page | Errno {
  const { disk, parts } = inode.sb;
  const { sectorSize } = disk.geometry;
  if (pos > inode.size) zeroTail(inode);
  const index = pageOf(pos);
  const page = bytes < PAGE_SIZE ? parts.readPage(inode, index) : inode.mapping.find(index);
  if (typeof page === 'string') return page;
  const first = Math.floor(pos / sectorSize);
  const space = allocateMissing(inode, first, Math.ceil((pos + bytes) / sectorSize) - first);
  if (space !== 0) return space;
  return page ?? inode.mapping.add(index, inode.mapping.zeroedPage());
}
