import {
  offered,
  readablePrefix,
  toSigned,
  UNLIMITED,
  type CallObservation,
  type Segment,
  type WriteCall,
} from '../../../contract/index.js';
import type { Fact } from '../../rules/index.js';
import type { Description, FileState } from './state.js';

/** What stops a write before the core: a signed errno table's name, or nothing. */
export type Refusal = 'EBADF' | 'EFBIG' | 'ENOSPC' | 'nothing';

/** A write call, resolved against the state: where it starts and how much of it may be written. */
export interface WriteRequest {
  /** First byte written (P). */
  readonly start: number;
  /** Bytes offered (N). */
  readonly offered: number;
  /** Bytes left after the limits. */
  readonly count: number;
  /** Bytes before the first unreadable one, at most `count`. */
  readonly good: number;
  /** Where the segments end, from the start of the request. */
  readonly segmentEnds: readonly number[];
  /** Bytes that must be written before a bad segment may stop the call, era by era. */
  readonly sure: number;
  readonly direct: boolean;
  readonly misaligned: boolean;
  readonly positioned: boolean;
  readonly dsync: boolean;
  /** O_SYNC: the sync is that of fsync, not of fdatasync. */
  readonly syncsInode: boolean;
  /** Set when the call must not reach the core. */
  readonly refusal: Refusal | null;
  /** SIGXFSZ goes with the refusal. */
  readonly signal: boolean;
  readonly facts: readonly Fact[];
}

/** `got` is asked only where POSIX leaves open which place was meant. */
export function writeRequest(
  state: FileState,
  description: Description | undefined,
  call: WriteCall,
  clock: number,
  got: Pick<CallObservation, 'ret' | 'size'>,
): WriteRequest {
  const positioned = 'position' in call;
  const flags = description?.flags ?? new Set();
  const total = offered(call);
  const append = flags.has('O_APPEND') && !state.isBlock && !(positioned && honoursPosition(state, call.position, got));
  const from = positioned ? call.position : (description?.offset ?? 0);
  const start = append ? state.size : from;
  const writable = flags.has('O_WRONLY') || flags.has('O_RDWR');
  const limits = limitsOf(state, start, total);
  const direct = flags.has('O_DIRECT') || state.spec.dax;
  const misaligned =
    direct && !state.spec.dax && isMisaligned(state.geometry.sectorSize, start, call.segments, limits.count);
  const good = Math.min(readablePrefix(call.segments), limits.count);
  const dsync = flags.has('O_DSYNC') || flags.has('O_SYNC');
  const refusal = !writable ? 'EBADF' : total === 0 ? 'nothing' : limits.refusal;
  const facts: Fact[] = ['write'];
  const note = (fact: Fact, holds: boolean): void => {
    if (holds) facts.push(fact);
  };
  note('positioned', positioned);
  note('notPermitted', !writable);
  note('append', append);
  note('direct', direct);
  note('buffered', !direct);
  note('dsync', dsync);
  note('shared', (description?.references ?? 0) > 1);
  note('zeroLength', total === 0);
  note('misaligned', misaligned);
  note('badSegment', good < limits.count);
  for (const fact of limits.facts) note(fact, writable && total > 0);
  const stripping = !state.caller.capFsetid;
  note('setuid', stripping && (state.mode & 0o4000) !== 0);
  note('setgidExec', stripping && (state.mode & 0o2010) === 0o2010);
  note('setgidOnly', stripping && (state.mode & 0o2010) === 0o2000);
  note('fileCapability', state.capability);
  note('capFsetid', !stripping && (state.mode & 0o6000) !== 0);
  note('clockMoved', state.mtimeAt !== clock || state.ctimeAt !== clock);
  note('mountReadOnly', !state.spec.mountWritable);
  return {
    start,
    offered: total,
    count: limits.count,
    good,
    segmentEnds: segmentEnds(call.segments),
    sure: surelyWritten(state, call.segments, start, good),
    direct,
    misaligned,
    positioned,
    dsync,
    syncsInode: flags.has('O_SYNC'),
    refusal,
    signal: refusal === 'EFBIG' && limits.facts.includes('limitReached'),
    facts,
  };
}

/** POSIX leaves it open whether O_APPEND wins over the position of a pwrite; the size tells. */
function honoursPosition(state: FileState, position: number, got: Pick<CallObservation, 'ret' | 'size'>): boolean {
  const ret = toSigned(got.ret);
  if (!state.profile.posixFreedom || ret <= 0) return false;
  return got.size !== state.size + ret && got.size === Math.max(state.size, position + ret);
}

function segmentEnds(segments: readonly Segment[]): number[] {
  let end = 0;
  return segments.map((segment) => (end += segment.length));
}

interface Limits {
  readonly count: number;
  readonly refusal: Refusal | null;
  readonly facts: readonly Fact[];
}

/** generic_write_checks, and the end of a block device: what is refused and what is cut. */
function limitsOf(state: FileState, start: number, total: number): Limits {
  if (state.isBlock) {
    if (start >= state.size) return { count: 0, refusal: 'ENOSPC', facts: ['maxReached'] };
    const count = Math.min(total, state.size - start);
    return { count, refusal: null, facts: count < total ? ['maxCut'] : [] };
  }
  const limit = state.spec.rlimitFsize ?? UNLIMITED;
  if (start >= limit) return { count: 0, refusal: 'EFBIG', facts: ['limitReached'] };
  const belowLimit = Math.min(total, limit - start);
  if (start >= state.maxBytes) return { count: 0, refusal: 'EFBIG', facts: ['maxReached'] };
  const count = Math.min(belowLimit, state.maxBytes - start);
  const facts: Fact[] = [];
  if (belowLimit < total) facts.push('limitCut');
  if (count < belowLimit) facts.push('maxCut');
  return { count, refusal: null, facts };
}

/** Position and every segment, cut where the limits cut the request, have to be multiples of the sector. */
function isMisaligned(sector: number, start: number, segments: readonly Segment[], count: number): boolean {
  if (start % sector !== 0) return true;
  let left = count;
  for (const { length } of segments) {
    if (Math.min(length, left) % sector !== 0) return true;
    left -= Math.min(length, left);
  }
  return false;
}

const PAGE = 4096;

/**
 * Bytes that a buffered write of this era stores before a bad segment stops it: all good bytes since 6.x; before, the
 * whole pages and whole segments among them; whole pages only where progress comes in blocks.
 */
function surelyWritten(state: FileState, segments: readonly Segment[], start: number, good: number): number {
  const { profile } = state;
  if (profile.posixFreedom) return 0;
  const wholePages = Math.max(0, Math.floor((start + good) / PAGE) * PAGE - start);
  if (profile.blockwise || profile.writesThrough) return wholePages;
  if (!profile.retriesSingleSegment) return good;
  let wholeSegments = 0;
  for (const segment of segments) {
    if (segment.readable < segment.length) break;
    wholeSegments += segment.length;
  }
  return Math.min(good, Math.max(wholePages, wholeSegments));
}
