import { describe, expect, it, jest } from '@jest/globals';
import { MUTANTS, targetOf } from '../../fixtures/mutants/index.js';
import { killRun, MOST_RUNS } from '../kill/kill-run.js';

import { drive } from '../run/drive.js';
import { smallerOnes } from './minimality.sample.js';
import { rerunOn } from './rerun.js';
import { shrink } from './shrink.js';

// A slow machine is no failure.
jest.setTimeout(120_000);

const PROFILE = 'linux-4.x';
/** Re-runs that are far more than any of them needs, and far fewer than where shrinking gives up. */
const MANY = 1000;

describe('what is found of every mutant, once it is shrunk, is 1-minimal', () => {
  it.each(MUTANTS.map((mutant) => [mutant.id, mutant] as const))('%s', async (_, mutant) => {
    const target = targetOf(mutant, PROFILE);
    const { found } = await killRun(mutant, { profile: PROFILE, seed: 1, most: MOST_RUNS });
    if (!found) throw new Error('no deviation was found');
    const { scenario, deviation, reruns } = await drive(shrink(found.scenario, found.deviation, rerunOn(target)));
    expect(await smallerOnes(target, scenario, deviation)).toEqual([]);
    expect(reruns).toBeLessThan(MANY);
  });
});
