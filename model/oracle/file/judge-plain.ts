import {
  ERRNO,
  toSigned,
  type Call,
  type CallObservation,
  type Difference,
  type OpenFlag,
} from '../../../contract/index.js';
import type { Fact } from '../../rules/index.js';
import { numberDifference, returnDifference, textDifference, type Allowed } from '../difference.js';
import { maskOf, type Judgement } from '../judgement.js';
import { caused } from './because.js';
import type { Evidence } from './evidence.js';
import type { CallContext } from './judge-write.js';
import { judgeRefusedMetadata, judgeTruncatedMetadata, octal } from './metadata.js';
import { doubtErrors, NO_ERRORS, raiseErrors } from './pending-errors.js';
import type { Description, FileState } from './state.js';
import { applyEvidence, applyPowerCut, applyTruncate } from './write-effects.js';

const verdict = (
  facts: readonly Fact[],
  differences: readonly Difference[],
  path: readonly string[] = [],
): Judgement => ({
  leaves: [],
  facts: maskOf(facts),
  differences,
  permitted: false,
  path,
});

const writes = (flags: ReadonlySet<OpenFlag> | readonly OpenFlag[]): boolean => {
  const all = [...flags];
  return all.includes('O_WRONLY') || all.includes('O_RDWR');
};

const NO_CAUSES: readonly Allowed<number>[] = [];
const NOT_OPEN = 'the descriptor is not open';

/** Returns what is expected unless an errno that has a cause came instead. */
function expectRet(
  expected: number,
  because: string,
  ret: number,
  causes: readonly Allowed<number>[] = NO_CAUSES,
): Difference[] {
  if (ret === expected || causes.some(({ value }) => value === ret)) return [];
  return [returnDifference([{ value: expected, because }, ...causes], ret)];
}

const unopened = (fact: Fact, ret: number): Judgement =>
  verdict([fact, 'notPermitted'], expectRet(-ERRNO.EBADF, NOT_OPEN, ret));

/** What the evidence of this call gives cause for; nothing is built when there is none. */
const causedBy = (errors: readonly ReadonlySet<number>[], evidence: Evidence): readonly Allowed<number>[] =>
  errors.every((set) => set.size === 0) ? NO_CAUSES : errors.flatMap((set) => caused(set, evidence));

export function judgeOpen(
  state: FileState,
  call: Extract<Call, { call: 'open' }>,
  got: CallObservation,
  context: CallContext,
): Judgement {
  const ret = toSigned(got.ret);
  const { evidence } = context;
  if (ret < 0) return verdict(['open'], openFailure(state, call, ret, evidence));
  const truncates = call.flags.includes('O_TRUNC') && !state.isBlock;
  const size = truncates ? 0 : state.size;
  if (truncates) truncateTo(state, 0, got);
  const description: Description = {
    offset: 0,
    flags: new Set(call.flags),
    pending: 'none',
    errnos: NO_ERRORS,
    references: 1,
  };
  // An error from before this open is reported to it only if nobody else has seen it.
  if (state.profile.errseq && state.errors.any !== 'none') {
    description.pending = 'maybe';
    description.errnos = state.errors.newest;
  }
  state.descriptors.set(call.fd, description);
  const differences: Difference[] = [];
  if (got.size !== undefined && got.size !== size) {
    const because = truncates ? 'O_TRUNC empties the file' : 'open leaves i_size as it is';
    differences.push(numberDifference('size', [{ value: size, because }], got.size));
  }
  if (got.offset !== undefined && got.offset !== 0)
    differences.push(numberDifference('offset', [{ value: 0, because: 'a new description starts at 0' }], got.offset));
  if (truncates) differences.push(...judgeTruncatedMetadata(state, got, true));
  return verdict(truncates ? ['open', 'truncate'] : ['open'], differences);
}

/** open fails only with a cause. */
function openFailure(
  state: FileState,
  call: Extract<Call, { call: 'open' }>,
  ret: number,
  evidence: Evidence,
): Difference[] {
  const causes = [...causedBy([evidence.inodeErrors, evidence.excuses], evidence)];
  for (const value of state.mountErrors)
    causes.push({ value, because: 'the inode could not be read at the last mount' });
  if (!state.spec.mountWritable && writes(call.flags))
    causes.push({ value: -ERRNO.EROFS, because: 'the mount is not writable' });
  return expectRet(0, 'the file is there', ret, causes);
}

