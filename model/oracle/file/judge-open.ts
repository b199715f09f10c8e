import { ERRNO, toSigned, type Call, type CallObservation, type Difference } from '../../../contract/index.js';
import type { Fact } from '../../rules/index.js';
import { numberDifference } from '../difference.js';
import type { Judgement } from '../judgement.js';
import type { Evidence } from './evidence.js';
import { judgeKept } from './judge-disk-event.js';
import { truncateTo } from './judge-truncate.js';
import type { CallContext } from './judge-write.js';
import { judgeTruncatedMetadata } from './metadata.js';
import { NO_ERRORS } from './pending-errors.js';
import { causedBy, expectRet, verdict } from './plain-judgement.js';
import { isWritable, type Description, type FileState } from './state.js';
import { applyEvidence, noteErrors } from './write-effects.js';

export function judgeOpen(
  state: FileState,
  call: Extract<Call, { call: 'open' }>,
  got: CallObservation,
  context: CallContext,
): Judgement {
  const ret = toSigned(got.ret);
  const { evidence } = context;
  applyEvidence(state, evidence);
  noteErrors(state, evidence, false);
  if (ret < 0) return verdict(['open'], openFailure(state, call, ret, evidence));
  const truncates = call.flags.includes('O_TRUNC') && !state.isBlock;
  const facts: Fact[] = truncates ? ['open', 'truncate'] : ['open'];
  const differences: Difference[] = [];
  if (state.keptUnseen && !truncates) {
    facts.push('powerCut');
    differences.push(...judgeKept(state, got));
  }
  const size = truncates ? 0 : state.size;
  if (truncates) truncateTo(state, 0, got, evidence);
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
  if (got.size !== undefined && got.size !== size) {
    const because = truncates ? 'O_TRUNC empties the file' : 'open leaves i_size as it is';
    differences.push(numberDifference('size', [{ value: size, because }], got.size));
  }
  if (got.offset !== undefined && got.offset !== 0)
    differences.push(numberDifference('offset', [{ value: 0, because: 'a new description starts at 0' }], got.offset));
  if (truncates) differences.push(...judgeTruncatedMetadata(state, got, true));
  return verdict(facts, differences);
}

/** open fails only with a cause. */
function openFailure(
  state: FileState,
  call: Extract<Call, { call: 'open' }>,
  ret: number,
  evidence: Evidence,
): Difference[] {
  const causes = [...causedBy([evidence.inodeErrors, evidence.excuses, evidence.flushErrors], evidence)];
  for (const value of state.mountErrors)
    causes.push({ value, because: 'the inode could not be read at the last mount' });
  if (!state.spec.mountWritable && (isWritable(call.flags) || call.flags.includes('O_TRUNC')))
    causes.push({ value: -ERRNO.EROFS, because: 'the mount is not writable' });
  return expectRet(0, 'the file is there', ret, causes);
}
