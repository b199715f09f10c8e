import {
  ERRNO,
  toSigned,
  type CallObservation,
  type Difference,
  type Level,
  type WriteCall,
} from '../../../contract/index.js';
import type { Leaf } from '../../leaves/table.js';
import { numberDifference, returnDifference, textDifference, type Allowed } from '../difference.js';
import { maskOf, type Judgement } from '../judgement.js';
import type { TraceVerdict } from '../trace.js';
import { caused, leafReturnsBecause, refusalBecause } from './because.js';
import type { Evidence } from './evidence.js';
import { leafReturns, possibleErrors, possibleLeaves, returnsText, type PossibleErrors } from './leaf-filter.js';
import { judgeMetadata, keepMetadata } from './metadata.js';
import { flushable, reportable } from './pending-errors.js';
import { writeRequest, type WriteRequest } from './request.js';
import type { Description, FileState } from './state.js';
import { applyEvidence, applyWrite, noteErrors } from './write-effects.js';

/** What surrounds the judgement of one call. */
export interface CallContext {
  readonly level: Level;
  /** The coarse clock during the call, in ticks. */
  readonly clock: number;
  readonly evidence: Evidence;
  /** What the target's own step trace says, if it has one. */
  readonly trace: TraceVerdict | null;
}

/** How a write ended, after its result was compared with what was possible. */
interface Ending {
  readonly leaves: readonly Leaf[];
  /** The data was written, but the sync of O_DSYNC failed and its error replaced the count. */
  readonly syncFailed: boolean;
  readonly differences: Difference[];
}

export function judgeWrite(state: FileState, call: WriteCall, got: CallObservation, context: CallContext): Judgement {
  const description = state.descriptors.get(call.fd);
  const request = writeRequest(state, description, call, context.clock, got);
  const ret = toSigned(got.ret);
  if (request.refusal || !description) return judgeRefusal(state, request, description, got, context);

  const disturbed = isDisturbed(state, description, request, ret, context.evidence);
  const caused = disturbed || stoppedByBadSegment(request, ret);
  const ending = endingOf(state, description, request, ret, caused, context);
  const noisy = disturbed || ending.syncFailed;
  const differences = [
    ...(context.trace?.differences ?? []),
    ...ending.differences,
    ...signalDifference(state, request, got),
    ...durabilityDifference(request, ret, ending, context),
    ...offsetDifference(description, request, ret, ending, got, context),
    ...sizeDifference(state, request, ret, noisy, got),
    ...judgeMetadata(state, ending.leaves, ret, got, context),
  ];
  const judgement: Judgement = {
    leaves: ending.leaves.map((leaf) => leaf.id),
    facts: maskOf(ret > 0 ? [...request.facts, 'progress'] : request.facts),
    differences,
    permitted: ending.differences.length === 0 && ret >= 0 && ret < request.count && !caused,
    path: differences.length > 0 ? pathOf(ending, context) : [],
  };
  if (differences.length === 0) carry(state, description, request, ret, noisy, got, context);
  return judgement;
}

/** Calls that must not reach the core: no effect of any kind. */
function judgeRefusal(
  state: FileState,
  request: WriteRequest,
  description: Description | undefined,
  got: CallObservation,
  context: CallContext,
): Judgement {
  const expected = request.refusal === 'nothing' ? 0 : -ERRNO[request.refusal ?? 'EBADF'];
  const ret = toSigned(got.ret);
  const differences: Difference[] = [...(context.trace?.differences ?? [])];
  if (ret !== expected)
    differences.push(returnDifference([{ value: expected, because: refusalBecause(state, request) }], ret));
  differences.push(...signalDifference(state, request, got));
  if (description && got.offset !== undefined && got.offset !== description.offset) {
    const allowed = { value: description.offset, because: 'the call ends before the core: the offset stays' };
    differences.push(numberDifference('offset', [allowed], got.offset));
  }
  if (got.size !== undefined && got.size !== state.size) {
    const allowed = { value: state.size, because: 'the call ends before the core: i_size stays' };
    differences.push(numberDifference('size', [allowed], got.size));
  }
  differences.push(...keepMetadata(state, got));
  return {
    leaves: refusalLeaf(state, request),
    facts: maskOf(request.facts),
    differences,
    permitted: false,
    path: ['generic_write_checks ends the call'],
  };
}

/** In the era whose checks run inside the core, what they refuse is a leaf of the core. */
function refusalLeaf(state: FileState, request: WriteRequest): string[] {
  if (!state.profile.checksInside || request.refusal === 'EBADF') return [];
  return [request.refusal === 'nothing' ? 'C2' : 'C1'];
}

