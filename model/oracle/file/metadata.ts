import { ERRNO, type CallObservation, type Difference } from '../../../contract/index.js';
import type { Leaf } from '../../leaves/table.js';
import { textDifference } from '../difference.js';
import type { CallContext } from './judge-write.js';
import type { WriteRequest } from './request.js';
import type { FileState } from './state.js';

const octal = (mode: number): string => `0${mode.toString(8).padStart(3, '0')}`;

/** Leaves that end before privileges, or times, are surely done. */
const BEFORE_PRIVS = ['C1', 'C2', 'L1'];
const BEFORE_TIMES = [...BEFORE_PRIVS, 'L2'];

/**
 * Mode bits, security.capability and times after a write that reached the core, then adopted as the new state.
 * Privileges go whatever is returned later; a failure to remove them may leave the capability gone and the mode unchanged.
 */
export function judgeMetadata(
  state: FileState,
  request: WriteRequest,
  leaves: readonly Leaf[],
  ret: number,
  got: CallObservation,
  context: CallContext,
): Difference[] {
  const ids = leaves.map((leaf) => leaf.id);
  // Some filesystems refuse a misaligned direct write before, some after they strip.
  const refusedEarly = !state.profile.fallsBack && request.direct && ret === -ERRNO.EINVAL;
  const mayKeep =
    state.profile.posixFreedom || refusedEarly || ids.some((id) => BEFORE_PRIVS.includes(id)) || ids.length === 0;
  const mayStrip = refusedEarly || ids.length === 0 || !ids.every((id) => id.startsWith('C'));
  const stripped = state.strippedMode();
  const modes = [...new Set([...(mayStrip ? [stripped] : []), ...(mayKeep ? [state.mode] : [])])];
  const differences: Difference[] = [];
  if (got.mode !== undefined && !modes.includes(got.mode))
    differences.push(
      textDifference(
        'metadata',
        modes.map((mode) => `mode ${octal(mode)}`),
        `mode ${octal(got.mode)}`,
      ),
    );
  if (got.capability === true && !mayKeep && state.capability)
    differences.push(textDifference('metadata', ['security.capability removed'], 'security.capability still there'));
  if (got.capability === false && !mayStrip && state.capability)
    differences.push(textDifference('metadata', ['security.capability kept'], 'security.capability removed'));
  differences.push(...judgeTimes(state, ids, refusedEarly, got, context));
  if (differences.length === 0) adopt(state, got, context, modes[0]);
  return differences;
}

function judgeTimes(
  state: FileState,
  ids: readonly string[],
  refusedEarly: boolean,
  got: CallObservation,
  context: CallContext,
): Difference[] {
  if (got.mtimeMoved === undefined || got.ctimeMoved === undefined) return [];
  if (!state.spec.mountWritable || state.timesAt === context.clock)
    return timesDifference(
      got,
      false,
      !state.spec.mountWritable ? 'the mount is not writable' : 'the clock has not moved',
    );
  const unsure =
    ids.length === 0 || refusedEarly || ids.some((id) => BEFORE_TIMES.includes(id)) || state.timesAt === undefined;
  // Only the disk level has a clock that the suite moves.
  if (unsure || context.level !== 'disk') return [];
  return timesDifference(got, true, 'the clock has moved');
}

function timesDifference(got: CallObservation, moved: boolean, because: string): Difference[] {
  const text = (flag: boolean | undefined): string => (flag ? 'moved' : 'not moved');
  if (got.mtimeMoved === moved && (got.ctimeMoved === moved || !moved)) return [];
  const allowed = `mtime and ctime ${text(moved)}: ${because}`;
  return [textDifference('metadata', [allowed], `mtime ${text(got.mtimeMoved)}, ctime ${text(got.ctimeMoved)}`)];
}

/** Calls without any effect: mode, capability and times stay. */
export function keepMetadata(state: FileState, got: CallObservation): Difference[] {
  const differences: Difference[] = [];
  if (got.mode !== undefined && got.mode !== state.mode)
    differences.push(textDifference('metadata', [`mode ${octal(state.mode)}`], `mode ${octal(got.mode)}`));
  if (got.capability !== undefined && got.capability !== state.capability)
    differences.push(
      textDifference(
        'metadata',
        [`security.capability ${state.capability ? 'kept' : 'absent'}`],
        got.capability ? 'present' : 'removed',
      ),
    );
  if (got.mtimeMoved || got.ctimeMoved) differences.push(...timesDifference(got, false, 'the call has no effect'));
  return differences;
}

function adopt(state: FileState, got: CallObservation, context: CallContext, mode: number): void {
  state.mode = got.mode ?? mode;
  state.capability = got.capability ?? false;
  state.durableModes.add(state.mode);
  state.durableCapabilities.add(state.capability);
  if (got.mtimeMoved) state.timesAt = context.clock;
  else if (got.mtimeMoved === undefined) state.timesAt = undefined;
}
