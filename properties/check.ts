import type { Result } from '../contract/index.js';
import { applyKnown } from './known/apply-known.js';
import type { CheckOptions } from './options.js';
import { survey } from './search/survey.js';

/** The random phase of a check ends after so many deviating scenarios. */
const DEVIATION_LIMIT = 200;

/**
 * Checks a target against the model: first what is stored, then at each level the complete sweep, then random scenarios.
 * The same options give the same result, byte for byte, unless `timeMs` bounds the run.
 * Throws UsageError for options that can't be run; nothing is touched then.
 */
export async function check(options: CheckOptions): Promise<Result> {
  const { known } = options;
  const result = await survey(options, {
    thorough: false,
    distinctness: 'symptom',
    most: Infinity,
    // A deviation that is known must not keep the others from being met.
    deviationLimit: known ? Infinity : DEVIATION_LIMIT,
  });
  return known ? applyKnown(result, known.lines, known.stale) : result;
}
