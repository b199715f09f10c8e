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
  const { clock } = context;
  const differs = state.mtimeAt !== clock || state.ctimeAt !== clock;
  if (!differs) return timesDifference(got, false, false, 'the clock has not moved');
  // Removing privileges moves ctime whatever the mount says of mtime.
  if (!state.spec.mountWritable)
    return got.mtimeMoved ? timesDifference(got, false, got.ctimeMoved, 'the mount is not writable') : [];
  const known = state.mtimeAt !== undefined && state.ctimeAt !== undefined;
  const unsure = ids.length === 0 || refusedEarly || ids.some((id) => BEFORE_TIMES.includes(id)) || !known;
  // Only the disk level has a clock that the suite moves.
  if (unsure || context.level !== 'disk') return [];
  return timesDifference(got, state.mtimeAt !== clock, state.ctimeAt !== clock, 'the clock has moved');
}

/** `mtime` and `ctime` tell whether each must have moved. */
function timesDifference(got: CallObservation, mtime: boolean, ctime: boolean, because: string): Difference[] {
  if (got.mtimeMoved === mtime && got.ctimeMoved === ctime) return [];
  const text = (m: boolean | undefined, c: boolean | undefined): string =>
    `mtime ${m ? 'moved' : 'not moved'}, ctime ${c ? 'moved' : 'not moved'}`;
  return [textDifference('metadata', [`${text(mtime, ctime)}: ${because}`], text(got.mtimeMoved, got.ctimeMoved))];
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
  if (got.mtimeMoved || got.ctimeMoved)
    differences.push(...timesDifference(got, false, false, 'the call has no effect'));
  return differences;
}

function adopt(state: FileState, got: CallObservation, context: CallContext, mode: number): void {
  state.mode = got.mode ?? mode;
  state.capability = got.capability ?? false;
  state.durableModes.add(state.mode);
  state.durableCapabilities.add(state.capability);
  if (got.mtimeMoved) state.mtimeAt = context.clock;
  if (got.ctimeMoved) state.ctimeAt = context.clock;
  if (got.mtimeMoved === undefined) state.forgetTimes();
}
