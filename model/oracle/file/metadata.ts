import { ERRNO, type CallObservation, type Difference } from '../../../contract/index.js';
import type { Leaf } from '../../leaves/table.js';
import { textDifference, type Allowed } from '../difference.js';
import type { CallContext } from './judge-write.js';
import type { FileState } from './state.js';

export const octal = (mode: number): string => `0${mode.toString(8).padStart(3, '0')}`;

/**
 * Mode bits, security.capability and times after a write that reached the core, then adopted as the new state.
 * Privileges go whatever is returned later; a failure to remove them may leave the capability gone and the mode unchanged.
 */
export function judgeMetadata(
  state: FileState,
  leaves: readonly Leaf[],
  ret: number,
  got: CallObservation,
  context: CallContext,
): Difference[] {
  const ids = leaves.map((leaf) => leaf.id);
  // Some filesystems refuse a misaligned direct write before, some after they strip.
  const refusedEarly = !state.profile.fallsBack && ret === -ERRNO.EINVAL;
  const unsure = refusedEarly || ids.length === 0 || ids.includes('L1');
  const mayKeep = unsure || state.profile.posixFreedom;
  const stripped = state.strippedMode();
  const modes = [...new Set([stripped, ...(mayKeep ? [state.mode] : [])])];
  const differences = [
    ...modeDifference(modes, got, (mode) => becauseOfMode(state, mode, mayKeep)),
    ...capabilityDifference(state, got, mayKeep),
    ...judgeTimes(state, unsure || ids.includes('L2'), got, context),
  ];
  if (differences.length === 0) adopt(state, got, context, stripped);
  return differences;
}

function modeDifference(
  modes: readonly number[],
  got: CallObservation,
  because: (mode: number) => string,
): Difference[] {
  if (got.mode === undefined || modes.includes(got.mode)) return [];
  const allowed = modes.map((mode) => ({ value: `mode ${octal(mode)}`, because: because(mode) }));
  return [textDifference('metadata', allowed, `mode ${octal(got.mode)}`)];
}

const CAPABILITY_GONE = {
  value: 'security.capability removed',
  because: 'file_remove_privs removes it, whoever writes',
};
const CAPABILITY_ABSENT = { value: 'security.capability absent', because: 'no call of these sets it' };

/** It may go with any call that reaches the removal of privileges, must go unless `mayKeep`, and never comes back. */
function capabilityDifference(state: FileState, got: CallObservation, mayKeep: boolean): Difference[] {
  if (got.capability !== true || (mayKeep && state.capability)) return [];
  const allowed = state.capability ? CAPABILITY_GONE : CAPABILITY_ABSENT;
  return [textDifference('metadata', [allowed], 'security.capability there')];
}

/** Why the mode may be this after a call that reached, or may have reached, the removal of privileges. */
function becauseOfMode(state: FileState, mode: number, mayKeep: boolean): string {
  const stripped = state.strippedMode();
  if (mode !== stripped) return `${octal(mode)} as before: privileges may not have been removed`;
  if (mode === state.mode) return `${octal(mode)} as before: ${keptBecause(state)}`;
  const taken = `${octal(state.mode)} without ${octal(state.mode - stripped)}, for the caller lacks CAP_FSETID`;
  return mayKeep ? `${taken}, if privileges were removed` : taken;
}

function keptBecause(state: FileState): string {
  if ((state.mode & 0o6000) === 0) return 'there is no set-id bit to take';
  if (state.isBlock) return 'set-id bits count on regular files only';
  return state.caller.capFsetid ? 'the caller has CAP_FSETID' : 'S_ISGID without S_IXGRP is no privilege';
}

/**
 * Mode bits and security.capability after a truncation, then adopted. `do_truncate` strips as a write does, in the same
 * change of the inode; one that failed may have stripped or not. The times may be anything.
 */
export function judgeTruncatedMetadata(state: FileState, got: CallObservation, succeeded: boolean): Difference[] {
  const mayKeep = !succeeded || state.profile.posixFreedom;
  const stripped = state.strippedMode();
  const modes = [...new Set([stripped, ...(mayKeep ? [state.mode] : [])])];
  const differences = [
    ...modeDifference(modes, got, (mode) => `do_truncate: ${becauseOfMode(state, mode, mayKeep)}`),
    ...capabilityDifference(state, got, mayKeep),
  ];
  state.mode = got.mode ?? stripped;
  state.capability = got.capability ?? false;
  state.durableModes.add(state.mode);
  state.durableCapabilities.add(state.capability);
  state.forgetTimes();
  return differences;
}

/** A size that inode_newsize_ok refuses leaves the mode; security.capability may be gone, for it is removed first. */
export function judgeRefusedMetadata(state: FileState, got: CallObservation): Difference[] {
  const differences = [
    ...modeDifference([state.mode], got, () => 'the size is refused before the mode changes'),
    ...capabilityDifference(state, got, true),
  ];
  if (got.capability === false) state.capability = false;
  state.durableCapabilities.add(state.capability);
  state.forgetTimes();
  return differences;
}

function judgeTimes(state: FileState, mayKeep: boolean, got: CallObservation, context: CallContext): Difference[] {
  if (got.mtimeMoved === undefined || got.ctimeMoved === undefined) return [];
  const { clock } = context;
  const differs = state.mtimeAt !== clock || state.ctimeAt !== clock;
  if (!differs) return timesDifference(got, false, false, 'the clock has not moved');
  // Removing privileges moves ctime whatever the mount says of mtime.
  if (!state.spec.mountWritable)
    return got.mtimeMoved ? timesDifference(got, false, got.ctimeMoved, 'the mount is not writable') : [];
  const known = state.mtimeAt !== undefined && state.ctimeAt !== undefined;
  // Only the disk level has a clock that the suite moves.
  if (mayKeep || !known || context.level !== 'disk') return [];
  return timesDifference(got, state.mtimeAt !== clock, state.ctimeAt !== clock, 'the clock has moved');
}

/** `mtime` and `ctime` tell whether each must have moved. */
function timesDifference(got: CallObservation, mtime: boolean, ctime: boolean, because: string): Difference[] {
  if (got.mtimeMoved === mtime && got.ctimeMoved === ctime) return [];
  const text = (m: boolean | undefined, c: boolean | undefined): string =>
    `mtime ${m ? 'moved' : 'not moved'}, ctime ${c ? 'moved' : 'not moved'}`;
  const allowed: Allowed<string> = { value: text(mtime, ctime), because };
  return [textDifference('metadata', [allowed], text(got.mtimeMoved, got.ctimeMoved))];
}

const NO_EFFECT = 'the call has no effect on the inode';

/** Calls without any effect: mode, capability and times stay. */
export function keepMetadata(state: FileState, got: CallObservation): Difference[] {
  const differences = modeDifference([state.mode], got, () => NO_EFFECT);
  if (got.capability !== undefined && got.capability !== state.capability) {
    const allowed = { value: `security.capability ${state.capability ? 'kept' : 'absent'}`, because: NO_EFFECT };
    differences.push(textDifference('metadata', [allowed], got.capability ? 'present' : 'removed'));
  }
  if (got.mtimeMoved || got.ctimeMoved) differences.push(...timesDifference(got, false, false, NO_EFFECT));
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
