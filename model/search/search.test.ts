import { describe, expect, test } from '@jest/globals';
import { getAdjacencyMap } from 'xstate/graph';
import { PROFILE_IDS } from '../../contract/index.js';
import { registersText } from '../machine/explore.js';
import type { CompiledMachine } from '../machine/compile.js';
import { CORE } from '../machines/core.js';
import { compiled } from '../machines/index.js';
import { PROFILES } from '../profile.js';
import { controlGraph } from './control.js';
import { plainSearch } from './plain.sample.js';
import { search } from './search.js';

const coreOf = (profile: (typeof PROFILE_IDS)[number]): CompiledMachine => compiled(CORE.name, PROFILES[profile]);

describe.each(PROFILE_IDS)('the packed search of %s', (profile) => {
  test.each([
    { sectors: 1, writes: 3 },
    { sectors: 2, writes: 2 },
    { sectors: 3, writes: 1 },
  ])(
    'finds the states, steps and violations that the plain one finds in $sectors sectors, $writes writes',
    (bounds) => {
      expect(search(coreOf(profile), bounds)).toMatchObject(plainSearch(coreOf(profile), bounds));
    },
  );
});

/** As counted once: what surrounds the machine may not change unnoticed. */
test.each([
  ['linux-3.18', 3508, 7581],
  ['linux-4.x', 3861, 7898],
  ['linux-6.5.0', 3415, 7022],
  ['linux-6.x', 3861, 7898],
  ['linux-fuse', 3627, 7547],
  ['linux-iomap-dio', 973, 2086],
  ['linux-btrfs', 3627, 7547],
  ['posix', 3861, 7898],
] as const)('two writes to three sectors under %s have %d states, %d steps', (profile, states, transitions) => {
  expect(search(coreOf(profile), { sectors: 3, writes: 2 })).toMatchObject({ states, transitions });
});

test('sectors in the second word count like those in the first', () => {
  const bounds = { sectors: 6, writes: 1 };
  expect(search(coreOf('linux-4.x'), bounds)).toMatchObject(plainSearch(coreOf('linux-4.x'), bounds));
});

describe('the promise of a returned count', () => {
  test.each(PROFILE_IDS.filter((id) => id !== 'linux-3.18' && id !== 'linux-6.5.0'))('is kept by %s', (profile) => {
    expect(search(coreOf(profile), { sectors: 3, writes: 2 })).toMatchObject({ violations: 0, shortest: null });
  });

  test('is broken by the regression of 6.5.0, shortest when the flush of a short direct write fails', () => {
    const { violations, shortest } = search(coreOf('linux-6.5.0'), { sectors: 3, writes: 1 });
    expect(violations).toBeGreaterThan(0);
    expect(shortest).toEqual([
      'writeDirect 2',
      'removePrivsOk',
      'updateTimeOk',
      'directMoves 1',
      'isDaxNo',
      'performMoves 1',
      'flushFails 0',
      'return',
    ]);
  });

  test('is broken by 3.18, which moves ki_pos before the flush', () => {
    expect(search(coreOf('linux-3.18'), { sectors: 3, writes: 1 }).shortest).toContain('flushFails 0');
  });

  test.each([
    ['countFallback', 'the bytes of the fallback are not counted, so the offset runs ahead of the count'],
    ['clearBdi', 'the slot is left set'],
  ])('is broken by a core without %s: %s', (action) => {
    const core = coreOf('linux-4.x');
    const without = (names: readonly string[]) => names.filter((name) => name !== action);
    const edges = core.edges.map((edge) => ({
      ...edge,
      updates: without(edge.actions).map((name) => CORE.updates[name] as never),
    }));
    const states = core.states.map((state) => ({ ...state, edges: state.edges.map(({ index }) => edges[index]) }));
    const broken = action === 'countFallback' ? withRealPosition(states) : states;
    expect(search({ ...core, edges, states: broken }, { sectors: 2, writes: 1 }).violations).toBeGreaterThan(0);
  });
});

/** Counts too little, but moves ki_pos as the real one does. */
function withRealPosition(states: CompiledMachine['states']): CompiledMachine['states'] {
  const move = (registers: { kiPos: number; fallbackPos: number; status: number }): void => {
    registers.kiPos = registers.fallbackPos + registers.status;
  };
  return states.map((state) => ({
    ...state,
    edges: state.edges.map((edge) =>
      edge.actions.includes('countFallback') ? { ...edge, updates: [move as never] } : edge,
    ),
  }));
}

test.each(PROFILE_IDS)(
  'xstate/graph finds the configurations of one call of %s that the search steps through',
  (id) => {
    const bounds = { sectors: 3, writes: 1 };
    const graph = controlGraph(coreOf(id), bounds);
    const { states } = graph.machine;
    const configuration = (value: string, registers: object): string => `${value} ${registersText(registers)}`;
    const ofSearch = new Set(graph.controls.map(({ state, registers }) => configuration(states[state].id, registers)));

    const events = new Map<string, { type: string }[]>();
    for (const [i, control] of graph.controls.entries())
      for (const { event } of graph.steps[i])
        if (event) {
          const key = configuration(states[control.state].id, control.registers);
          events.set(key, [...(events.get(key) ?? []), event]);
        }
    const adjacency = getAdjacencyMap(CORE.machine, {
      input: { profile: PROFILES[id] },
      serializeState: (snapshot) => configuration(String(snapshot.value), snapshot.context as object),
      events: (snapshot) => events.get(configuration(String(snapshot.value), snapshot.context as object)) ?? [],
    });
    expect(new Set(Object.keys(adjacency))).toEqual(ofSearch);
  },
);

test.each([
  [{ sectors: 0, writes: 1 }, /^sectors: expected a whole number from 1 to 10, got 0; e\.g\. 3$/],
  [{ sectors: 11, writes: 1 }, /^sectors: expected/],
  [{ sectors: 3, writes: 4 }, /^writes: expected a whole number from 1 to 3, got 4/],
  [{ sectors: 2.5, writes: 1 }, /^sectors: expected/],
])('%j is refused', (bounds, message) => {
  expect(() => search(coreOf('linux-4.x'), bounds)).toThrow(message);
});
