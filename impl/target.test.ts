import { expect, test } from '@jest/globals';
import { UsageError, levelsOf } from '../contract/index.js';
import { PARTS } from './reference/parts.js';
import { createReference } from './reference/target.js';
import { registerTargets, resolveTarget } from './target.js';

test('the reference has every level', async () => {
  expect(levelsOf(await resolveTarget('reference'))).toEqual(['iter', 'disk', 'file']);
});

test('a profile makes the reference follow it at iter level', async () => {
  expect((await resolveTarget('reference', 'linux-6.5.0')).profile).toBe('linux-6.5.0');
});

test('a registered family is found by its prefix', async () => {
  const swapped = createReference({ core: (...args) => PARTS.core(...args) });
  registerTargets('mutant', { list: () => ['swap'], find: (id) => (id === 'swap' ? swapped : undefined) });
  expect(await resolveTarget('mutant:swap')).toBe(swapped);
});

test.each(['refrence', 'mutant:none', 'nobody:swap', ''])(
  '%p is unknown: the message lists what exists',
  async (name) => {
    registerTargets('mutant', { list: () => ['swap'], find: () => undefined });
    await expect(resolveTarget(name)).rejects.toThrow(UsageError);
    await expect(resolveTarget(name)).rejects.toThrow('there are: reference, mutant:swap');
  },
);
