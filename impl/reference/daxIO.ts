import type { Errno, Ret } from '../../contract/index.js';
import { allocateMissing } from './allocate.js';
import { failed } from './failedTransfer.js';
import type { Inode } from './inode.js';
import type { IovIter } from './iovIter.js';
import { readAll } from './readPage.js';

/**
 * `dax_do_io` for a write: bytes go to the medium without page cache and without any alignment; holes get space.
 * Returns the bytes that arrived (a short transfer or a bad segment ends it early) or an errno.
 */
export function daxIO(inode: Inode, pos: number, from: IovIter): Ret {
  const { disk } = inode.sb;
  const { sectorSize } = disk.geometry;
  const bytes = from.readable(from.count);
  if (bytes === 0) return 'EFAULT';
  const first = Math.floor(pos / sectorSize);
  const head = pos - first * sectorSize;
  const end = Math.ceil((pos + bytes) / sectorSize);

  const image = new Uint8Array((end - first) * sectorSize);
  const error = readEdges(inode, first, image, head, head + bytes) ?? allocateMissing(inode, first, end - first);
  if (error) return error;
  from.copy(image, head, bytes);
  const ret = disk.write(first, image);
  if (typeof ret === 'string') return failed(inode, ret);
  return Math.max(0, Math.min(bytes, ret * sectorSize - head));
}

/** Reads the first and the last sector of `image` if [from, to) covers them only in part. */
function readEdges(inode: Inode, sector: number, image: Uint8Array, from: number, to: number): Errno | undefined {
  const { disk } = inode.sb;
  const { sectorSize } = disk.geometry;
  const last = image.length - sectorSize;
  const edges =
    from > 0 && last > 0 && to < image.length ? [0, last] : from > 0 ? [0] : to < image.length ? [last] : [];
  for (const at of edges) {
    if (!disk.isAllocated(sector + at / sectorSize)) continue;
    const error = readAll(inode, sector + at / sectorSize, image.subarray(at, at + sectorSize));
    if (error) return error;
  }
  return undefined;
}
