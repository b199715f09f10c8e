import type { Colors } from 'picocolors/types';
import type { Counterexample } from '../contract/index.js';
import { explanationOf } from './explain/explanation-of.js';
import { explanationText } from './explain/text.js';
import { printableLine } from './printable.js';
import type { RuleBook } from './rule-book.js';

/** A deviation for a terminal: the whole explanation, so that a failure needs no second command to be understood. */
export const deviationText = (found: Counterexample, rules: RuleBook, colors: Colors): string =>
  explanationText(explanationOf(found, rules), colors);

/** The differences in one line, for machine-read formats. */
export function deviationLine({ deviation }: Counterexample): string {
  const parts = deviation.differences.map(
    (d) => `${d.observable}: allowed are only: ${d.allowed.join(', ')}; got ${d.got}`,
  );
  return printableLine(`call ${deviation.call}: ${parts.join('; ')}`);
}
