import { PAGE_SIZE, type Ret } from '../../contract/index.js';
import { zeroTail } from './zeroTail.js';
import { strippedMode } from './fileRemovePrivs.js';
import type { Inode } from './inode.js';
import { pageOf } from './pageCache.js';
import { readAll } from './readPage.js';
import { writeAll } from './writePage.js';

/**
 * `do_truncate` to `length` bytes. Size, times, and the loss of set-id bits and security.capability reach the inode
 * record in one write; if that fails nothing has changed. Limits are checked by the caller.
 * 0, or the errno of reading the new last sector or of the record.
 */
export function truncate(inode: Inode, length: number): Ret {
  const { parts, environment } = inode.sb;
  const shrinks = length < inode.size;
  if (shrinks && !inode.dax) {
    const error = loadTail(inode, length);
    if (error !== 0) return error;
  }
  if (length > inode.size) zeroTail(inode);
  const now = environment.clock();
  const change = { size: length, mode: strippedMode(inode), capability: false, mtime: now, ctime: now };
  const ret = parts.writeInode(inode, change);
  if (ret !== 0) return ret;
  inode.size = length;
  if (shrinks) dropBehind(inode, length);
  return 0;
}

/** The page of a tail that has to be zeroed must be in the cache before anything changes: reading it can fail. */
function loadTail(inode: Inode, length: number): Ret {
  const { disk, parts } = inode.sb;
  const { sectorSize } = disk.geometry;
  if (length % sectorSize === 0 || !disk.isAllocated(Math.floor(length / sectorSize))) return 0;
  const page = parts.readPage(inode, pageOf(length));
  return typeof page === 'string' ? page : 0;
}

function dropBehind(inode: Inode, length: number): void {
  const { mapping, sb } = inode;
  const { sectorSize } = sb.disk.geometry;
  for (const page of mapping.range(Math.ceil(length / PAGE_SIZE), Infinity)) mapping.remove(page.index);
  sb.parts.truncateTail(inode, length);
  sb.disk.discard(Math.ceil(length / sectorSize));
}

/** `block_truncate_page`: zeros from byte `length` to the end of its page, in the cache, or on a DAX inode's medium. */
export function truncateTail(inode: Inode, length: number): Ret {
  const { disk, parts } = inode.sb;
  const { sectorSize } = disk.geometry;
  const offset = length % PAGE_SIZE;
  const sector = Math.floor(length / sectorSize);
  const tail = length % sectorSize;
  if (inode.dax) return tail === 0 || !disk.isAllocated(sector) ? 0 : zeroOnMedium(inode, sector, tail);
  const cached = inode.mapping.find(pageOf(length));
  if (offset === 0 || !(cached?.uptodate || (tail !== 0 && disk.isAllocated(sector)))) return 0;
  const page = parts.readPage(inode, pageOf(length));
  if (typeof page === 'string') return page;
  page.data.fill(0, offset);
  const within = Math.floor(offset / sectorSize);
  page.dirty &= (1 << (tail === 0 ? within : within + 1)) - 1;
  if (tail !== 0 && disk.isAllocated(sector)) page.dirty |= 1 << within;
  return 0;
}

function zeroOnMedium(inode: Inode, sector: number, tail: number): Ret {
  const bytes = new Uint8Array(inode.sb.disk.geometry.sectorSize);
  const error = readAll(inode, sector, bytes);
  if (error) return error;
  bytes.fill(0, tail);
  return writeAll(inode, sector, bytes) ?? 0;
}
