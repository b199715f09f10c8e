import { describe, expect, it } from '@jest/globals';
import { CAPABILITIES, DISTINCT_CALLS, ScenarioSchema } from '../../contract/index.js';
import { needsOf } from '../generate/needs.js';
import { DISK_ROWS, diskSweep } from './sweep.js';

const sweep = diskSweep('linux-4.x', 1, CAPABILITIES);

describe('the sweep at disk level', () => {
  it('is valid, every row of it', () => {
    expect(sweep).toHaveLength(DISK_ROWS.length);
    for (const scenario of sweep) expect(ScenarioSchema.safeParse(scenario).error).toBeUndefined();
  });

  it('says of each row what it aims at, once', () => {
    const aims = DISK_ROWS.map(({ aim }) => aim);
    expect(aims.filter((aim, i) => aims.indexOf(aim) !== i)).toEqual([]);
  });

  it('has no more calls than sources that can be told apart', () => {
    expect(Math.max(...sweep.map(({ calls }) => calls.length))).toBeLessThanOrEqual(DISTINCT_CALLS);
  });

  it('ends by reading the whole file from the cache and from the disk', () => {
    for (const { calls } of sweep)
      expect(calls.slice(-5).map(({ call }) => call)).toEqual(['open', 'pread', 'writeback', 'dropCaches', 'pread']);
  });

  it('leaves out what needs a capability that the target does not have', () => {
    for (const missing of CAPABILITIES) {
      const others = diskSweep(
        'linux-4.x',
        1,
        CAPABILITIES.filter((capability) => capability !== missing),
      );
      expect(others.length).toBeGreaterThan(0);
      for (const scenario of others) expect([...needsOf(scenario)]).not.toContain(missing);
    }
  });

  it('keeps every row that is possible without writeback, and reads from the cache alone', () => {
    const [first] = diskSweep('linux-4.x', 1, []);
    expect(first.calls.slice(-2).map(({ call }) => call)).toEqual(['open', 'pread']);
  });
});