export function judgeLseek(state: FileState, call: Extract<Call, { call: 'lseek' }>, got: CallObservation): Judgement {
  const description = state.descriptors.get(call.fd);
  const ret = toSigned(got.ret);
  if (!description) return unopened('lseek', ret);
  const base = { SEEK_SET: 0, SEEK_CUR: description.offset, SEEK_END: state.size }[call.whence];
  const expected = base + call.offset;
  const facts: Fact[] = description.references > 1 ? ['lseek', 'shared'] : ['lseek'];
  if (expected < 0) return verdict(facts, expectRet(-ERRNO.EINVAL, 'the offset would be negative', ret));
  if (ret >= 0) description.offset = expected;
  return verdict(facts, ret === expected ? [] : wrongSeek(state, call, base, ret));
}

function wrongSeek(state: FileState, call: Extract<Call, { call: 'lseek' }>, base: number, ret: number): Difference[] {
  const expected = base + call.offset;
  const beyond = { value: -ERRNO.EINVAL, because: 'a block device may refuse to seek beyond its end' };
  const causes = state.isBlock && expected > state.size ? [beyond] : NO_CAUSES;
  return expectRet(expected, `${call.whence}: ${base} + ${call.offset}`, ret, causes);
}

export function judgeFstat(state: FileState, call: Extract<Call, { call: 'fstat' }>, got: CallObservation): Judgement {
  const known = state.descriptors.has(call.fd);
  const ret = toSigned(got.ret);
  const differences = known ? expectRet(0, 'the descriptor is open', ret) : expectRet(-ERRNO.EBADF, NOT_OPEN, ret);
  if (known && got.size !== undefined && got.size !== state.size)
    differences.push(numberDifference('size', [{ value: state.size, because: 'fstat changes nothing' }], got.size));
  return verdict(known ? ['plain'] : ['plain', 'notPermitted'], differences);
}

export function judgeDup(state: FileState, call: Extract<Call, { call: 'dup' }>, got: CallObservation): Judgement {
  const description = state.descriptors.get(call.fd);
  const ret = toSigned(got.ret);
  if (!description) return unopened('plain', ret);
  if (ret < 0) return verdict(['plain'], expectRet(0, 'the descriptor is open and a slot is free', ret));
  description.references++;
  release(state, call.as);
  state.descriptors.set(call.as, description);
  if (got.offset === undefined || got.offset === description.offset) return verdict(['plain', 'shared'], []);
  const allowed = { value: description.offset, because: 'dup shares the offset' };
  return verdict(['plain', 'shared'], [numberDifference('offset', [allowed], got.offset)]);
}

/** close may report what a late writeback met; the descriptor is gone all the same. */
export function judgeClose(
  state: FileState,
  call: Extract<Call, { call: 'close' }>,
  got: CallObservation,
  context: CallContext,
): Judgement {
  const ret = toSigned(got.ret);
  if (!state.descriptors.has(call.fd)) return unopened('plain', ret);
  release(state, call.fd);
  const { evidence } = context;
  applyEvidence(state, evidence);
  const causes = causedBy([evidence.excuses, evidence.inodeErrors, evidence.flushErrors], evidence);
  return verdict(['plain'], expectRet(0, 'nothing failed in this call', ret, causes));
}

function release(state: FileState, slot: number): void {
  const description = state.descriptors.get(slot);
  if (description) description.references--;
  state.descriptors.delete(slot);
}

export function judgeTruncate(
  state: FileState,
  call: Extract<Call, { call: 'ftruncate' }>,
  got: CallObservation,
  context: CallContext,
): Judgement {
  const description = state.descriptors.get(call.fd);
  const ret = toSigned(got.ret);
  const facts: Fact[] = ['truncate'];
  const { evidence } = context;
  applyEvidence(state, evidence);
  if (!description) return unopened('truncate', ret);
  const refused = refusalOf(state, description, call.length);
  const limited = refused.limited && ret === -ERRNO.EFBIG;
  if (refused.limited) facts.push('limitReached');
  const differences = truncateRet(ret, refused.errors, causedBy([evidence.inodeErrors, evidence.excuses], evidence));
  if ((got.signal === 'SIGXFSZ') !== limited) differences.push(wrongSignal(got, limited));
  const size = ret === 0 ? call.length : state.size;
  if (got.size !== undefined && got.size !== size) {
    const because = ret === 0 ? 'ftruncate returned 0' : `ftruncate returned ${got.ret}: i_size stays`;
    differences.push(numberDifference('size', [{ value: size, because }], got.size));
  }
  if (got.offset !== undefined && got.offset !== description.offset) {
    const allowed = { value: description.offset, because: 'ftruncate does not move the offset' };
    differences.push(numberDifference('offset', [allowed], got.offset));
  }
  if (ret === 0 && differences.length === 0) truncateTo(state, call.length, got);
  if (ret === 0 || refused.errors.length === 0) differences.push(...judgeTruncatedMetadata(state, got, ret === 0));
  else differences.push(...judgeRefusedMetadata(state, got));
  return verdict(facts, differences);
}

