import {
  ERRNO,
  toSigned,
  type CallObservation,
  type Difference,
  type Level,
  type WriteCall,
} from '../../../contract/index.js';
import type { Leaf } from '../../leaves/table.js';
import type { Fact } from '../../rules/index.js';
import { numberDifference, returnDifference, textDifference } from '../difference.js';
import { maskOf, type Judgement } from '../judgement.js';
import type { TraceVerdict } from '../trace.js';
import type { Evidence } from './evidence.js';
import { leafReturns, possibleErrors, possibleLeaves, returnsText } from './leaf-filter.js';
import { judgeMetadata, keepMetadata } from './metadata.js';
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

  const ending = endingOf(state, description, request, ret, context);
  const noisy = isNoisy(state, description, request, ret, context.evidence) || ending.syncFailed;
  const differences = [
    ...(context.trace?.differences ?? []),
    ...ending.differences,
    ...signalDifference(got, false),
    ...durabilityDifference(request, ret, ending, context),
    ...offsetDifference(description, request, ret, ending, got, context),
    ...sizeDifference(state, request, ret, noisy, got),
    ...judgeMetadata(state, request, ending.leaves, ret, got, context),
  ];
  const judgement: Judgement = {
    leaves: ending.leaves.map((leaf) => leaf.id),
    facts: maskOf([...request.facts, ...outcomeFacts(ret, state, description, context.evidence, request)]),
    differences,
    permitted: ending.leaves.length > 0 && isPermitted(state, description, request, ret, context),
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
  if (ret !== expected) differences.push(returnDifference([expected], ret));
  differences.push(...signalDifference(got, request.signal));
  if (description && got.offset !== undefined && got.offset !== description.offset)
    differences.push(numberDifference('offset', [description.offset], got.offset));
  if (got.size !== undefined && got.size !== state.size)
    differences.push(numberDifference('size', [state.size], got.size));
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
  context: CallContext,
): Ending {
  const { evidence, trace } = context;
  const errors = possibleErrors(state, description, request, evidence);
  const possible = possibleLeaves(state, request, errors).filter((leaf) => !trace?.leaf || leaf.id === trace.leaf);
  const syncErrors = request.dsync
    ? new Set([...evidence.flushErrors, ...evidence.inodeErrors, ...errors.flush])
    : new Set<number>();
  const swallowed = request.dsync && ret > 0 && mustReportSync(request, ret, evidence);
  const fitting = swallowed ? [] : possible.filter((leaf) => leafReturns(leaf, ret, request, errors));
  // Without a trace an errno may be both: that of a call that wrote nothing, or of the sync after one that did.
  const synced = ret < 0 && syncErrors.has(ret) ? possible.filter((leaf) => leaf.written !== '0') : [];
  const leaves = [...new Set([...fitting, ...synced])];
  if (leaves.length > 0) return { leaves, syncFailed: synced.length > 0, differences: [] };
  if (state.profile.posixFreedom && ret === 0 && state.zeros === 0)
    return { leaves: [], syncFailed: false, differences: [] };
  const allowed = swallowed
    ? [...syncErrors]
    : [...possible.flatMap((leaf) => returnsText(leaf, request, errors)), ...syncErrors];
  const sorted = [...new Set(allowed)].sort((a, b) => b - a);
  const difference = returnDifference(sorted.length > 0 ? sorted : [request.good || -ERRNO.EFAULT], ret);
  return { leaves: possible, syncFailed: false, differences: [difference] };
}

/** The sync after a complete buffered write, or the flush of the disk, failed: the count must not be returned. */
const mustReportSync = (request: WriteRequest, ret: number, evidence: Evidence): boolean =>
  evidence.flushErrors.size > 0 ||
  (!request.direct && ret === request.count && evidence.writeErrors.size > 0 && !evidence.short);

/** Whether bytes after the counted ones may have changed. */
function isNoisy(
  state: FileState,
  description: Description,
  request: WriteRequest,
  ret: number,
  evidence: Evidence,
): boolean {
  if (evidence.excuses.size > 0 || evidence.short || evidence.flushErrors.size > 0) return true;
  if (state.flags !== 'none' || description.pending !== 'none') return true;
  return request.direct && ret < 0 && ret !== -ERRNO.EINVAL;
}

