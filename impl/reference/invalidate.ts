import type { Ret } from '../../contract/index.js';
import type { Inode } from './inode.js';
import { lastPageOf, pageOf } from './pageCache.js';

/**
 * `invalidate_mapping_pages` over the pages of the bytes [lo, hi], `hi` inclusive: best effort, drops clean pages that
 * are not under writeback. Returns how many; the callers ignore it.
 */
export function invalidateMappingPages(inode: Inode, lo: number, hi: number): number {
  let dropped = 0;
  for (const page of inode.mapping.range(pageOf(lo), lastPageOf(hi))) {
    if (page.dirty !== 0 || page.writeback) continue;
    inode.mapping.remove(page.index);
    dropped++;
  }
  return dropped;
}

/** `invalidate_inode_pages2_range`: drops every page of [lo, hi]; EBUSY if one is dirty, which then stays. */
export function invalidateInodePages2Range(inode: Inode, lo: number, hi: number): Ret {
  let ret: Ret = 0;
  for (const page of inode.mapping.range(pageOf(lo), lastPageOf(hi))) {
    if (page.dirty !== 0) ret = 'EBUSY';
    else inode.mapping.remove(page.index);
  }
  return ret;
}
