import type { Errno } from '../../contract/index.js';
import type { Inode } from './inode.js';

/** How many sectors from `sector` on, at most `max`, are allocated (or are not) as the first one. */
export function runLength(inode: Inode, sector: number, max: number): number {
  const { disk } = inode.sb;
  const first = disk.isAllocated(sector);
  let run = 1;
  while (run < max && disk.isAllocated(sector + run) === first) run++;
  return run;
}

/**
 * Gives space to the sectors of [sector, sector + count) that have none. `copyOnWrite` asks for the others too.
 * 0 or the disk's errno; runs before the failing one stay allocated.
 */
export function allocateMissing(inode: Inode, sector: number, count: number, copyOnWrite = false): Errno | 0 {
  const { disk } = inode.sb;
  for (let done = 0; done < count;) {
    const run = runLength(inode, sector + done, count - done);
    if (copyOnWrite || !disk.isAllocated(sector + done)) {
      const ret = disk.allocate(sector + done, run);
      if (typeof ret === 'string') return ret;
    }
    done += run;
  }
  return 0;
}