function truncateRet(
  ret: number,
  refusals: readonly Allowed<number>[],
  causes: readonly Allowed<number>[],
): Difference[] {
  if (refusals.length === 0) return expectRet(0, 'the length is within the limits', ret, causes);
  const allowed = [...refusals, ...causes];
  return allowed.some(({ value }) => value === ret) ? [] : [returnDifference(allowed, ret)];
}

function wrongSignal(got: CallObservation, limited: boolean): Difference {
  const allowed = limited
    ? { value: 'SIGXFSZ', because: 'growth beyond RLIMIT_FSIZE is signalled' }
    : { value: 'no signal', because: 'only growth beyond RLIMIT_FSIZE is signalled' };
  return textDifference('return', [allowed], got.signal ?? 'no signal');
}

interface Refused {
  readonly errors: readonly Allowed<number>[];
  readonly limited: boolean;
}

const NOT_REFUSED: Refused = { errors: [], limited: false };

/** do_truncate and inode_newsize_ok: a writable descriptor, a regular file, and the limits on growth. */
function refusalOf(state: FileState, description: Description, length: number): Refused {
  const refused = (limited: boolean, because: string, ...errors: number[]): Refused => ({
    errors: errors.map((value) => ({ value, because })),
    limited,
  });
  if (!writes(description.flags))
    return refused(false, 'the descriptor is not open for writing', -ERRNO.EINVAL, -ERRNO.EBADF);
  if (state.isBlock) return refused(false, 'a block device has no size to set', -ERRNO.EINVAL);
  const grows = length > state.size;
  const limit = state.spec.rlimitFsize;
  if (grows && limit !== null && length > limit)
    return refused(true, `${length} is beyond RLIMIT_FSIZE ${limit}`, -ERRNO.EFBIG);
  if (grows && length > state.geometry.sectors * state.geometry.sectorSize)
    return refused(false, `${length} is beyond the largest offset`, -ERRNO.EFBIG);
  return NOT_REFUSED;
}

function truncateTo(state: FileState, length: number, got: CallObservation): void {
  applyTruncate(state, got.index, length);
  state.size = got.size ?? length;
  state.durableSizes.add(state.size);
  state.unflushed = true;
}

/** The flusher: what fails here is reported to nobody yet. */
export function judgeWriteback(state: FileState, context: CallContext): Judgement {
  const { evidence } = context;
  applyEvidence(state, evidence);
  if (evidence.dataErrors.size > 0) raiseErrors(state, evidence.dataErrors);
  else if (evidence.shortWrite) doubtErrors(state, evidence.excuses);
  return verdict(['plain'], []);
}

export function judgeDropCaches(state: FileState, context: CallContext): Judgement {
  applyEvidence(state, context.evidence);
  return verdict(['plain'], []);
}

/** After a power cut: size, mode and capability are among those that may have been kept. */
export function judgePowerCut(state: FileState, got: CallObservation, context: CallContext): Judgement {
  applyPowerCut(state);
  applyEvidence(state, context.evidence);
  state.mountErrors = context.evidence.inodeErrors;
  const differences: Difference[] = [];
  if (got.size !== undefined && !state.durableSizes.has(got.size)) {
    const because = 'the size at the last sync that succeeded, or after a call since';
    const sizes = [...state.durableSizes].sort((a, b) => a - b).map((value) => ({ value, because }));
    const difference = numberDifference('durability', sizes, got.size);
    const named = (size: string): string => `size ${size}`;
    differences.push({ ...difference, allowed: difference.allowed.map(named), got: named(difference.got) });
  }
  if (got.mode !== undefined && !state.durableModes.has(got.mode)) {
    const because = 'the mode at the last sync that succeeded, or after a call since';
    const modes = [...state.durableModes].map((mode) => ({ value: `mode ${octal(mode)}`, because }));
    differences.push(textDifference('durability', modes, `mode ${octal(got.mode)}`));
  }
  state.size = got.size ?? state.size;
  state.mode = got.mode ?? state.mode;
  state.capability = got.capability ?? state.capability;
  state.durableSizes = new Set([state.size]);
  state.durableModes = new Set([state.mode]);
  state.durableCapabilities = new Set([state.capability]);
  state.unflushed = false;
  return verdict(['powerCut'], differences);
}
