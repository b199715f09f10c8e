import { UsageError, type Result } from '../contract/index.js';
import { DEFAULT_MOST, type HuntOptions } from './options.js';
import { survey } from './search/survey.js';

/**
 * Searches for up to `most` distinct counterexamples, and goes on after the first: what is stored, the sweep, every
 * short sequence with every fault, then random scenarios, steered to the faults that have been seen with the fewest
 * transitions. Distinct are two of another rule, leaf or observable.
 * The same options give the same result, byte for byte, whatever the number of workers, unless `timeMs` bounds the run.
 */
export async function hunt(options: HuntOptions): Promise<Result> {
  const { most = DEFAULT_MOST, shard } = options;
  if (!Number.isSafeInteger(most) || most < 1)
    throw new UsageError(`max: expected a whole number of at least 1, got ${most}; e.g. --max 10`);
  if (shard && !(Number.isSafeInteger(shard.of) && shard.of >= 1 && shard.index >= 0 && shard.index < shard.of))
    throw new UsageError(
      `shard: expected i/n with i from 1 to n, got ${shard.index + 1}/${shard.of}; e.g. --shard 1/4`,
    );
  return survey(options, { thorough: true, distinctness: 'leaf', most, deviationLimit: Infinity, shard });
}
