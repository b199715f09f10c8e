import { ERRNO, toSigned, type Call, type CallObservation, type Difference } from '../../../contract/index.js';
import type { Fact } from '../../rules/index.js';
import { numberDifference, returnDifference, textDifference, type Allowed } from '../difference.js';
import type { Judgement } from '../judgement.js';
import type { CallContext } from './judge-write.js';
import { judgeRefusedMetadata, judgeTruncatedMetadata } from './metadata.js';
import { causedBy, expectRet, unopened, verdict } from './plain-judgement.js';
import { isWritable, type Description, type FileState } from './state.js';
import { applyEvidence, applyTruncate } from './write-effects.js';

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
  if (!isWritable(description.flags))
    return refused(false, 'the descriptor is not open for writing', -ERRNO.EINVAL, -ERRNO.EBADF);
  if (state.isBlock) return refused(false, 'a block device has no size to set', -ERRNO.EINVAL);
  const grows = length > state.size;
  const limit = state.spec.rlimitFsize;
  if (grows && limit !== null && length > limit)
    return refused(true, `${length} is beyond RLIMIT_FSIZE ${limit}`, -ERRNO.EFBIG);
  if (grows && length > state.maxBytes) return refused(false, `${length} is beyond the largest offset`, -ERRNO.EFBIG);
  return NOT_REFUSED;
}

/** Carries a truncation that succeeded into what is possible. */
export function truncateTo(state: FileState, length: number, got: CallObservation): void {
  applyTruncate(state, got.index, length);
  state.size = got.size ?? length;
  state.durableSizes.add(state.size);
  state.unflushed = true;
}
