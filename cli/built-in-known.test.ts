import { expect, test } from '@jest/globals';
import { builtInKnown } from './built-in-known.js';

test('a kernel target brings the list of its table, under the profile that it declares', async () => {
  const known = await builtInKnown('kernel:xfs', undefined);
  expect(known?.lines.map(({ rule }) => rule)).toContain('content-written-bytes');
  expect(known?.stale).toBe('warn');
  expect(await builtInKnown('kernel:xfs', 'linux-iomap-dio')).toEqual(known);
});

test.each([
  ['another profile', 'kernel:xfs', 'linux-6.x'],
  ['a target with an empty list', 'kernel:ext3', undefined],
  ['any directory', 'kernel:dir=/tmp', undefined],
  ['other families', 'reference', undefined],
] as const)('%s has none', async (_, target, profile) => {
  expect(await builtInKnown(target, profile)).toBeUndefined();
});
