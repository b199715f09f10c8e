import type { Deviation } from '../../contract/index.js';

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
