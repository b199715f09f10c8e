import { describe, expect, it } from '@jest/globals';
import { CAPABILITIES, INDUCIBLE_FAULTS, ScenarioSchema } from '../../contract/index.js';
import { reachesBeyondEnd } from '../generate/beyond-end.js';
import { asksMisaligned } from '../generate/misaligned.js';
import { needsOf } from '../generate/needs.js';
import { FILE_ROWS, fileSweep } from './sweep.js';

const sweep = fileSweep('linux-4.x', 1, CAPABILITIES, INDUCIBLE_FAULTS);

describe('the sweep at file level', () => {
  it('is valid, every row of it', () => {
    expect(sweep).toHaveLength(FILE_ROWS.length);
    for (const scenario of sweep) expect(ScenarioSchema.safeParse(scenario).error).toBeUndefined();
  });

  it('asks for no disk', () => {
    for (const { calls, faults } of sweep) {
      expect(faults.every(({ on }) => on === 'target')).toBe(true);
      expect(calls.some(({ call }) => ['writeback', 'dropCaches', 'powerCut'].includes(call))).toBe(false);
    }
  });

  it('stays below an end that only the own disk of the suite has', () => {
    expect(sweep.filter(reachesBeyondEnd)).toEqual([]);
    const largest = Math.max(
      ...sweep.flatMap(({ calls }) => calls.map((c) => (c.call === 'ftruncate' ? c.length : 0))),
    );
    expect(largest).toBe(131_072);
  });

  it('arms only what the target induces', () => {
    const short = fileSweep('linux-4.x', 1, CAPABILITIES, ['shortAfter']);
    expect([...new Set(short.flatMap(({ faults }) => faults.map(({ kind }) => kind)))]).toEqual(['shortAfter']);
    expect(short.some(asksMisaligned)).toBe(false);
  });

  it('needs nothing of a target that has nothing', () => {
    const bare = fileSweep('linux-4.x', 1, [], []);
    expect(bare.length).toBeGreaterThan(0);
    for (const scenario of bare) expect([...needsOf(scenario)]).toEqual([]);
  });
});
