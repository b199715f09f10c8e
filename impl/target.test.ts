import { expect, test } from '@jest/globals';
import { UsageError, levelsOf } from '../contract/index.js';
import { PARTS } from './reference/parts.js';
import { createReference } from './reference/target.js';
import { registerTargets, resolveTarget } from './target.js';

test('the reference has every level', () => {
  expect(levelsOf(resolveTarget('reference'))).toEqual(['iter', 'disk', 'file']);
});

test('a profile makes the reference follow it at iter level', () => {
  expect(resolveTarget('reference', 'linux-6.5.0').profile).toBe('linux-6.5.0');
});

test('a registered family is found by its prefix', () => {
  const swapped = createReference({ core: (...args) => PARTS.core(...args) });
  registerTargets('mutant', { list: () => ['swap'], find: (id) => (id === 'swap' ? swapped : undefined) });
  expect(resolveTarget('mutant:swap')).toBe(swapped);
});

test.each(['refrence', 'mutant:none', 'nobody:swap', ''])('%p is unknown: the message lists what exists', (name) => {
  registerTargets('mutant', { list: () => ['swap'], find: () => undefined });
  expect(() => resolveTarget(name)).toThrow(UsageError);
  expect(() => resolveTarget(name)).toThrow('there are: reference, mutant:swap');
});
