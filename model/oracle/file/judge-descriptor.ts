import { ERRNO, toSigned, type Call, type CallObservation, type Difference } from '../../../contract/index.js';
import type { Fact } from '../../rules/index.js';
import { numberDifference, type Allowed } from '../difference.js';
import type { Judgement } from '../judgement.js';
import type { CallContext } from './judge-write.js';
import { causedBy, expectRet, unopened, verdict } from './plain-judgement.js';
import type { Description, FileState } from './state.js';
import { applyEvidence, noteErrors } from './write-effects.js';

export function judgeLseek(
  state: FileState,
  call: Extract<Call, { call: 'lseek' }>,
  got: CallObservation,
  context: CallContext,
): Judgement {
  const description = state.descriptors.get(call.fd);
  const ret = toSigned(got.ret);
  const causes = [...metBeside(state, context)];
  if (!description) return unopened('lseek', ret);
  const base = { SEEK_SET: 0, SEEK_CUR: description.offset, SEEK_END: state.size }[call.whence];
  const target = base + call.offset;
  const facts: Fact[] = description.references > 1 ? ['lseek', 'shared'] : ['lseek'];
  const refuses = state.isBlock
    ? { beyond: state.size, because: 'a block device may refuse to seek beyond its end' }
    : { beyond: state.maxBytes, because: 'generic_file_llseek may refuse what is beyond the largest offset' };
  if (target > refuses.beyond) causes.push({ value: -ERRNO.EINVAL, because: refuses.because });
  const because = target < 0 ? 'the offset would be negative' : `${call.whence}: ${base} + ${call.offset}`;
  const moves = ret >= 0 && target >= 0;
  if (moves) description.offset = target;
  const differences = [
    ...expectRet(target < 0 ? -ERRNO.EINVAL : target, because, ret, causes),
    ...offsetDifference(description, got, moves ? because : `lseek returned ${got.ret}: the offset stays`),
  ];
  return verdict(facts, differences);
}

export function judgeFstat(
  state: FileState,
  call: Extract<Call, { call: 'fstat' }>,
  got: CallObservation,
  context: CallContext,
): Judgement {
  const description = state.descriptors.get(call.fd);
  const ret = toSigned(got.ret);
  const causes = metBeside(state, context);
  if (!description) return unopened('plain', ret);
  const differences = expectRet(0, 'the descriptor is open', ret, causes);
  if (got.size !== undefined && got.size !== state.size)
    differences.push(numberDifference('size', [{ value: state.size, because: CHANGES_NOTHING }], got.size));
  differences.push(...offsetDifference(description, got, CHANGES_NOTHING));
  return verdict(['plain'], differences);
}

const CHANGES_NOTHING = 'fstat changes nothing';

export function judgeDup(
  state: FileState,
  call: Extract<Call, { call: 'dup' }>,
  got: CallObservation,
  context: CallContext,
): Judgement {
  const description = state.descriptors.get(call.fd);
  const ret = toSigned(got.ret);
  metBeside(state, context);
  if (!description) return unopened('plain', ret);
  if (ret < 0) return verdict(['plain'], expectRet(0, 'the descriptor is open and a slot is free', ret));
  description.references++;
  release(state, call.as);
  state.descriptors.set(call.as, description);
  return verdict(['plain', 'shared'], offsetDifference(description, got, 'dup shares the offset'));
}

function offsetDifference({ offset }: Description, got: CallObservation, because: string): Difference[] {
  if (got.offset === undefined || got.offset === offset) return [];
  return [numberDifference('offset', [{ value: offset, because }], got.offset)];
}

/** close may report what a late writeback met; the descriptor is gone all the same. */
export function judgeClose(
  state: FileState,
  call: Extract<Call, { call: 'close' }>,
  got: CallObservation,
  context: CallContext,
): Judgement {
  const ret = toSigned(got.ret);
  const causes = metBeside(state, context);
  if (!state.descriptors.has(call.fd)) return unopened('plain', ret);
  release(state, call.fd);
  return verdict(['plain'], expectRet(0, 'nothing failed in this call', ret, causes));
}

function release(state: FileState, slot: number): void {
  const description = state.descriptors.get(slot);
  if (description) description.references--;
  state.descriptors.delete(slot);
}

/** What the disk did during a call that need not ask it for anything: a late writeback, a look at the inode record. */
function metBeside(state: FileState, { evidence }: CallContext): readonly Allowed<number>[] {
  applyEvidence(state, evidence);
  noteErrors(state, evidence, false);
  return causedBy([evidence.excuses, evidence.inodeErrors, evidence.flushErrors], evidence);
}
