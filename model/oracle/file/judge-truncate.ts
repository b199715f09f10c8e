import { ERRNO, toSigned, type Call, type CallObservation, type Difference } from '../../../contract/index.js';
import type { Fact } from '../../rules/index.js';
import { numberDifference, returnDifference, textDifference, type Allowed } from '../difference.js';
import type { Judgement } from '../judgement.js';
import type { Evidence } from './evidence.js';
import type { CallContext } from './judge-write.js';
import { judgeRefusedMetadata, judgeTruncatedMetadata, keepMetadata } from './metadata.js';
import { causedBy, expectRet, unopened, verdict } from './plain-judgement.js';
import { isWritable, type Description, type FileState } from './state.js';
import { applyEvidence, applyTruncate, noteErrors } from './write-effects.js';

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
  noteErrors(state, evidence, false);
  if (!description) return unopened('truncate', ret);
  const refused = refusalOf(state, description, call.length);
  const limited = refused?.limited === true && ret === -ERRNO.EFBIG;
  if (refused?.limited) facts.push('limitReached');
  const causes = causedBy([evidence.inodeErrors, evidence.excuses, evidence.flushErrors], evidence);
  const differences = truncateRet(ret, refused?.errors ?? [], causes);
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
  if (ret === 0 && differences.length === 0) truncateTo(state, call.length, got, evidence);
  if (!refused) differences.push(...judgeTruncatedMetadata(state, got, ret === 0));
  else differences.push(...(refused.untouched ? keepMetadata(state, got) : judgeRefusedMetadata(state, got)));
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
  /** SIGXFSZ goes with the refusal. */
  readonly limited: boolean;
  /** Refused before do_truncate has seen the inode. */
  readonly untouched: boolean;
}

/** do_sys_ftruncate asks for a writable descriptor and a regular file, then inode_newsize_ok for the limits on growth. */
function refusalOf(state: FileState, description: Description, length: number): Refused | null {
  const before = (because: string, ...errors: number[]): Refused => ({
    errors: errors.map((value) => ({ value, because })),
    limited: false,
    untouched: true,
  });
  const tooLarge = (limited: boolean, because: string): Refused => ({
    errors: [{ value: -ERRNO.EFBIG, because }],
    limited,
    untouched: false,
  });
  if (!isWritable(description.flags))
    return before('the descriptor is not open for writing', -ERRNO.EINVAL, -ERRNO.EBADF);
  if (state.isBlock) return before('a block device has no size to set', -ERRNO.EINVAL);
  if (length <= state.size) return null;
  const limit = state.spec.rlimitFsize;
  if (limit !== null && length > limit) return tooLarge(true, `${length} is beyond RLIMIT_FSIZE ${limit}`);
  if (length > state.maxBytes) return tooLarge(false, `${length} is beyond the largest offset`);
  return null;
}

/** Carries a truncation that succeeded into what is possible. */
export function truncateTo(state: FileState, length: number, got: CallObservation, evidence: Evidence): void {
  applyTruncate(state, got.index, length, evidence);
  state.size = got.size ?? length;
  state.durableSizes.add(state.size);
  state.keptUnseen = false;
  state.sizeUnwritten = true;
}
