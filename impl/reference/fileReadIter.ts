import { PAGE_SIZE, UNLIMITED, type Errno, type Ret } from '../../contract/index.js';
import type { Inode } from './inode.js';
import type { OpenFile } from './kiocb.js';
import { pageOf } from './pageCache.js';

const NOTHING = new Uint8Array(0);

/**
 * `generic_file_read_iter` for `length` bytes at `pos`: the bytes up to i_size, fewer if an error stopped it after some,
 * or the errno. A direct read first writes back its range, and leaves what it could not transfer to the page cache.
 */
export function fileReadIter(file: OpenFile, pos: number, length: number): Uint8Array | Errno {
  const { inode } = file;
  const count = Math.min(length, Math.max(0, inode.size - pos));
  if (file.direct) {
    const error = prepareDirect(inode, pos, length);
    if (error !== 0) return error;
  }
  if (count === 0) return NOTHING;
  const into = new Uint8Array(count);
  const direct = file.direct ? readDirect(inode, pos, into) : 0;
  if (typeof direct === 'string') return direct;
  if (inode.dax) return into.subarray(0, direct);
  const rest = readBuffered(inode, pos + direct, into.subarray(direct));
  if (typeof rest === 'string') return direct > 0 ? into.subarray(0, direct) : rest;
  return into.subarray(0, direct + rest);
}

function prepareDirect(inode: Inode, pos: number, length: number): Errno | 0 {
  const { sectorSize } = inode.sb.disk.geometry;
  if (inode.dax || length === 0) return 0;
  if (pos % sectorSize !== 0 || length % sectorSize !== 0) return 'EINVAL';
  const ret = inode.sb.parts.filemapWriteAndWaitRange(inode, pos, Math.min(pos + length, UNLIMITED) - 1, null);
  return typeof ret === 'string' ? ret : 0;
}

/** Whole sectors around [pos, pos + into.length); the bytes transferred of that range, or an errno. */
function readDirect(inode: Inode, pos: number, into: Uint8Array): Ret {
  const { disk } = inode.sb;
  const { sectorSize } = disk.geometry;
  const first = Math.floor(pos / sectorSize);
  const head = pos - first * sectorSize;
  const sectors = Math.ceil((pos + into.length) / sectorSize) - first;
  if (first + sectors > disk.geometry.sectors) return 0;
  const whole = into.length === sectors * sectorSize ? into : new Uint8Array(sectors * sectorSize);
  const ret = disk.read(first, whole);
  if (typeof ret === 'string') return ret;
  const bytes = Math.max(0, Math.min(into.length, ret * sectorSize - head));
  if (whole !== into) into.set(whole.subarray(head, head + bytes));
  return bytes;
}

function readBuffered(inode: Inode, pos: number, into: Uint8Array): Ret {
  let done = 0;
  while (done < into.length) {
    const page = inode.sb.parts.readPage(inode, pageOf(pos + done));
    if (typeof page === 'string') return done || page;
    const offset = (pos + done) % PAGE_SIZE;
    const bytes = Math.min(PAGE_SIZE - offset, into.length - done);
    into.set(page.data.subarray(offset, offset + bytes), done);
    done += bytes;
  }
  return done;
}
