import {
  ERRNO,
  toSigned,
  type Call,
  type CallObservation,
  type Difference,
  type OpenFlag,
} from '../../../contract/index.js';
import type { Fact } from '../../rules/index.js';
import { numberDifference, returnDifference } from '../difference.js';
import { maskOf, type Judgement } from '../judgement.js';
import type { CallContext } from './judge-write.js';
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

/** Returns what is expected unless an errno that has a cause came instead. */
function expectRet(expected: number, ret: number, causes: ReadonlySet<number>): Difference[] {
  return ret === expected || causes.has(ret) ? [] : [returnDifference([expected, ...causes], ret)];
}

export function judgeOpen(
  state: FileState,
  call: Extract<Call, { call: 'open' }>,
  got: CallObservation,
  context: CallContext,
): Judgement {
  const ret = toSigned(got.ret);
  const { evidence } = context;
  const causes = new Set([...evidence.inodeErrors, ...evidence.excuses, ...state.mountErrors]);
  if (!state.spec.mountWritable && writes(call.flags)) causes.add(-ERRNO.EROFS);
  if (ret < 0) return verdict(['open'], causes.has(ret) ? [] : [returnDifference([0, ...causes], ret)]);
  const truncates = call.flags.includes('O_TRUNC') && !state.isBlock;
  const size = truncates ? 0 : state.size;
  if (truncates) truncateTo(state, 0, got);
  const description: Description = { offset: 0, flags: new Set(call.flags), pending: 'none', references: 1 };
  // An error from before this open is reported to it only if nobody else has seen it.
  if (state.profile.errseq && state.flags !== 'none') description.pending = 'maybe';
  state.descriptors.set(call.fd, description);
  const differences: Difference[] = [];
  if (got.size !== undefined && got.size !== size) differences.push(numberDifference('size', [size], got.size));
  if (got.offset !== undefined && got.offset !== 0) differences.push(numberDifference('offset', [0], got.offset));
  adoptMetadata(state, got, truncates);
  return verdict(truncates ? ['open', 'truncate'] : ['open'], differences);
}

export function judgeLseek(state: FileState, call: Extract<Call, { call: 'lseek' }>, got: CallObservation): Judgement {
  const description = state.descriptors.get(call.fd);
  const ret = toSigned(got.ret);
  if (!description) return verdict(['lseek', 'notPermitted'], expectRet(-ERRNO.EBADF, ret, new Set()));
  const base = { SEEK_SET: 0, SEEK_CUR: description.offset, SEEK_END: state.size }[call.whence];
  const expected = base + call.offset;
  const facts: Fact[] = description.references > 1 ? ['lseek', 'shared'] : ['lseek'];
  if (expected < 0) return verdict(facts, expectRet(-ERRNO.EINVAL, ret, new Set()));
  // A block device may refuse to seek beyond its end.
  const causes = new Set(state.isBlock && expected > state.size ? [-ERRNO.EINVAL] : []);
  if (ret >= 0) description.offset = expected;
  return verdict(facts, expectRet(expected, ret, causes));
}

export function judgeFstat(state: FileState, call: Extract<Call, { call: 'fstat' }>, got: CallObservation): Judgement {
  const known = state.descriptors.has(call.fd);
  const differences = expectRet(known ? 0 : -ERRNO.EBADF, toSigned(got.ret), new Set());
  if (known && got.size !== undefined && got.size !== state.size)
    differences.push(numberDifference('size', [state.size], got.size));
  return verdict(known ? ['plain'] : ['plain', 'notPermitted'], differences);
}

export function judgeDup(state: FileState, call: Extract<Call, { call: 'dup' }>, got: CallObservation): Judgement {
  const description = state.descriptors.get(call.fd);
  const ret = toSigned(got.ret);
  if (!description) return verdict(['plain', 'notPermitted'], expectRet(-ERRNO.EBADF, ret, new Set()));
  if (ret < 0) return verdict(['plain'], [returnDifference([0], ret)]);
  description.references++;
  release(state, call.as);
  state.descriptors.set(call.as, description);
  const shared = got.offset !== undefined && got.offset !== description.offset;
  return verdict(
    ['plain', 'shared'],
    shared ? [numberDifference('offset', [description.offset], got.offset ?? 0)] : [],
  );
}