function endingOf(
  state: FileState,
  description: Description,
  request: WriteRequest,
  ret: number,
  caused: boolean,
  context: CallContext,
): Ending {
  const { evidence, trace } = context;
  const errors = possibleErrors(state, description, request, evidence);
  const flushFails = failsOfFlush(state, request) && state.errors.any === 'surely';
  const able = possibleLeaves(state, request, errors).filter((leaf) => !flushFails || leaf.returns === 'e');
  const possible = able.filter((leaf) => !trace?.leaf || leaf.id === trace.leaf);
  const syncErrors = request.dsync
    ? new Set([...evidence.flushErrors, ...evidence.inodeErrors, ...errors.sync])
    : new Set<number>();
  const swallowed = request.dsync && ret > 0 && mustReportSync(state, description, request, ret, evidence);
  // A 0 is no progress: without a cause it must not come twice in a row.
  const stuck = ret === 0 && state.zeros > 0 && !caused;
  const fitting = swallowed || stuck ? [] : possible.filter((leaf) => leafReturns(leaf, ret, request, errors));
  // Without a trace an errno may be both: that of a call that wrote nothing, or of the sync after one that did.
  const synced = syncErrors.has(ret) ? possible.filter((leaf) => leaf.written !== '0') : [];
  const leaves = [...new Set([...fitting, ...synced])];
  if (leaves.length > 0) return { leaves, syncFailed: synced.length > 0, differences: [] };
  if (state.profile.posixFreedom && ret === 0 && state.zeros === 0)
    return { leaves: [], syncFailed: false, differences: [] };
  // The leaf that the target's own trace names may be none that it could end in, or have no return to tell.
  const telling = possible.some((leaf) => returnsText(leaf, request, errors).length > 0) ? possible : able;
  const instead = swallowed ? [] : telling;
  const allowed = allowedReturns(state, description, request, instead, errors, syncErrors, evidence);
  return { leaves: possible, syncFailed: false, differences: [returnDifference(allowed, ret)] };
}

/**
 * generic_file_direct_write fails with what its flush meets, which may have waited in the mapping. __iomap_dio_rw makes
 * ENOTBLK of that since 6.5, and its callers may go on through the cache.
 */
const failsOfFlush = ({ profile }: FileState, { direct }: WriteRequest): boolean =>
  direct && profile.fallsBack && !profile.blockwise;

/** What the call might have returned, the largest first; never empty. */
function allowedReturns(
  state: FileState,
  description: Description,
  request: WriteRequest,
  possible: readonly Leaf[],
  errors: PossibleErrors,
  syncErrors: ReadonlySet<number>,
  evidence: Evidence,
): Allowed<number>[] {
  const flushed = { errnos: flushable(state, description), pending: state.errors.any };
  const told = { errnos: reportable(state, description), pending: state.pendingFor(description) };
  const synced = caused(syncErrors, evidence, told).map(({ value, because }) => ({
    value,
    because: `the error of the sync replaces the count: ${because}`,
  }));
  const allowed = [...leafReturnsBecause(possible, request, errors, evidence, flushed), ...synced];
  return allowed.sort((a, b) => b.value - a.value);
}

/**
 * The sync after a complete buffered write, or the flush of the disk, failed, or an error surely waited for it: the count
 * must not be returned. Where writes go through, what failed may have been the tail that is zeroed before a gap.
 */
const mustReportSync = (
  state: FileState,
  description: Description,
  request: WriteRequest,
  ret: number,
  evidence: Evidence,
): boolean =>
  state.pendingFor(description) === 'surely' ||
  evidence.flushErrors.size > 0 ||
  (!request.direct &&
    !(state.profile.writesThrough && request.start > state.size) &&
    ret === request.count &&
    evidence.writeErrors.size > 0 &&
    !evidence.short);

/** Whether it explains the count: a buffered write surely stores so much before it. */
const stoppedByBadSegment = ({ good, count, direct, sure }: WriteRequest, ret: number): boolean =>
  good < count && (direct || ret >= sure);

/** Whether something went wrong, so that the call may stop early, and bytes after the counted ones may have changed. */
function isDisturbed(
  state: FileState,
  description: Description,
  request: WriteRequest,
  ret: number,
  evidence: Evidence,
): boolean {
  if (evidence.excuses.size > 0 || evidence.short || evidence.flushErrors.size > 0) return true;
  if (state.errors.any !== 'none' || description.pending !== 'none') return true;
  return request.direct && ret < 0 && ret !== -ERRNO.EINVAL;
}

/** Only a write at or past RLIMIT_FSIZE is signalled. */
function signalDifference(state: FileState, request: WriteRequest, got: CallObservation): Difference[] {
  const want = request.signal ? 'SIGXFSZ' : 'no signal';
  const have = got.signal ?? 'no signal';
  if (want === have) return [];
  const limit = state.spec.rlimitFsize;
  const because = request.signal
    ? refusalBecause(state, request)
    : limit === null
      ? 'no RLIMIT_FSIZE is set'
      : `${request.start} is below RLIMIT_FSIZE ${limit}, or the call is refused before it`;
  return [textDifference('return', [{ value: want, because }], have)];
}

