import type { Ret } from '../../contract/index.js';
import { runLength } from './allocate.js';
import { daxIO } from './daxIO.js';
import { failed } from './failedTransfer.js';
import type { IovIter } from './iovIter.js';
import type { Kiocb } from './kiocb.js';

/** What happens where the file systems differ. `holes`: inside i_size. `rest`: after a transfer that stopped half way. */
interface Style {
  readonly misaligned: 0 | 'EINVAL';
  readonly holes: 'stop' | 'fill';
  readonly rest: 'count' | 'error';
}

/**
 * classic (ext2 and its like): holes and what a short transfer or a bad segment leaves are for the fallback.
 * iomap: all or an errno. btrfs: a misaligned request is for the fallback.
 */
const STYLES: Readonly<Record<'classic' | 'iomap' | 'btrfs', Style>> = {
  classic: { misaligned: 'EINVAL', holes: 'stop', rest: 'count' },
  iomap: { misaligned: 'EINVAL', holes: 'fill', rest: 'error' },
  btrfs: { misaligned: 0, holes: 'fill', rest: 'count' },
};

/**
 * `->direct_IO` for a write at ki_pos of all that `from` (a copy, which it uses up) offers, in units of the sector.
 * Returns the bytes transferred, or an errno: EINVAL (misaligned), EFAULT (nothing readable), or what the disk said;
 * with an errno of the disk any part of the request may have been written.
 */
export function directIO(kiocb: Kiocb, from: IovIter): Ret {
  const { inode, kiPos: pos } = kiocb;
  const { disk, profile } = inode.sb;
  if (inode.dax) return daxIO(inode, pos, from);
  const { sectorSize } = disk.geometry;
  const style = STYLES[profile.directIO];
  if (pos % sectorSize !== 0 || !from.isAligned(sectorSize)) return style.misaligned;

  const { count } = from;
  const readable = from.readable(count);
  const sectors = Math.floor(readable / sectorSize);
  const holes = inode.blockDevice ? 'fill' : style.holes;
  const done = transfer(kiocb, from, sectors, holes, style.rest);
  if (typeof done === 'string') return done;
  if (done === sectors && readable < count) return style.rest === 'count' && done > 0 ? done * sectorSize : 'EFAULT';
  return done * sectorSize;
}

/** Writes up to `sectors`, one run of allocated sectors or of filled holes at a time; the sectors written, or an errno. */
function transfer(kiocb: Kiocb, from: IovIter, sectors: number, holes: Style['holes'], rest: Style['rest']): Ret {
  const { inode, kiPos } = kiocb;
  const { disk } = inode.sb;
  const { sectorSize } = disk.geometry;
  const start = kiPos / sectorSize;
  const eof = Math.ceil(inode.size / sectorSize);
  let done = 0;
  while (done < sectors) {
    const sector = start + done;
    let run = runLength(inode, sector, sectors - done);
    if (!disk.isAllocated(sector)) {
      if (holes === 'stop' && sector < eof) return done;
      const space = disk.allocate(sector, run);
      if (typeof space === 'string') return failed(inode, space);
    }
    while (run > 0) {
      const ret = disk.write(start + done, from.view(run * sectorSize));
      if (typeof ret === 'string') return failed(inode, ret);
      from.advance(ret * sectorSize);
      done += ret;
      run -= ret;
      if (run > 0 && rest === 'count') return done;
      if (ret === 0) return failed(inode, 'EIO');
    }
  }
  return done;
}
