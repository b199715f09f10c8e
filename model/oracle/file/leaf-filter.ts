import { ERRNO, PAGE_SIZE, type ProfileId } from '../../../contract/index.js';
import { leafTable, type Leaf } from '../../leaves/table.js';
import type { Evidence } from './evidence.js';
import { flushable, reportable } from './pending-errors.js';
import type { WriteRequest } from './request.js';
import type { Description, FileState } from './state.js';

/** Signed errnos that each callee may return in this call; an empty set means that it can't fail. */
export interface PossibleErrors {
  readonly removePrivs: ReadonlySet<number>;
  readonly updateTime: ReadonlySet<number>;
  readonly direct: ReadonlySet<number>;
  readonly perform: ReadonlySet<number>;
  readonly flush: ReadonlySet<number>;
  /** Of the sync after an O_DSYNC write, besides those of the inode record and of the disk's flush. */
  readonly sync: ReadonlySet<number>;
}

const NOTHING: ReadonlySet<number> = new Set();

/** From what the scenario and the disk give cause for, and from nothing else. */
export function possibleErrors(
  state: FileState,
  description: Description,
  request: WriteRequest,
  evidence: Evidence,
): PossibleErrors {
  const { inodeErrors } = evidence;
  const writeback = [...evidence.excuses, ...flushable(state, description)];
  const direct = [...writeback];
  if (request.misaligned) direct.push(-ERRNO.EINVAL);
  // Behind the first unit a bad segment leaves a count, measured on 6.18; where nothing falls back (iomap) it may fail all.
  // Where a transfer moved nothing there is no count, so that the bad segment is what is told.
  const faults = request.good < firstUnit(state, request) || (evidence.movedNothing && request.good < request.count);
  if (faults) direct.push(-ERRNO.EFAULT);
  const perform = [...evidence.excuses];
  // Behind a direct write only what is left of the good bytes counts, which may be nothing.
  if ((request.direct || request.sure === 0) && request.good < request.count) perform.push(-ERRNO.EFAULT);
  return {
    removePrivs: state.capability || state.strippedMode() !== state.mode ? inodeErrors : NOTHING,
    updateTime: inodeErrors,
    direct: setOf(direct),
    perform: setOf(perform),
    flush: setOf(writeback),
    sync: request.dsync ? setOf([...evidence.excuses, ...reportable(state, description)]) : NOTHING,
  };
}

/** By far most calls have no fault, nothing pending and nothing unusual: no set is built for them. */
const setOf = (errnos: readonly number[]): ReadonlySet<number> => (errnos.length > 0 ? new Set(errnos) : NOTHING);

/** Bytes that a direct transfer moves at once: behind them a bad segment leaves a count. Where nothing falls back, all. */
function firstUnit({ profile, geometry }: FileState, { start, count }: WriteRequest): number {
  if (!profile.fallsBack || profile.posixFreedom) return count;
  const unit = profile.blockwise ? PAGE_SIZE : geometry.sectorSize;
  return Math.min(count, unit - (start % unit));
}

/** The callees whose failure decides between leaves. */
const MAY_FAIL = ['removePrivs', 'updateTime', 'direct', 'perform', 'flush'] as const;

/** By profile, then by what decides: the same answer is the same list. */
const possibleBefore = new Map<ProfileId, Map<number, readonly Leaf[]>>();

/** The leaves in which this call may end, before its result is looked at. */
export function possibleLeaves(state: FileState, request: WriteRequest, errors: PossibleErrors): readonly Leaf[] {
  const whole = request.good === request.count;
  let key = (request.direct ? 1 : 0) + (whole ? 2 : 0) + (request.misaligned ? 4 : 0) + (state.spec.dax ? 8 : 0);
  for (let i = 0; i < MAY_FAIL.length; i++) if (errors[MAY_FAIL[i]].size > 0) key += 16 << i;
  let ofProfile = possibleBefore.get(state.profile.id);
  if (!ofProfile) possibleBefore.set(state.profile.id, (ofProfile = new Map<number, readonly Leaf[]>()));
  let leaves = ofProfile.get(key);
  if (!leaves) ofProfile.set(key, (leaves = leavesFor(state, request, whole, errors)));
  return leaves;
}

function leavesFor(state: FileState, request: WriteRequest, whole: boolean, errors: PossibleErrors): Leaf[] {
  const mayFail = (callee: keyof PossibleErrors): boolean => errors[callee].size > 0;
  const possible = (input: string, outcome: string): boolean => {
    switch (input) {
      case 'checks':
        return outcome === 'ok';
      case 'isDax':
        return (outcome === 'yes') === state.spec.dax;
      case 'removePrivs':
      case 'updateTime':
      case 'flush':
        return outcome === 'ok' || mayFail(input);
      case 'direct':
        if (outcome === '<0') return mayFail('direct');
        return outcome !== 'full' || (whole && (!request.misaligned || state.profile.takesMisalignedDirect));
      case 'perform':
        if (outcome === '<0') return mayFail('perform');
        return outcome === 'part' || (outcome === 'full' && whole);
      default:
        return true;
    }
  };
  return leafTable(state.profile.id).filter(({ consulted }) => {
    const asks = (callee: string): boolean => consulted.some(([input]) => input === callee);
    const otherMode = request.direct ? asks('perform') && !asks('direct') : asks('direct');
    return !otherMode && consulted.every(([input, outcome]) => possible(input, outcome));
  });
}

/** With nothing written directly, what the fallback surely stores before a bad segment would be the result. */
const fallbackErrors = (request: WriteRequest, errors: PossibleErrors): number[] =>
  [...errors.perform].filter((errno) => errno !== -ERRNO.EFAULT || request.sure === 0);

/** Whether a leaf can return this signed value. */
export function leafReturns(leaf: Leaf, ret: number, request: WriteRequest, errors: PossibleErrors): boolean {
  switch (leaf.returns) {
    case '0':
      return ret === 0;
    case 'N':
      return ret === request.count;
    case 'd':
    case 'f':
    case 'd+f':
      return ret > 0 && ret <= request.good && ret < request.count;
    case 'e of the fallback':
      return fallbackErrors(request, errors).includes(ret);
    case 'e of the flush':
    case 'e':
      return errors[failingCallee(leaf)].has(ret);
  }
}

/** An error that is returned has ended the call: the callee that failed is the last that was consulted. */
const failingCallee = ({ consulted }: Leaf): keyof PossibleErrors =>
  consulted[consulted.length - 1][0] as keyof PossibleErrors;

/** Signed values that leaf may return, for a message; counts of parts are given as their largest. */
export function returnsText(leaf: Leaf, request: WriteRequest, errors: PossibleErrors): number[] {
  switch (leaf.returns) {
    case '0':
      return [0];
    case 'N':
      return [request.count];
    case 'd':
    case 'f':
    case 'd+f':
      return request.good > 0 && request.good < request.count ? [request.good] : [];
    case 'e of the fallback':
      return fallbackErrors(request, errors);
    case 'e of the flush':
    case 'e':
      return [...errors[failingCallee(leaf)]];
  }
}
