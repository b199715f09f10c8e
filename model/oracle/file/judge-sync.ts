import { toSigned, type Call, type CallObservation, type Difference } from '../../../contract/index.js';
import type { Fact } from '../../rules/index.js';
import { returnDifference, textDifference } from '../difference.js';
import { maskOf, type Judgement } from '../judgement.js';
import { caused } from './because.js';
import type { CallContext } from './judge-write.js';
import { keepMetadata } from './metadata.js';
import { doubtErrors, reportable } from './pending-errors.js';
import { unopened } from './plain-judgement.js';
import type { Description, FileState } from './state.js';
import { applyEvidence, applySync } from './write-effects.js';

const NOTHING_FAILED = { value: 0, because: 'nothing failed in this call, and no error surely waits' };
const FLUSHED = {
  value: 'a flush of the disk after the last write',
  because: 'fsync returned 0: what the disk took is out of its volatile cache',
};

type SyncCall = Extract<Call, { call: 'fsync' | 'fdatasync' }>;

/** fsync reports what failed in it and, by era, what failed before and was not reported yet. */
export function judgeSync(state: FileState, call: SyncCall, got: CallObservation, context: CallContext): Judgement {
  const description = state.descriptors.get(call.fd);
  const ret = toSigned(got.ret);
  const facts: Fact[] = ['sync'];
  if (!description) return unopened('sync', ret);
  const { evidence } = context;
  const pending = state.pendingFor(description);
  // Where an error only may wait a 0 is always right; an errno shows that there was one.
  if (pending === 'surely' || (pending === 'maybe' && ret < 0)) facts.push('errorPending');
  else if (pending === 'maybe') facts.push('errorMaybePending');
  const struck = [...evidence.writeErrors, ...evidence.inodeWriteErrors, ...evidence.flushErrors];
  const met = new Set([...struck, ...evidence.inodeErrors, ...evidence.excuses]);
  const waiting = reportable(state, description);
  const allowed = new Set([...met, ...waiting]);
  const mustFail = struck.length > 0 || pending === 'surely';
  const differences: Difference[] = [];
  if (ret === 0 ? mustFail : !allowed.has(ret))
    differences.push(
      returnDifference(
        [...(mustFail ? [] : [NOTHING_FAILED]), ...caused(allowed, evidence, { errnos: waiting, pending })],
        ret,
      ),
    );
  const owesFlush = state.unflushed || state.sizeUnwritten || evidence.wroteDisk;
  if (ret === 0 && context.level === 'disk' && owesFlush && !evidence.flushedLast)
    differences.push(textDifference('durability', [FLUSHED], 'no flush of the disk after the last write'));
  differences.push(...keepMetadata(state, got));
  applyEvidence(state, evidence);
  if (differences.length === 0) settle(state, call, description, ret, met);
  return {
    leaves: [],
    facts: maskOf(facts),
    differences,
    permitted: false,
    path: [pending === 'none' ? 'no error waits to be reported' : `an error ${pending} waits to be reported`],
  };
}

/** `met`: errnos (signed) of this very call, which may be kept for the next. */
function settle(
  state: FileState,
  { call }: SyncCall,
  description: Description,
  ret: number,
  met: ReadonlySet<number>,
): void {
  if (ret === 0) {
    applySync(state);
    // fdatasync owes of the inode record only what it takes to find the data: the size.
    if (call === 'fsync') state.keepOnly();
    else state.durableSizes = new Set([state.size]);
    state.errors.clear();
    state.unflushed = state.sizeUnwritten = false;
    description.pending = 'none';
    return;
  }
  // The report has cleared the flags, unless it was starting the writeback that failed.
  if (met.size > 0 || state.profile.errseq) state.errors.weaken();
  else state.errors.clear();
  description.pending = 'none';
  if (met.size > 0) doubtErrors(state, met);
}
