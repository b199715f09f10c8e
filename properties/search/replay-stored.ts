import { Misbehaviour, type Level, type ProfileId, type StoredVerdict } from '../../contract/index.js';
import type { Rule } from '../../model/index.js';
import { RULES } from '../../model/index.js';
import type { StoredFile } from '../options.js';
import { sameCause } from '../shrink/cause.js';
import type { Runner } from './session.js';

/**
 * Runs the stored counterexamples of this profile and these levels, in the order of their names. What it says of each:
 * `reproduces`, `deviates` (from another cause), `conformant`, or how the target misbehaved.
 */
export async function replayStored(
  runner: Runner,
  stored: readonly StoredFile[],
  profile: ProfileId,
  levels: readonly Level[],
  isSelected: (rule: Rule) => boolean,
  signal?: AbortSignal,
): Promise<StoredVerdict[]> {
  const verdicts: StoredVerdict[] = [];
  for (const { name, counterexample, obsolete } of stored) {
    const { scenario, deviation } = counterexample;
    const rule = RULES.find(({ id }) => id === deviation.rule);
    if (scenario.profile !== profile || !levels.includes(scenario.level) || !rule || !isSelected(rule)) continue;
    if (signal?.aborted) break;
    const row = { name, rule: deviation.rule, level: scenario.level, obsolete };
    try {
      const again = (await runner.run(scenario)).deviation;
      const verdict = !again ? 'conformant' : sameCause(deviation, again) ? 'reproduces' : 'deviates';
      verdicts.push({ ...row, verdict });
    } catch (error) {
      if (!(error instanceof Misbehaviour)) throw error;
      verdicts.push({ ...row, verdict: error.verdict });
    }
  }
  return verdicts;
}
