import { describe, expect, it } from '@jest/globals';
import { MUTANTS } from '../../fixtures/mutants/index.js';
import type { Spaces } from './kill-run.js';
import { measurable, measureKill } from './measure.js';

describe('what it takes to find and shrink a mutant', () => {
  it('is measured for each of the kit', () => {
    expect(measurable()).toEqual(MUTANTS.map(({ id }) => id));
  });

  it('is counted in runs and re-runs, and told before and after', async () => {
    const spaces: Spaces = new Map();
    const measured = await measureKill('ki-pos-runs-ahead', spaces);
    expect(measured).toMatchObject({
      id: 'ki-pos-runs-ahead',
      level: 'iter',
      after: { calls: 2, faults: 0, segments: 1, bytes: 2 },
    });
    expect(measured.runs).toBeGreaterThan(1);
    expect(measured.reruns).toBeGreaterThan(1);
    expect(measured.before.bytes).toBeGreaterThan(measured.after.bytes);
    // The list of scenarios is kept, and changes nothing.
    expect([...spaces.keys()]).toEqual(['iter']);
    const { runs, reruns, before, after } = measured;
    expect(await measureKill('ki-pos-runs-ahead', spaces)).toMatchObject({ runs, reruns, before, after });
  });

  it('is refused for what is no mutant', async () => {
    await expect(measureKill('nonsense')).rejects.toThrow('no mutant is called "nonsense"');
  });
});
