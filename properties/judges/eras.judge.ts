/** The suite as the judge of a changed reference or model, for `npm run mutation`: the sweep of each era and level. */
import { expect, it, jest } from '@jest/globals';
import type { Level, ProfileId } from '../../contract/index.js';
import { PROFILES } from '../../model/index.js';
import { reasonsInSweep } from './sweep-of.js';

// A slow machine is no failure.
jest.setTimeout(120_000);

/** `disk` takes longest: `steps.judge.ts` has it for the default era. */
const PARTS = Object.values(PROFILES).flatMap(({ id, levels }) =>
  levels.filter((level) => level !== 'disk').map((level): [ProfileId, Level] => [id, level]),
);

it.each(PARTS)('finds nothing wrong with the reference of %s at %s level', async (profile, level) => {
  expect(await reasonsInSweep(profile, level)).toEqual([]);
});
