import { createHash } from 'node:crypto';
import type { CallObservation, Counterexample, Deviation, ProfileId, Scenario } from '../contract/index.js';
import { leafTable, MODEL_VERSION, RULES } from '../model/index.js';
import { TOOL } from './tool.js';

/** A digest of the profile's decision table and of the rule's row: if it changed, a stored file is obsolete. */
export function modelDigest(profile: ProfileId, ruleId: string): string {
  const rule = RULES.find((candidate) => candidate.id === ruleId);
  return createHash('sha256')
    .update(JSON.stringify([leafTable(profile), rule]))
    .digest('hex')
    .slice(0, 16);
}

export const toCounterexample = (
  /** `given`: the word by which it can be asked for again. */
  target: { readonly name: string; readonly given?: string },
  scenario: Scenario,
  calls: readonly CallObservation[],
  deviation: Deviation,
): Counterexample => ({
  schema: 'woe.counterexample/1',
  tool: TOOL,
  target: target.given ?? target.name,
  modelDigest: modelDigest(scenario.profile, deviation.rule),
  modelVersion: MODEL_VERSION,
  scenario,
  observation: { schema: 'woe.observation/1', calls: [...calls] },
  deviation,
});
