import { PAGE_SIZE, type Ret } from '../../contract/index.js';
import { fuseWriteEnd } from './fuseWriteEnd.js';
import type { Inode } from './inode.js';
import type { Page } from './pageCache.js';

/**
 * `->write_end`: `copied` of the `bytes` offered at `pos` are in the page. Marks their sectors dirty and lets i_size
 * grow over them. Returns the bytes accepted: none of a short copy into a page that is not uptodate, because the
 * rest of the page would be garbage.
 */
export function writeEnd(inode: Inode, page: Page, pos: number, bytes: number, copied: number): Ret {
  if (copied < bytes && !page.uptodate) return 0;
  if (inode.sb.profile.writeThrough) return fuseWriteEnd(inode, page, pos, copied);
  const { sectorSize } = inode.sb.disk.geometry;
  const offset = pos % PAGE_SIZE;
  const end = Math.ceil((offset + copied) / sectorSize);
  for (let sector = Math.floor(offset / sectorSize); sector < end; sector++) page.dirty |= 1 << sector;
  page.uptodate = true;
  inode.extend(pos, copied);
  return copied;
}
