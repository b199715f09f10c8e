import { describe, expect, test } from '@jest/globals';
import { CORE } from '../machines/core.js';
import { compiled } from '../machines/index.js';
import { PROFILES } from '../profile.js';
import { controlGraph, type ControlGraph, type ControlStep } from './control.js';
import type { EffectKind } from './families.js';
import { CLEAN } from './plain.sample.js';
import { INCONSISTENT, programOf } from './program.js';
import { searchGraph } from './search.js';
import { OPERATIONS, WORDS } from './sector-words.js';

const { machine, bounds, controls } = controlGraph(compiled(CORE.name, PROFILES['linux-4.x']), {
  sectors: 10,
  writes: 1,
});

/** As many controls as there are lists of steps; which they are does not matter. */
const graphOf = (...steps: readonly (readonly ControlStep[])[]): ControlGraph => ({
  machine,
  bounds,
  controls: steps.map(() => controls[0]),
  steps,
});

type Range = readonly [kind: EffectKind, from: number, to: number];
const step = (name: string, to: number, ...ranges: readonly Range[]): ControlStep => ({
  to,
  name,
  k: 0,
  effects: ranges.map(([kind, from, end]) => ({ kind, from, to: end, version: 1 })),
});
const returning = (from: number, to: number, stable: boolean, isConsistent = true): ControlStep => ({
  ...step('return', 0),
  returned: { isConsistent, from, to, version: 1, stable },
});

/** The kinds of the operations of a step, by word. */
function kinds(step: ControlStep): number[][] {
  const { code } = programOf(graphOf([step]));
  let at = 2;
  return Array.from({ length: WORDS }, () =>
    Array.from({ length: code[at++] }, () => {
      const kind = code[at];
      at += 3;
      return kind;
    }),
  );
}

describe('a step as operations on words', () => {
  const { set, writeback, evict, stable, readable } = OPERATIONS;
  test.each<[what: string, step: ControlStep, kinds: readonly (readonly number[])[]]>([
    ['no effect is none', step('plain', 0), [[], []]],
    ['an effect asks nothing of a word that it does not reach', step('one', 0, ['cache', 6, 8]), [[], [set]]],
    ['two settings in a row are one', step('direct', 0, ['drop', 0, 10], ['device', 0, 7]), [[set], [set]]],
    [
      'what depends on the sectors stays on its own',
      step('direct', 0, ['writeback', 0, 3], ['drop', 0, 3], ['evict', 0, 3], ['lose', 0, 3]),
      [[writeback, set, evict, set], []],
    ],
    [
      'a promise comes last',
      { ...returning(0, 2, true), effects: step('', 0, ['lose', 0, 9]).effects },
      [[set, stable], [set]],
    ],
    ['a buffered one is about what is read', returning(4, 6, false), [[readable], [readable]]],
    ['who returns a wrong offset promises nothing more', returning(0, 2, true, false), [[], []]],
  ])('%s', (_, of, expected) => {
    expect(kinds(of)).toEqual(expected);
  });

  test('says where it leads, and whether offset and count are wrong already', () => {
    const { starts, code } = programOf(graphOf([step('a', 1), returning(0, 0, true, false)], [], [step('b', 2)]));
    expect([...starts]).toEqual([0, 8, 8, 12]);
    expect([...code]).toEqual([1, 0, 0, 0, 0, INCONSISTENT, 0, 0, 2, 0, 0, 0]);
  });
});

describe.each([0, 4, 5, 9])('on sector %d', (at) => {
  const background = [
    step('writebackAll', 1, ['writeback', 0, 10]),
    step('writebackFails', 1, ['lose', 0, 10]),
    step('dropCaches', 1, ['evict', 0, 10]),
  ];
  const write = step('write', 1, ['drop', at, at + 1], ['cache', at, at + 1]);

  test.each([
    ['a dirty sector is readable, whatever is evicted', [step('dropCaches', 1, ['evict', 0, 10])], false, null],
    ['it is not on the device', [], true, ['write', 'return']],
    [
      'a failed writeback loses it, once it leaves the cache',
      background,
      false,
      ['write', 'writebackFails', 'dropCaches', 'return'],
    ],
    ['a good one keeps it', [background[0], background[2]], false, null],
  ])('%s', (_, between, stable, shortest) => {
    const graph = graphOf([write], [...between, returning(at, at + 1, stable)]);
    expect(searchGraph(graph).shortest).toEqual(shortest);
  });

  test('who breaks a promise at once is told at once', () => {
    const graph = graphOf([returning(at, at + 1, true), write], [returning(at, at + 1, true)]);
    expect(searchGraph(graph)).toMatchObject({ violations: 3, shortest: ['return'] });
  });

  test('every step that breaks a promise is counted', () => {
    const graph = graphOf([write], [...background, returning(at, at + 1, true)]);
    // It is not there while dirty, when lost, and when evicted after that; written again over itself it is.
    expect(searchGraph(graph)).toMatchObject({ violations: 3, controls: 2 });
  });
});

test('sectors are as initially at the start', () => {
  expect(CLEAN).toEqual({ device: 0, cache: null, dirty: false });
  const version0 = { ...returning(0, 10, false), returned: { ...returning(0, 10, false).returned, version: 0 } };
  expect(searchGraph(graphOf([version0 as ControlStep])).violations).toBe(0);
});
