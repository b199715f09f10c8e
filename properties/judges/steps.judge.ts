/** The suite as the judge of a changed reference or model, for `npm run mutation`: the sweep with the steps of the kernel. */
import { expect, it, jest } from '@jest/globals';
import { reasonsInSweep } from './sweep-of.js';

// A slow machine is no failure.
jest.setTimeout(120_000);

it('finds nothing wrong with the reference at disk level', async () => {
  expect(await reasonsInSweep('linux-4.x', 'disk')).toEqual([]);
});