/** O_DSYNC: the disk has been flushed after the last write of the call. */
function durabilityDifference(request: WriteRequest, ret: number, ending: Ending, context: CallContext): Difference[] {
  if (context.level !== 'disk' || !request.dsync || ret <= 0 || ending.differences.length > 0) return [];
  if (context.evidence.flushedLast) return [];
  const value = 'a flush of the disk after the last write of the call';
  const because = `O_DSYNC: ${ret} bytes were returned, so generic_write_sync succeeded`;
  return [textDifference('durability', [{ value, because }], 'no flush of the disk after its last write')];
}

function offsetDifference(
  description: Description,
  request: WriteRequest,
  ret: number,
  ending: Ending,
  got: CallObservation,
  context: CallContext,
): Difference[] {
  if (got.offset === undefined) return [];
  if (request.positioned || ret <= 0) {
    if (got.offset === description.offset) return [];
    const stays = `the call returned ${got.ret}: the offset stays`;
    const because = request.positioned ? 'pwrite does not move the offset' : stays;
    return [numberDifference('offset', [{ value: description.offset, because }], got.offset)];
  }
  const { start, good } = request;
  const kiPos = context.trace?.kiPos;
  if (kiPos !== undefined) return got.offset === kiPos ? [] : [numberDifference('offset', [traced(kiPos)], got.offset)];
  const ahead = ending.leaves.filter((leaf) => leaf.kiPos !== leaf.returns).map(({ id }) => id);
  const furthest = start + (ahead.length > 0 ? Math.max(ret, good) : ret);
  if (got.offset >= start + ret && got.offset <= furthest) return [];
  const allowed = [{ value: start + ret, because: `start ${start} + ${ret} returned` }];
  if (ahead.length > 0) {
    const because = `${ahead.join(', ')}: at most start ${start} + ${good}, moved before the flush`;
    allowed.push({ value: furthest, because });
  }
  return [numberDifference('offset', allowed, got.offset)];
}

const traced = (kiPos: number): Allowed<number> => ({
  value: kiPos,
  because: "ki_pos at the end of the call's own steps",
});

function sizeDifference(
  state: FileState,
  request: WriteRequest,
  ret: number,
  noisy: boolean,
  got: CallObservation,
): Difference[] {
  if (got.size === undefined) return [];
  const smallest = state.isBlock ? state.size : Math.max(state.size, ret > 0 ? request.start + ret : 0);
  // Since 6.16 a chunk is begun before its source is found unreadable: the file may have grown up to where it stopped.
  const stopped = !state.profile.retriesSingleSegment && request.good < request.count;
  const largest = (noisy || stopped) && !state.isBlock ? Math.max(smallest, request.start + request.good) : smallest;
  if (got.size >= smallest && got.size <= largest) return [];
  const { start, good } = request;
  const grown =
    ret > 0 ? `max(i_size ${state.size}, start ${start} + ${ret} returned)` : 'nothing is counted: i_size stays';
  const allowed = [
    { value: smallest, because: state.isBlock ? 'a block device does not grow' : grown },
    ...(largest > smallest
      ? [{ value: largest, because: `at most start ${start} + ${good}: i_size may cover bytes that are not counted` }]
      : []),
  ];
  return [numberDifference('size', allowed, got.size)];
}

/** The call conformed: what it did becomes part of what is possible. */
function carry(
  state: FileState,
  description: Description,
  request: WriteRequest,
  ret: number,
  noisy: boolean,
  got: CallObservation,
  context: CallContext,
): void {
  const written = Math.max(ret, 0);
  const size = got.size ?? Math.max(state.size, written > 0 ? request.start + written : 0);
  const durable = request.dsync && written > 0;
  applyWrite(
    state,
    request,
    {
      source: got.index,
      start: request.start,
      written,
      stable: request.direct || request.dsync || state.profile.writesThrough,
      durable,
      doubt: noisy ? request.good - written : 0,
    },
    size,
  );
  applyEvidence(state, context.evidence);
  noteErrors(state, context.evidence, request.direct || request.dsync);
  if (request.dsync && description.pending === 'surely') description.pending = 'maybe';
  state.size = size;
  state.durableSizes = durable ? new Set([size]) : new Set([...state.durableSizes, size]);
  if (durable && request.syncsInode) state.keepOnly();
  if (!request.positioned)
    description.offset = got.offset ?? (written > 0 ? request.start + written : description.offset);
  state.zeros = ret === 0 ? state.zeros + 1 : 0;
}

function pathOf(ending: Ending, context: CallContext): string[] {
  const leaves = ending.leaves.map(
    (leaf) => `${leaf.id}: ${leaf.condition} -> returns ${leaf.returns}, ki_pos + ${leaf.kiPos}`,
  );
  return [...(context.trace?.path ?? []), ...(leaves.length > 0 ? leaves : ['no leaf of the model can end like this'])];
}
