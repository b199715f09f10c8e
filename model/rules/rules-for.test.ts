import { expect, it } from '@jest/globals';
import type { Level, ProfileId } from '../../contract/index.js';
import { RULES, rulesFor } from './index.js';

const idsOf = (level: Level, profile: ProfileId): string[] => rulesFor(level, profile).map(({ id }) => id);

it.each<[rule: string, where: string, Level, ProfileId, boolean]>([
  ['pos-flush-error-stays-at-direct', 'holds since 4.0', 'iter', 'linux-4.x', true],
  ['pos-flush-error-stays-at-direct', 'not in 6.5.0', 'iter', 'linux-6.5.0', false],
  ['pos-flush-error-runs-ahead', 'holds in 6.5.0', 'iter', 'linux-6.5.0', true],
  ['pos-flush-error-runs-ahead', 'not since 4.0', 'iter', 'linux-4.x', false],
  ['ret-privs-error-returned', 'holds in every era', 'iter', 'linux-3.18', true],
  ['ret-privs-error-returned', 'holds in every era', 'disk', 'linux-6.x', true],
  ['fsync-tells-the-truth', 'needs a disk', 'disk', 'linux-4.x', true],
  ['fsync-tells-the-truth', 'has no fsync at this level', 'iter', 'linux-4.x', false],
])('%s %s: %s, %s', (rule, _, level, profile, holds) => {
  expect(idsOf(level, profile).includes(rule)).toBe(holds);
});

it('keeps the order of the table, specific before general, and no rule twice', () => {
  const ids = idsOf('disk', 'linux-4.x');
  expect(ids).toEqual(RULES.map(({ id }) => id).filter((id) => ids.includes(id)));
});
