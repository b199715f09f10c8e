import type { CallObservation, Counterexample } from '../../contract/index.js';
import { FileOracle, NO_EVIDENCE, type Judgement } from '../../model/index.js';

/**
 * The counterexample as a process sees it that has only the calls: what a `disk` level target tells of its steps, and
 * what the virtual disk saw, narrows what is allowed to the path that was taken, and another storage may take another.
 * Null when nothing is wrong from there.
 */
export function outsideOf(found: Counterexample): Counterexample | null {
  const { scenario, observation, deviation } = found;
  if (scenario.level !== 'disk') return found;
  const oracle = new FileOracle({ ...scenario, level: 'file' });
  let judgement: Judgement | undefined;
  for (const seen of observation.calls) {
    if (seen.index > deviation.call) break;
    judgement = oracle.judge(scenario.calls[seen.index], fromOutside(seen), {
      clock: 1 + seen.index,
      evidence: NO_EVIDENCE,
    });
    if (judgement.differences.length > 0 && seen.index < deviation.call) return null;
  }
  if (!judgement || judgement.differences.length === 0) return null;
  const { differences, path } = judgement;
  return { ...found, deviation: { ...deviation, differences: [...differences], path: [...path] } };
}

function fromOutside(seen: CallObservation): CallObservation {
  const plain = { ...seen };
  delete plain.disk;
  delete plain.steps;
  return plain;
}
