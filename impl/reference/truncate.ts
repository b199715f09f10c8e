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

/**
 * `block_truncate_page`: zeros from byte `length` to the end of its page, in the cache; and on the medium at once, where
 * there is no cache (DAX) or its pages may go at any time (FUSE). Best effort: what can not be read or written stays as
 * it is, and the medium is looked at again before the file grows.
 */
export function truncateTail(inode: Inode, length: number): void {
  const { disk, parts, profile } = inode.sb;
  const { sectorSize } = disk.geometry;
  const sector = Math.floor(length / sectorSize);
  const tail = length % sectorSize;
  const partial = tail !== 0 && disk.isAllocated(sector);
  const atOnce = inode.dax || profile.writeThrough;
  if (partial && atOnce && !zeroOnMedium(inode, sector, tail)) inode.tailSuspect = true;
  if (inode.dax || !(partial || inode.mapping.find(pageOf(length))?.uptodate)) return;
  const page = parts.readPage(inode, pageOf(length));
  if (typeof page === 'string') return;
  const offset = length % PAGE_SIZE;
  page.data.fill(0, offset);
  page.dirty &= (1 << Math.ceil(offset / sectorSize)) - 1;
  if (partial && !atOnce) page.dirty |= 1 << Math.floor(offset / sectorSize);
}

function zeroOnMedium(inode: Inode, sector: number, tail: number): boolean {
  const bytes = new Uint8Array(inode.sb.disk.geometry.sectorSize);
  if (readAll(inode, sector, bytes)) return false;
  bytes.fill(0, tail);
  return !writeAll(inode, sector, bytes);
}