/** close may report what a late writeback met; the descriptor is gone all the same. */
export function judgeClose(
  state: FileState,
  call: Extract<Call, { call: 'close' }>,
  got: CallObservation,
  context: CallContext,
): Judgement {
  const ret = toSigned(got.ret);
  if (!state.descriptors.has(call.fd))
    return verdict(['plain', 'notPermitted'], expectRet(-ERRNO.EBADF, ret, new Set()));
  release(state, call.fd);
  const { evidence } = context;
  applyEvidence(state, evidence);
  return verdict(
    ['plain'],
    expectRet(0, ret, new Set([...evidence.excuses, ...evidence.inodeErrors, ...evidence.flushErrors])),
  );
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
  if (!description) return verdict([...facts, 'notPermitted'], expectRet(-ERRNO.EBADF, ret, new Set()));
  const refused = refusalOf(state, description, call.length);
  const causes = new Set([...evidence.inodeErrors, ...evidence.excuses, ...refused.errors]);
  const limited = refused.limited && ret === -ERRNO.EFBIG;
  if (refused.limited) facts.push('limitReached');
  const must = refused.errors.length > 0;
  const differences = must && ret === 0 ? [returnDifference(refused.errors, 0)] : expectRet(0, ret, causes);
  if ((got.signal === 'SIGXFSZ') !== limited)
    differences.push({
      observable: 'return',
      allowed: [limited ? 'SIGXFSZ' : 'no signal'],
      got: got.signal ?? 'no signal',
      direction: 'other',
    });
  const size = ret === 0 ? call.length : state.size;
  if (got.size !== undefined && got.size !== size) differences.push(numberDifference('size', [size], got.size));
  if (got.offset !== undefined && got.offset !== description.offset)
    differences.push(numberDifference('offset', [description.offset], got.offset));
  if (ret === 0 && differences.length === 0) truncateTo(state, call.length, got);
  adoptMetadata(state, got, true);
  return verdict(facts, differences);
}

/** do_truncate and inode_newsize_ok: a writable descriptor, a regular file, and the limits on growth. */
function refusalOf(state: FileState, description: Description, length: number): { errors: number[]; limited: boolean } {
  if (!writes(description.flags)) return { errors: [-ERRNO.EINVAL, -ERRNO.EBADF], limited: false };
  if (state.isBlock) return { errors: [-ERRNO.EINVAL], limited: false };
  const grows = length > state.size;
  const limit = state.spec.rlimitFsize;
  if (grows && limit !== null && length > limit) return { errors: [-ERRNO.EFBIG], limited: true };
  if (grows && length > state.geometry.sectors * state.geometry.sectorSize)
    return { errors: [-ERRNO.EFBIG], limited: false };
  return { errors: [], limited: false };
}

function truncateTo(state: FileState, length: number, got: CallObservation): void {
  applyTruncate(state, length);
  state.size = got.size ?? length;
  state.durableSizes.add(state.size);
  state.wrote = true;
  state.unflushed = true;
}

/** Truncation strips set-id bits and moves the times; it may do so before it fails. */
function adoptMetadata(state: FileState, got: CallObservation, mayChange: boolean): void {
  if (!mayChange) return;
  state.mode = got.mode ?? state.mode;
  state.capability = got.capability ?? state.capability;
  state.durableModes.add(state.mode);
  state.durableCapabilities.add(state.capability);
  state.forgetTimes();
}

/** The flusher: what fails here is reported to nobody yet. */
export function judgeWriteback(state: FileState, context: CallContext): Judgement {
  const { evidence } = context;
  applyEvidence(state, evidence);
  if (evidence.dataErrors.size > 0) state.raiseErrors();
  else if (evidence.shortWrite) state.doubtErrors();
  return verdict(evidence.struck ? ['plain', 'faultStruck'] : ['plain'], []);
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
  if (got.size !== undefined && !state.durableSizes.has(got.size))
    differences.push(
      numberDifference(
        'durability',
        [...state.durableSizes].sort((a, b) => a - b),
        got.size,
      ),
    );
  if (got.mode !== undefined && !state.durableModes.has(got.mode))
    differences.push({
      observable: 'durability',
      allowed: [...state.durableModes].map((mode) => `mode 0${mode.toString(8)}`),
      got: `mode 0${got.mode.toString(8)}`,
      direction: 'other',
    });
  state.size = got.size ?? state.size;
  state.mode = got.mode ?? state.mode;
  state.capability = got.capability ?? state.capability;
  state.durableSizes = new Set([state.size]);
  state.durableModes = new Set([state.mode]);
  state.durableCapabilities = new Set([state.capability]);
  state.unflushed = false;
  return verdict(['powerCut'], differences);
}
