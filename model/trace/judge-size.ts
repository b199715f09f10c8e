import type { TraceEvent } from '../../contract/trace-event.js';
import type { Court } from './court.js';
import type { Description } from './description.js';
import type { Inode } from './inode.js';
import { TRACE_RULE } from './trace-rules.js';
import type { World } from './world.js';

/** A size that lseek or fstat showed. */
export function judgeSize(
  court: Court,
  world: World,
  description: Description,
  e: TraceEvent,
  size: number,
  alone: boolean,
): void {
  const { inode } = description;
  inode.kind = 'file';
  // Of what was not known nothing can be expected.
  if (inode.lo > 0 || inode.hi < Infinity) compare(court, world, inode, e, size, alone);
  if (alone) inode.setSize(size);
  else inode.forgetSize();
  inode.sizeRule = TRACE_RULE['size-covers-written'];
}

function compare(court: Court, world: World, inode: Inode, e: TraceEvent, size: number, alone: boolean): void {
  const { lo, hi, sizeRule } = inode;
  if (!alone) court.tally.cannotTell(sizeRule, 'another call on the same file overlapped', e.line);
  else if (size >= lo && size <= hi) court.tally.conform[sizeRule]++;
  else if (!inode.born) court.tally.cannotTell(sizeRule, OLDER, e.line);
  else if (world.heldUnseen(inode)) court.tally.cannotTell(sizeRule, UNSEEN, e.line);
  else
    court.deviates(sizeRule, e, inode.path, {
      allowed: [sizeWords(lo, hi)],
      got: `size ${size}`,
      because: 'the writes and truncations of the trace leave it so',
    });
}

const UNSEEN = 'a process that is not in the trace shares the file (strace -f)';
const OLDER = 'the file is older than the trace: programs outside of it may change its size';

const sizeWords = (lo: number, hi: number): string =>
  lo === hi ? `size ${lo}` : hi === Infinity ? `size ${lo} or more` : `size ${lo} to ${hi}`;
