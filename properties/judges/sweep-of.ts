import type { Level, ProfileId } from '../../contract/index.js';
import { createReference } from '../../impl/reference/target.js';
import { check } from '../check.js';

/** Why the reference does not conform in the sweep of a level, up to its first deviation; empty when it does. */
export async function reasonsInSweep(profile: ProfileId, level: Level): Promise<readonly string[]> {
  const stop = new AbortController();
  const { reasons } = await check({
    target: createReference({}, profile),
    levels: [level],
    runs: 0,
    signal: stop.signal,
    onFound: () => stop.abort(),
  });
  return reasons;
}
