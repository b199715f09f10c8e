import { statfsSync } from 'node:fs';
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
  ['a directory on a filesystem without a row', 'kernel:dir=/proc', undefined],
  ['a directory that is none', 'kernel:dir=/no/such', undefined],
  ['other families', 'reference', undefined],
] as const)('%s has none', async (_, target, profile) => {
  expect(await builtInKnown(target, profile)).toBeUndefined();
});

test('a directory brings the list of the filesystem that it lies on', async () => {
  const types = new Map([
    [0xef53, 'kernel:ext4'],
    [0x58465342, 'kernel:xfs'],
  ]);
  for (const directory of ['/', '/tmp', '/proc', process.cwd()])
    expect(await builtInKnown(`kernel:dir=${directory}`, undefined)).toEqual(
      await builtInKnown(types.get(statfsSync(directory).type) ?? 'reference', undefined),
    );
});
