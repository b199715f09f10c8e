import { expect, test } from '@jest/globals';
import { leafTable } from '../model/index.js';
import { drivenLeafLines } from './driven-leaves.js';
import { CONFORMANT } from './results.sample.js';

const withLeaves = (missing: string[], unreachable: string[]) => {
  const item = { covered: 0, total: 0, missing: [], unreachable: [] };
  const total = leafTable('linux-fuse').length - unreachable.length;
  const leaves = {
    covered: total - missing.length,
    total,
    missing,
    unreachable: unreachable.map((id) => ({ id, reason: 'it is' })),
  };
  const coverage = { states: item, transitions: item, transitionPairs: item, leaves, guards: item };
  return {
    ...CONFORMANT,
    profile: 'linux-fuse' as const,
    coverage: { ...coverage, byLevel: { file: coverage } },
  };
};

test('names each leaf that the target was driven through, and no other', () => {
  const ids = leafTable('linux-fuse').map(({ id }) => id);
  const lines = drivenLeafLines(
    withLeaves(
      ['L12'],
      ids.filter((id) => !['L1', 'L12', 'L24'].includes(id)),
    ),
  );
  expect(lines).toEqual([
    '  driven through at file: 2 of 3 leaves',
    '    L1   privileges fail with e            returns e',
    '    L24  d > 0, f = the rest, flush error  returns d',
  ]);
});

test('says nothing where there is nothing, or another level', () => {
  expect(
    drivenLeafLines(
      withLeaves(
        [],
        leafTable('linux-fuse').map(({ id }) => id),
      ),
    ),
  ).toEqual([]);
  expect(drivenLeafLines({ ...CONFORMANT, coverage: { ...CONFORMANT.coverage, byLevel: {} } })).toEqual([]);
});
