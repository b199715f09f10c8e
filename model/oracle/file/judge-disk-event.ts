import type { CallObservation, Difference } from '../../../contract/index.js';
import { numberDifference, textDifference } from '../difference.js';
import type { Judgement } from '../judgement.js';
import type { CallContext } from './judge-write.js';
import { octal } from './metadata.js';
import { doubtErrors, raiseErrors } from './pending-errors.js';
import { verdict } from './plain-judgement.js';
import type { FileState } from './state.js';
import { applyEvidence, applyPowerCut } from './write-effects.js';

/** The flusher: what fails here is reported to nobody yet. */
export function judgeWriteback(state: FileState, context: CallContext): Judgement {
  const { evidence } = context;
  applyEvidence(state, evidence);
  if (evidence.dataErrors.size > 0) raiseErrors(state, evidence.dataErrors);
  else if (evidence.shortWrite) doubtErrors(state, evidence.excuses);
  return verdict(['plain'], []);
}

export function judgeDropCaches(state: FileState, context: CallContext): Judgement {
  applyEvidence(state, context.evidence);
  return verdict(['plain'], []);
}

/** After a power cut: size, mode and capability are among those that may have been kept. */
export function judgePowerCut(state: FileState, got: CallObservation, context: CallContext): Judgement {
  applyPowerCut(state);
  applyEvidence(state, context.evidence);
  state.mountErrors = context.evidence.inodeErrors;
  const differences: Difference[] = [];
  if (got.size !== undefined && !state.durableSizes.has(got.size)) {
    const because = 'the size at the last sync that succeeded, or after a call since';
    const sizes = [...state.durableSizes].sort((a, b) => a - b).map((value) => ({ value, because }));
    const difference = numberDifference('durability', sizes, got.size);
    const named = (size: string): string => `size ${size}`;
    differences.push({ ...difference, allowed: difference.allowed.map(named), got: named(difference.got) });
  }
  if (got.mode !== undefined && !state.durableModes.has(got.mode)) {
    const because = 'the mode at the last sync that succeeded, or after a call since';
    const modes = [...state.durableModes].map((mode) => ({ value: `mode ${octal(mode)}`, because }));
    differences.push(textDifference('durability', modes, `mode ${octal(got.mode)}`));
  }
  state.size = got.size ?? state.size;
  state.mode = got.mode ?? state.mode;
  state.capability = got.capability ?? state.capability;
  state.durableSizes = new Set([state.size]);
  state.durableModes = new Set([state.mode]);
  state.durableCapabilities = new Set([state.capability]);
  state.unflushed = false;
  return verdict(['powerCut'], differences);
}
