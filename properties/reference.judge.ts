/** The suite as the judge of a changed reference or model, for `npm run mutation`: one era, what the sweep finds. */
import { expect, it, jest } from '@jest/globals';
import { LEVELS } from '../contract/index.js';
import { MUTANTS } from '../fixtures/mutants/index.js';
import { createReference } from '../impl/reference/target.js';
import { check } from './check.js';
import { killRun, type Spaces } from './kill/kill-run.js';

// A slow machine is no failure.
jest.setTimeout(120_000);

it.each(LEVELS)('finds nothing wrong with the reference at %s level', async (level) => {
  const { reasons } = await check({ target: createReference({}, 'linux-4.x'), levels: [level], runs: 0 });
  expect(reasons).toEqual([]);
});

/** The kit's mutants that the first scenarios of their level kill: all of these must stay killed. */
const FIRST = 100;
const LEAST = 56;

it('kills the mutants that show in the first scenarios', async () => {
  const spaces: Spaces = new Map();
  const runs = await Promise.all(MUTANTS.map((mutant) => killRun(mutant, { seed: 1, most: FIRST, spaces })));
  expect(runs.filter(({ found }) => found).length).toBeGreaterThanOrEqual(LEAST);
});
