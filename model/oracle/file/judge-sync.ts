import { ERRNO, toSigned, type Call, type CallObservation, type Difference } from '../../../contract/index.js';
import type { Fact } from '../../rules/index.js';
import { returnDifference, textDifference } from '../difference.js';
import { maskOf, type Judgement } from '../judgement.js';
import { PENDING_ERRORS } from './leaf-filter.js';
import type { CallContext } from './judge-write.js';
import { keepMetadata } from './metadata.js';
import type { FileState } from './state.js';
import { applyEvidence, applySync } from './write-effects.js';

type SyncCall = Extract<Call, { call: 'fsync' | 'fdatasync' }>;

/** fsync reports what failed in it and, by era, what failed before and was not reported yet. */
export function judgeSync(state: FileState, call: SyncCall, got: CallObservation, context: CallContext): Judgement {
  const description = state.descriptors.get(call.fd);
  const ret = toSigned(got.ret);
  const facts: Fact[] = ['sync'];
  if (!description) {
    const differences = ret === -ERRNO.EBADF ? [] : [returnDifference([-ERRNO.EBADF], ret)];
    return { leaves: [], facts: maskOf([...facts, 'notPermitted']), differences, permitted: false, path: [] };
  }
  const { evidence } = context;
  const pending = state.pendingFor(description);
  if (pending !== 'none') facts.push('errorPending');
  if (evidence.struck) facts.push('faultStruck');
  const struck = [...evidence.writeErrors, ...evidence.inodeErrors, ...evidence.flushErrors];
  const allowed = new Set([...struck, ...evidence.dataErrors]);
  for (const errno of evidence.excuses) allowed.add(errno);
  if (pending !== 'none') for (const errno of PENDING_ERRORS) allowed.add(errno);
  const mustFail = struck.length > 0 || pending === 'surely';
  const differences: Difference[] = [];
  if (ret === 0 ? mustFail : !allowed.has(ret))
    differences.push(returnDifference([...(mustFail ? [] : [0]), ...allowed], ret));
  if (ret === 0 && context.level === 'disk' && (state.unflushed || evidence.wroteDisk) && !evidence.flushedLast)
    differences.push(textDifference('durability', ['a flush of the disk after the last write'], 'no such flush'));
  differences.push(...keepMetadata(state, got));
  applyEvidence(state, evidence);
  if (differences.length === 0) settle(state, call.fd, ret, struck.length > 0 || evidence.excuses.size > 0);
  return {
    leaves: [],
    facts: maskOf(facts),
    differences,
    permitted: false,
    path: [`an error is ${pending === 'none' ? 'not ' : `${pending} `}waiting to be reported`],
  };
}

function settle(state: FileState, fd: number, ret: number, struck: boolean): void {
  if (ret === 0) {
    applySync(state);
    state.flags = 'none';
    state.unflushed = false;
  } else {
    // The report has cleared the flags, unless it was starting the writeback that failed.
    state.flags = struck || state.profile.errseq ? 'maybe' : 'none';
    if (struck) state.doubtErrors();
  }
  const description = state.descriptors.get(fd);
  if (description) description.pending = ret === 0 ? 'none' : struck ? 'maybe' : 'none';
}
