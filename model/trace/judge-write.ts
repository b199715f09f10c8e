import { ERRNO } from '../../contract/errno.js';
import { CALL, LENGTH_UNKNOWN, PLACE_UNKNOWN, RET_UNKNOWN, type TraceEvent } from '../../contract/trace-event.js';
import type { Court } from './court.js';
import type { Description } from './description.js';
import { TRACE_RULE } from './trace-rules.js';

const COUNT = TRACE_RULE['count-within-request'];
const ZERO_LENGTH = TRACE_RULE['checks-zero-length-no-effect'];
const NOT_WRITABLE = TRACE_RULE['checks-descriptor-not-writable'];
const APPENDED = TRACE_RULE['checks-append-at-end'];
const POSITION = TRACE_RULE['checks-append-wins-over-position'];
const FOLLOWS = TRACE_RULE['offset-follows-count'];
const LEAVES = TRACE_RULE['pwrite-leaves-offset'];
const SIZE = TRACE_RULE['size-covers-written'];

/** The count of a write, by itself. */
export function judgeCount(court: Court, description: Description, e: TraceEvent): void {
  const { n, ret } = e;
  if (ret > n && n !== LENGTH_UNKNOWN) {
    court.deviates(n === 0 ? ZERO_LENGTH : COUNT, e, description.inode.path, {
      allowed: n === 0 ? ['0'] : [`0 to ${n}`, 'an error'],
      got: String(ret),
      because: `${n} bytes were offered`,
    });
    return;
  }
  if (ret === -ERRNO.EBADF && description.access === 'read') {
    court.tally.conform[NOT_WRITABLE]++;
    return;
  }
  if (ret >= 0 && description.access === 'read') {
    court.deviates(NOT_WRITABLE, e, description.inode.path, {
      allowed: ['EBADF'],
      got: String(ret),
      because: 'the descriptor was opened for reading only',
    });
    return;
  }
  if (n === 0) {
    if (ret === 0) court.tally.conform[ZERO_LENGTH]++;
    return;
  }
  if (ret !== 0) {
    if (ret > 0) description.zeroReturns = 0;
    court.tally.conform[COUNT]++;
    return;
  }
  if (description.inode.kind !== 'file' || n === LENGTH_UNKNOWN) return;
  if (++description.zeroReturns < 2) court.tally.permitted[COUNT]++;
  else
    court.deviates(COUNT, e, description.inode.path, {
      allowed: [`1 to ${n}`, 'an error'],
      got: '0',
      because:
        'the write before it on this descriptor returned 0, too: nobody can tell such a file from an endless one',
    });
}

/**
 * What a write did to offset and size. `alone` = no other call on the file overlapped it. Returns where its first byte
 * went, counted as the description counts; NaN = nobody knows.
 */
export function applyWrite(court: Court, description: Description, e: TraceEvent, alone: boolean): number {
  return e.call === CALL.pwrite
    ? applyPositioned(court, description, e, alone)
    : applySequential(court, description, e, alone);
}

function applySequential(court: Court, description: Description, e: TraceEvent, alone: boolean): number {
  const { n, ret } = e;
  const { inode } = description;
  description.lastFd = e.fd;
  if (description.append) return append(description, e, alone);
  const start = description.offset;
  description.offsetRule = FOLLOWS;
  if (ret === RET_UNKNOWN) {
    description.forgetOffset();
    inode.forgetSize();
  } else if (ret > 0) {
    description.offset = start + ret;
    if (description.known) inode.reaches(start + ret);
    else inode.hi = Infinity;
    inode.sizeRule = SIZE;
    if (ret < n && description.direct && mayRunAhead(court)) description.forgetOffset();
  } else if (ret < 0) uncertain(description, description.known ? start + n : Infinity, n);
  return start;
}

/** An append goes to the end of the file, and leaves the offset behind what it wrote. */
function append(description: Description, e: TraceEvent, alone: boolean): number {
  const { n, ret } = e;
  const { inode } = description;
  description.offsetRule = APPENDED;
  if (ret === RET_UNKNOWN) {
    description.forgetOffset();
    inode.forgetSize();
    return NaN;
  }
  if (ret < 0) {
    uncertain(description, inode.hi + n, n);
    return NaN;
  }
  if (ret === 0) {
    // It may have gone to the end before nothing was written there; a write of nothing does not.
    if (n !== 0) description.forgetOffset();
    return NaN;
  }
  inode.sizeRule = SIZE;
  if (alone && inode.lo === inode.hi) {
    const start = inode.lo;
    description.setOffset(start + ret);
    inode.reaches(start + ret);
    return start;
  }
  description.forgetOffset();
  inode.lo += ret;
  inode.hi += ret;
  return NaN;
}

function applyPositioned(court: Court, description: Description, e: TraceEvent, alone: boolean): number {
  const { n, ret, at } = e;
  const { inode } = description;
  const free = court.profile.posixFreedom;
  description.offsetRule = LEAVES;
  if (ret <= 0) {
    const place = description.append || at === PLACE_UNKNOWN ? NaN : at;
    // Also when nobody knows the result: it may have written all of it, or nothing.
    if (ret < 0) uncertain(description, Number.isNaN(place) ? Infinity : place + n, n);
    return place;
  }
  inode.sizeRule = description.append ? POSITION : SIZE;
  if (at === PLACE_UNKNOWN) {
    inode.hi = Infinity;
    return NaN;
  }
  if (!description.append) {
    inode.reaches(at + ret);
    return at;
  }
  if (free) {
    inode.hi = Math.max(inode.hi + ret, at + ret);
    return NaN;
  }
  const start = alone && inode.lo === inode.hi ? inode.lo : NaN;
  inode.lo += ret;
  inode.hi += ret;
  return start;
}

/** A failed write leaves a zone that nobody knows: the size may reach up to its end. */
function uncertain({ inode }: Description, end: number, n: number): void {
  if (n === LENGTH_UNKNOWN) inode.hi = Infinity;
  else if (n !== 0 && end > inode.hi) inode.hi = end;
}

/** 3.18 and 6.5.0 move ki_pos before the fallback is flushed: after a short direct write the offset may be beyond. */
const mayRunAhead = ({ profile }: Court): boolean =>
  profile.movesKiPosBeforeFlush || (profile.performAdvancesKiPos && !profile.rewindsKiPos);
