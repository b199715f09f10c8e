import { PAGE_SIZE, type Errno } from '../../contract/index.js';
import type { Inode } from './inode.js';
import type { Page } from './pageCache.js';

/**
 * `->readpage`: the page, uptodate: from the cache, or read from the disk. Holes and what lies behind i_size are zeros
 * and cost no read. An errno leaves the cache as it was.
 */
export function readPage(inode: Inode, index: number): Page | Errno {
  const known = inode.mapping.find(index);
  if (known?.uptodate) return known;
  const { disk } = inode.sb;
  const { sectorSize } = disk.geometry;
  const data = known?.data.fill(0) ?? inode.mapping.zeroedPage();

  const first = (index * PAGE_SIZE) / sectorSize;
  let end = Math.min(first + PAGE_SIZE / sectorSize, Math.ceil(inode.size / sectorSize));
  let begin = first;
  while (begin < end && !disk.isAllocated(begin)) begin++;
  if (begin < end) {
    while (!disk.isAllocated(end - 1)) end--;
    const error = readAll(inode, begin, data.subarray((begin - first) * sectorSize, (end - first) * sectorSize));
    if (error) return error;
    data.fill(0, inode.size - index * PAGE_SIZE);
  }
  const page = known ?? inode.mapping.add(index, data);
  page.uptodate = true;
  return page;
}

/** Reads whole sectors, going on after a short transfer; one that makes no progress is an EIO. */
export function readAll(inode: Inode, sector: number, into: Uint8Array): Errno | undefined {
  const { disk } = inode.sb;
  const { sectorSize } = disk.geometry;
  for (let done = 0; done < into.length;) {
    const ret = disk.read(sector + done / sectorSize, done === 0 ? into : into.subarray(done));
    if (typeof ret === 'string') return ret;
    if (ret === 0) return 'EIO';
    done += ret * sectorSize;
  }
  return undefined;
}
