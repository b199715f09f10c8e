import { describe, expect, it } from '@jest/globals';
import { diffProfiles } from './diff.js';

describe('the difference between two profiles', () => {
  it('shows the 6.5.0 regression: after a failed flush ki_pos stays advanced', () => {
    const [smallest] = diffProfiles('linux-6.5.0', 'linux-6.x').filter((row) => row.a.leaf === 'L24');
    expect(smallest).toMatchObject({ differs: ['kiPos'], a: { ret: '1', kiPos: 3 }, b: { ret: '1', kiPos: 1 } });
  });

  it('starts with the smallest scenario', () => {
    const counts = diffProfiles('linux-4.x', 'linux-6.5.0').map((row) => row.count);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(counts.length).toBeGreaterThan(0);
  });

  it('is empty where the caller sees the same', () => {
    expect(diffProfiles('linux-4.x', 'linux-6.x')).toEqual([]);
    expect(diffProfiles('linux-4.x', 'linux-4.x')).toEqual([]);
  });
});
