import { PAGE_SIZE, type Errno, type Ret } from '../../contract/index.js';
import { allocateMissing } from './allocate.js';
import type { Inode } from './inode.js';
import type { Page } from './pageCache.js';

/**
 * `->writepage`: writes the dirty sectors of a page. None lies behind i_size, and what does in the last one is zeros.
 * Returns an errno only if the writeback could not be started (no space for it): ENOSPC and EDQUOT leave the page
 * dirty. What the disk says of the transfer is found in the page's error bit and in the mapping.
 */
export function writePage(inode: Inode, page: Page): Ret {
  const { disk, profile } = inode.sb;
  const { sectorSize } = disk.geometry;
  const start = (page.index * PAGE_SIZE) / sectorSize;
  for (let from = 0; page.dirty >> from; from++) {
    if (!(page.dirty & (1 << from))) continue;
    let to = from + 1;
    while (page.dirty & (1 << to)) to++;
    const space = allocateMissing(inode, start + from, to - from, profile.allocatesAtWriteback);
    if (space !== 0) return unstarted(inode, page, space);
    const error = writeAll(inode, start + from, page.data.subarray(from * sectorSize, to * sectorSize));
    if (error) fail(inode, page, error);
    from = to;
  }
  page.dirty = 0;
  page.writeback = true;
  return 0;
}

function unstarted(inode: Inode, page: Page, error: Errno): Errno {
  inode.mapping.setError(error);
  if (error === 'EIO') page.dirty = 0;
  return error;
}

function fail(inode: Inode, page: Page, error: Errno): void {
  page.error = true;
  inode.mapping.setError(error);
}

/** Writes whole sectors, going on after a short transfer; one that makes no progress is an EIO. */
export function writeAll(inode: Inode, sector: number, from: Uint8Array): Errno | undefined {
  const { disk } = inode.sb;
  const { sectorSize } = disk.geometry;
  for (let done = 0; done < from.length;) {
    const ret = disk.write(sector + done / sectorSize, done === 0 ? from : from.subarray(done));
    if (typeof ret === 'string') return ret;
    if (ret === 0) return 'EIO';
    done += ret * sectorSize;
  }
  return undefined;
}
