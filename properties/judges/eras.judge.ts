/** The suite as the judge of a changed reference or model, for `npm run mutation`: what the other eras do otherwise. */
import { expect, it, jest } from '@jest/globals';
import { DEFAULT_PROFILE, type Level, type ProfileId } from '../../contract/index.js';
import { PROFILES } from '../../model/index.js';
import { brokenInSweep } from './sweep-of.js';

// A slow machine is no failure.
jest.setTimeout(120_000);

/** Of each level's sweep one scenario in so many: the default era has all of them. */
const STRIDE: Readonly<Record<Level, number>> = { iter: 1, disk: 9, file: 9 };

/** What shows at `file` level shows at `disk` level too, where an era has it. */
const PARTS = Object.values(PROFILES)
  .filter(({ id }) => id !== DEFAULT_PROFILE)
  .flatMap(({ id, levels }) =>
    levels
      .filter((level) => level !== 'file' || !levels.includes('disk'))
      .map((level): [ProfileId, Level] => [id, level]),
  );

it.each(PARTS)('finds nothing wrong with the reference of %s at %s level', async (profile, level) => {
  expect(await brokenInSweep(profile, level, STRIDE[level])).toBeUndefined();
});
