import { expect, test } from '@jest/globals';
import { arrayHunt, commandsHunt } from './hunted.js';
import { ownHunt } from './own.js';
import { DEPTH } from './planted.js';
import { kitSummary } from './row.js';

test.each([1, 2, 3])('the own hunt number %i ends with as few writes as the planted bug needs', (seed) => {
  const { runs, reruns, writes } = ownHunt(seed);
  expect(writes).toBe(DEPTH);
  expect(runs).toBeGreaterThan(0);
  expect(reruns).toBeGreaterThan(0);
});

test.each([commandsHunt, arrayHunt])('fast-check finds it too and needs no fewer writes', (hunt) => {
  expect(hunt(1).writes).toBeGreaterThanOrEqual(DEPTH);
});

test('the summary of a kit has medians, and names what took longest', () => {
  const kill = (id: string, ms: number) => ({
    id,
    level: 'disk' as const,
    runs: ms,
    reruns: 2 * ms,
    before: { calls: 10, faults: 2, segments: 8, bytes: 5000 },
    after: { calls: 2, faults: 1, segments: 1, bytes: 512 },
    findMs: ms,
    shrinkMs: 3 * ms,
  });
  const { measured, notes } = kitSummary([kill('a', 1), kill('b', 30), kill('c', 20), kill('d', 10), kill('e', 2)]);
  expect(measured.map(({ name, median }) => [name, median])).toEqual([
    ['find', 10],
    ['shrink', 30],
  ]);
  expect(notes).toEqual([
    'medians, as found and as told: 10 to 2 calls, 2 to 1 faults, 8 to 1 segments, 5,000 to 512 bytes',
    'longest: b 120 ms, c 80.0 ms, d 40.0 ms',
  ]);
});
