import { describe, expect, test } from '@jest/globals';
import { diskContenders, iterContenders } from './contenders.js';
import { diskScenario } from './scenario.js';
import { FAULTS_PER_DISK, FILE_SIZE, sequenceOf, WRITES } from './workload.js';

describe.each([
  ['iter', iterContenders()],
  ['disk', diskContenders()],
] as const)('at %s level', (_, contenders) => {
  test.each(contenders.map((contender) => [contender.name, contender] as const))(
    '%s checks writes and finds nothing wrong with the reference',
    async (name, contender) => {
      const units = [await contender.run(0), await contender.run(1)];
      for (const unit of units) expect(unit).toBeGreaterThan(0);
      if (!name.startsWith('fc.commands') && name !== 'woe check') expect(units[0] % WRITES).toBe(0);
    },
  );
});

test('a sequence is what the workload says, and the same each time', () => {
  for (let seed = 0; seed < 50; seed++) {
    const { writes, faults, hole } = sequenceOf(seed);
    expect(writes).toHaveLength(WRITES);
    expect(faults).toHaveLength(FAULTS_PER_DISK);
    expect(hole.to).toBeLessThanOrEqual(FILE_SIZE);
    for (const { length, position, direct } of writes) {
      expect(length).toBeGreaterThanOrEqual(1024);
      expect(length).toBeLessThanOrEqual(8192);
      expect((position ?? 0) + length).toBeLessThanOrEqual(FILE_SIZE);
      if (direct) expect([length % 512, (position ?? 0) % 512]).toEqual([0, 0]);
    }
    expect(new Set(writes.map(({ direct }) => direct)).size).toBe(2);
  }
  expect(diskScenario(sequenceOf(7))).toEqual(diskScenario(sequenceOf(7)));
  expect(sequenceOf(7)).not.toEqual(sequenceOf(8));
});
