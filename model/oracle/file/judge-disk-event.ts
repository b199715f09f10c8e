import type { CallObservation, Difference } from '../../../contract/index.js';
import { numberDifference, textDifference, type Allowed } from '../difference.js';
import type { Judgement } from '../judgement.js';
import type { CallContext } from './judge-write.js';
import { octal } from './metadata.js';
import { doubtErrors, raiseErrors } from './pending-errors.js';
import { verdict } from './plain-judgement.js';
import type { FileState } from './state.js';
import { applyEvidence, applyPowerCut, noteErrors } from './write-effects.js';

/** The flusher: what fails here is reported to nobody yet. That of the inode record may be kept for fsync, or tried again. */
export function judgeWriteback(state: FileState, context: CallContext): Judgement {
  const { evidence } = context;
  applyEvidence(state, evidence);
  if (evidence.dataErrors.size > 0) raiseErrors(state, evidence.dataErrors);
  else if (evidence.shortWrite) doubtErrors(state, evidence.excuses);
  if (evidence.inodeErrors.size > 0) doubtErrors(state, evidence.inodeErrors);
  return verdict(['plain'], []);
}

/** An inode that nobody has open may be dropped too, and with it what waits in its mapping. */
export function judgeDropCaches(state: FileState, context: CallContext): Judgement {
  applyEvidence(state, context.evidence);
  if (state.descriptors.size === 0) state.errors.weaken();
  noteErrors(state, context.evidence, false);
  return verdict(['plain'], []);
}

export function judgePowerCut(state: FileState, got: CallObservation, context: CallContext): Judgement {
  applyPowerCut(state);
  state.cutAt = got.index;
  applyEvidence(state, context.evidence);
  state.mountErrors = context.evidence.inodeErrors;
  state.unflushed = state.sizeUnwritten = false;
  return verdict(['powerCut'], judgeKept(state, got));
}

/**
 * After a power cut size, mode and capability are among those that may have been kept; then what was seen is what there
 * is. An inode that could not be read at the mount is judged when it is first seen.
 */
export function judgeKept(state: FileState, got: CallObservation): Difference[] {
  const differences: Difference[] = [];
  if (got.size !== undefined && !state.durableSizes.has(got.size)) {
    const sizes = keptBecause('size', [...state.durableSizes].sort(ascending));
    const difference = numberDifference('durability', sizes, got.size);
    const named = (size: string): string => `size ${size}`;
    differences.push({ ...difference, allowed: difference.allowed.map(named), got: named(difference.got) });
  }
  if (got.mode !== undefined && !state.durableModes.has(got.mode)) {
    const modes = [...state.durableModes].sort(ascending).map((mode) => `mode ${octal(mode)}`);
    differences.push(textDifference('durability', keptBecause('mode', modes), `mode ${octal(got.mode)}`));
  }
  if (got.capability !== undefined && !state.durableCapabilities.has(got.capability)) {
    const allowed = keptBecause('security.capability', [capabilityText(!got.capability)]);
    differences.push(textDifference('durability', allowed, capabilityText(got.capability)));
  }
  state.keptUnseen = got.size === undefined;
  state.size = got.size ?? state.size;
  state.mode = got.mode ?? state.mode;
  state.capability = got.capability ?? state.capability;
  if (!state.keptUnseen) state.keepOnly();
  return differences;
}

const ascending = (a: number, b: number): number => a - b;

const capabilityText = (there: boolean): string => `security.capability ${there ? 'there' : 'absent'}`;

const keptBecause = <T>(what: string, values: readonly T[]): Allowed<T>[] =>
  values.map((value) => ({ value, because: `the ${what} at the last sync that succeeded, or after a call since` }));