function isPermitted(
  state: FileState,
  description: Description,
  request: WriteRequest,
  ret: number,
  context: CallContext,
): boolean {
  if (ret === 0) return state.profile.posixFreedom;
  const caused = request.good < request.count || isNoisy(state, description, request, ret, context.evidence);
  return ret > 0 && ret < request.count && !caused;
}

function signalDifference(got: CallObservation, expected: boolean): Difference[] {
  const want = expected ? 'SIGXFSZ' : 'no signal';
  const have = got.signal ?? 'no signal';
  return want === have ? [] : [textDifference('return', [want], have)];
}

/** O_DSYNC: the disk has been flushed after the last write of the call. */
function durabilityDifference(request: WriteRequest, ret: number, ending: Ending, context: CallContext): Difference[] {
  if (context.level !== 'disk' || !request.dsync || ret <= 0 || ending.differences.length > 0) return [];
  if (context.evidence.flushedLast) return [];
  return [textDifference('durability', ['a flush of the disk after the last write of the call'], 'no such flush')];
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
  if (request.positioned || ret <= 0)
    return got.offset === description.offset ? [] : [numberDifference('offset', [description.offset], got.offset)];
  const { start, count } = request;
  if (context.trace?.kiPos !== undefined)
    return got.offset === context.trace.kiPos ? [] : [numberDifference('offset', [context.trace.kiPos], got.offset)];
  const follows = ending.leaves.length === 0 || ending.leaves.some((leaf) => leaf.kiPos === leaf.returns);
  const runsAhead = ending.leaves.some((leaf) => leaf.kiPos !== leaf.returns);
  if (follows && got.offset === start + ret) return [];
  if (runsAhead && got.offset > start + ret && got.offset <= start + count) return [];
  const allowed = [...(follows ? [start + ret] : []), ...(runsAhead ? [start + count] : [])];
  return [numberDifference('offset', allowed, got.offset)];
}

function sizeDifference(
  state: FileState,
  request: WriteRequest,
  ret: number,
  noisy: boolean,
  got: CallObservation,
): Difference[] {
  if (got.size === undefined) return [];
  const smallest = state.isBlock ? state.size : Math.max(state.size, ret > 0 ? request.start + ret : 0);
  const largest = noisy && !state.isBlock ? Math.max(smallest, request.start + request.good) : smallest;
  if (got.size >= smallest && got.size <= largest) return [];
  return [numberDifference('size', smallest === largest ? [smallest] : [smallest, largest], got.size)];
}

function outcomeFacts(
  ret: number,
  state: FileState,
  description: Description,
  evidence: Evidence,
  request: WriteRequest,
): Fact[] {
  const facts: Fact[] = [];
  const pending = state.pendingFor(description) !== 'none';
  if (evidence.struck) facts.push('faultStruck');
  if (pending) facts.push('errorPending');
  if (ret > 0) facts.push('progress');
  if (ret < 0) facts.push('failed');
  const trouble =
    evidence.struck || evidence.dataErrors.size > 0 || evidence.inodeErrors.size > 0 || evidence.flushErrors.size > 0;
  if (!trouble && !pending && request.good === request.count && !request.misaligned) facts.push('untouched');
  return facts;
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
      written,
      stable: request.direct || request.dsync || state.profile.writesThrough,
      durable: durable && context.level === 'disk',
      doubt: noisy ? Math.max(0, request.good - written) : 0,
    },
    size,
  );
  applyEvidence(state, context.evidence);
  noteErrors(state, context.evidence, request.direct || request.dsync);
  state.size = size;
  state.durableSizes = durable ? new Set([size]) : new Set([...state.durableSizes, size]);
  if (!request.positioned)
    description.offset = got.offset ?? (written > 0 ? request.start + written : description.offset);
  state.wrote ||= written > 0 || noisy;
  state.zeros = ret === 0 ? state.zeros + 1 : 0;
}

function pathOf(ending: Ending, context: CallContext): string[] {
  const leaves = ending.leaves.map(
    (leaf) => `${leaf.id}: ${leaf.condition} -> returns ${leaf.returns}, ki_pos + ${leaf.kiPos}`,
  );
  return [...(context.trace?.path ?? []), ...(leaves.length > 0 ? leaves : ['no leaf of the model can end like this'])];
}
