import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROFILE_IDS } from '../../contract/index.js';
import { PROFILES } from '../profile.js';
import { formOf } from './forms.js';
import { leafOf } from './names.js';
import { combinations, inputsOf, leafTable, type Leaf } from './table.js';
import { coreOf } from './walk.js';

type Row = Pick<
  Leaf,
  'id' | 'combinations' | 'condition' | 'returns' | 'kiPos' | 'iov' | 'written' | 'zone' | 'invalidates'
>;
const documented = JSON.parse(readFileSync(join(__dirname, '../../fixtures/leaves/linux-4.x.json'), 'utf8')) as Row[];

describe('the decision table computed from the machine', () => {
  it('has exactly the 24 leaves of era 4.x', () => {
    expect(leafTable('linux-4.x').map((leaf) => leaf.id)).toEqual(documented.map((row) => row.id));
  });

  it.each(documented.map((row) => [row.id, row] as const))(
    'agrees with the documented table in every cell of %s',
    (id, row) => {
      const leaf = leafTable('linux-4.x').find((l) => l.id === id);
      expect(leaf).toMatchObject(row);
    },
  );

  it('puts each of the 512 combinations into one leaf, as often as the table says', () => {
    const all = combinations('linux-4.x');
    expect(all).toHaveLength(512);
    for (const row of documented) expect(all.filter((c) => c.leaf === row.id)).toHaveLength(row.combinations);
  });

  it.each(PROFILE_IDS)('accounts for all combinations of %s', (profile) => {
    const total = inputsOf(profile).reduce((product, [, classes]) => product * classes.length, 1);
    expect(combinations(profile)).toHaveLength(total);
    expect(leafTable(profile).reduce((sum, leaf) => sum + leaf.combinations, 0)).toBe(total);
  });

  it.each(PROFILE_IDS)('moves ki_pos past the direct bytes on a failed flush in %s only if that era did', (profile) => {
    const { movesKiPosBeforeFlush, rewindsKiPos, performAdvancesKiPos } = PROFILES[profile];
    const l24 = leafTable(profile).find((leaf) => leaf.id === 'L24');
    if (l24) expect(l24.kiPos).toBe(movesKiPosBeforeFlush || (performAdvancesKiPos && !rewindsKiPos) ? 'N' : 'd');
  });

  it('has no DAX leaves where the era has no DAX rule', () => {
    expect(leafTable('linux-3.18').map((leaf) => leaf.id)).not.toContain('L9');
    expect(leafTable('linux-fuse').map((leaf) => leaf.id)).not.toContain('L10');
  });

  it.each([
    ['linux-3.18', 'C1', 'checks fail with e', 'e'],
    ['linux-3.18', 'C2', 'checks leave nothing to write', '0'],
    ['linux-iomap-dio', 'X1', 'd = 0, no fallback', '0'],
    ['linux-iomap-dio', 'X2', 'd part, no fallback', 'd'],
  ] as const)('has what %s adds: %s', (profile, id, condition, returns) => {
    expect(leafTable(profile).find((leaf) => leaf.id === id)).toMatchObject({ condition, returns });
  });

  it('leads each mode by its own callee', () => {
    const all = combinations('linux-4.x');
    const leavesOf = (inputs: Record<string, string>): string[] =>
      all
        .filter((one) => Object.entries(inputs).every(([input, outcome]) => one.inputs[input] === outcome))
        .map(({ leaf }) => leaf);
    const going = { removePrivs: 'ok', updateTime: 'ok', direct: 'full', perform: '<0' };
    expect(new Set(leavesOf({ ...going, mode: 'direct' }))).toEqual(new Set(['L8']));
    expect(new Set(leavesOf({ ...going, mode: 'buffered' }))).toEqual(new Set(['L3']));
  });

  it.each(PROFILE_IDS)('takes every transition of the core on the way to some leaf of %s', (profile) => {
    const taken = new Set(leafTable(profile).flatMap(({ edges }) => edges));
    expect([...taken].toSorted()).toEqual([...new Set(coreOf(profile).edges.map(({ id }) => id))].toSorted());
  });
});

describe('what the table cannot say', () => {
  it('is refused: a value that is no expression over d, f and N', () => {
    const sizes = [{ d: 1, f: 2, n: 9 }];
    expect(formOf([3], sizes)).toBe('d+f');
    expect(() => formOf([4, 5], [...sizes, ...sizes])).toThrow('no expression over d, f and N gives 4, 5');
    // Each value alone has an expression, both together have none.
    expect(() => formOf([1, 2], [...sizes, ...sizes])).toThrow('gives 1, 2');
  });

  it('is refused: a way without a name', () => {
    expect(() => leafOf([['direct', 'nowhere']])).toThrow('the model ended in a way that has no name: direct=nowhere');
  });
});
