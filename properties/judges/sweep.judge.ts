/** The suite as the judge of a changed reference or model, for `npm run mutation`: the whole sweep of the default era. */
import { expect, it, jest } from '@jest/globals';
import { LEVELS } from '../../contract/index.js';
import { reasonsInSweep } from './sweep-of.js';

// A slow machine is no failure.
jest.setTimeout(120_000);

it.each(LEVELS)('finds nothing wrong with the reference at %s level', async (level) => {
  expect(await reasonsInSweep(level)).toEqual([]);
});
