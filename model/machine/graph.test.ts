import { describe, expect, it } from '@jest/globals';
import { KERNEL_FUNCTIONS, PROFILE_IDS } from '../../contract/index.js';
import { PROFILES } from '../profile.js';
import { machineGraph } from './graph.js';

describe('the graph of a machine', () => {
  it('has guards in words and the actions of both ends', () => {
    const { edges } = machineGraph('__generic_file_write_iter', PROFILES['linux-4.x']);
    expect(edges).toContainEqual({
      from: 'flushing',
      to: 'done',
      event: 'flush',
      guard: 'failed',
      actions: ['dropFallback', 'clearBdi'],
    });
  });

  it('leaves out what the era does not have', () => {
    const ids = (profile: 'linux-4.x' | 'linux-3.18'): string[] =>
      machineGraph('__generic_file_write_iter', PROFILES[profile]).states.map(({ id }) => id);
    expect(ids('linux-4.x')).toContain('askingDax');
    expect(ids('linux-3.18')).not.toContain('askingDax');
    expect(ids('linux-3.18')).toContain('checking');
  });

  it.each(PROFILE_IDS)('has one start, one end and no loose edge for every function in %s', (profile) => {
    for (const name of KERNEL_FUNCTIONS) {
      const { states, edges } = machineGraph(name, PROFILES[profile]);
      const ids = states.map(({ id }) => id);
      expect(states.filter(({ initial }) => initial)).toHaveLength(1);
      expect(states.filter(({ final }) => final)).toHaveLength(1);
      for (const { from, to } of edges) expect(ids).toEqual(expect.arrayContaining([from, to]));
    }
  });
});
