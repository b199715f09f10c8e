import { ERRNO, toSigned, type Call, type CallObservation, type Difference } from '../../../contract/index.js';
import type { Fact } from '../../rules/index.js';
import { numberDifference } from '../difference.js';
import type { Judgement } from '../judgement.js';
import type { CallContext } from './judge-write.js';
import { causedBy, expectRet, NO_CAUSES, NOT_OPEN, unopened, verdict } from './plain-judgement.js';
import type { FileState } from './state.js';
import { applyEvidence, noteErrors } from './write-effects.js';

export function judgeLseek(state: FileState, call: Extract<Call, { call: 'lseek' }>, got: CallObservation): Judgement {
  const description = state.descriptors.get(call.fd);
  const ret = toSigned(got.ret);
  if (!description) return unopened('lseek', ret);
  const base = { SEEK_SET: 0, SEEK_CUR: description.offset, SEEK_END: state.size }[call.whence];
  const expected = base + call.offset;
  const facts: Fact[] = description.references > 1 ? ['lseek', 'shared'] : ['lseek'];
  if (expected < 0) return verdict(facts, expectRet(-ERRNO.EINVAL, 'the offset would be negative', ret));
  if (ret >= 0) description.offset = expected;
  const refuses = state.isBlock
    ? { beyond: state.size, because: 'a block device may refuse to seek beyond its end' }
    : { beyond: state.maxBytes, because: 'generic_file_llseek may refuse what is beyond the largest offset' };
  const causes = expected > refuses.beyond ? [{ value: -ERRNO.EINVAL, because: refuses.because }] : NO_CAUSES;
  return verdict(facts, expectRet(expected, `${call.whence}: ${base} + ${call.offset}`, ret, causes));
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
  const differences: Difference[] = [];
  if (got.offset !== undefined && got.offset !== description.offset) {
    const allowed = { value: description.offset, because: 'dup shares the offset' };
    differences.push(numberDifference('offset', [allowed], got.offset));
  }
  return verdict(['plain', 'shared'], differences);
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
  noteErrors(state, evidence, false);
  const causes = causedBy([evidence.excuses, evidence.inodeErrors, evidence.flushErrors], evidence);
  return verdict(['plain'], expectRet(0, 'nothing failed in this call', ret, causes));
}

function release(state: FileState, slot: number): void {
  const description = state.descriptors.get(slot);
  if (description) description.references--;
  state.descriptors.delete(slot);
}
