import type { Deviation, KnownDeviation } from '../../contract/index.js';
import { isKnownAs, type Met } from '../known/is-known.js';

/**
 * When two deviations count as one. `symptom`: same rule, observable and direction; `leaf`: same rule, leaf and
 * observable, so that the same bug met on two ways through the model is shown on both.
 */
export type Distinctness = 'symptom' | 'leaf';

const KEYS: Readonly<Record<Distinctness, (deviation: Deviation) => string>> = {
  symptom: ({ rule, differences: [{ observable, direction }] }) => `${rule} ${observable} ${direction}`,
  leaf: ({ rule, leaves, differences: [{ observable }] }) => `${rule} ${leaves.join(',')} ${observable}`,
};

/** Equal for two deviations that are not distinct. */
export const distinctKey = (deviation: Deviation, distinctness: Distinctness): string => KEYS[distinctness](deviation);

/** As `distinctKey`, but what a line of `known` explains does not hide what none explains. */
export function distinctKeyAmong(met: Met, distinctness: Distinctness, known: readonly KnownDeviation[] = []): string {
  const line = known.findIndex((candidate) => isKnownAs(met, candidate));
  return `${distinctKey(met.deviation, distinctness)} ${line}`;
}
