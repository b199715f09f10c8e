import { expect, test } from '@jest/globals';
import { compiled, controlGraph, PROFILES } from '../../model/index.js';
import { requireSame } from './row.js';
import { eventsOf, walkWithXState } from './xstate-graph.js';

test('xstate/graph walks through as many configurations as the search has', () => {
  const graph = controlGraph(compiled('__generic_file_write_iter', PROFILES['linux-4.x']), { sectors: 2, writes: 1 });
  const events = eventsOf(graph);
  expect(walkWithXState(graph, events)).toBe(events.size);
});

test('tools that count differently end the bench', () => {
  expect(() => requireSame('3 sectors, Spin', 1000, 999)).toThrow(
    '3 sectors, Spin: we count 1,000 states, the other 999',
  );
});
