import type { Explanation } from './explanation.js';

/** An explanation as JSON; the keys come in the order in which `Explanation` declares them. */
export const explanationJson = (explanation: Explanation): string => `${JSON.stringify(explanation, null, 2)}\n`;
