/** The suite as the judge of a changed reference or model, for `npm run mutation`: what it killed it must still kill. */
import { expect, it, jest } from '@jest/globals';
import { MUTANTS } from '../../fixtures/mutants/index.js';
import { killRun, type Spaces } from '../kill/kill-run.js';

// A slow machine is no failure.
jest.setTimeout(120_000);

/** Scenarios of their level in which so many of the kit's mutants show, each by the rule that it names. */
const FIRST = 100;
const LEAST = 56;

it('kills the mutants that show in the first scenarios', async () => {
  const spaces: Spaces = new Map();
  const runs = await Promise.all(MUTANTS.map((mutant) => killRun(mutant, { seed: 1, most: FIRST, spaces })));
  expect(runs.filter(({ found }) => found).length).toBeGreaterThanOrEqual(LEAST);
});
