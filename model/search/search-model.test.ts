import { describe, expect, test } from '@jest/globals';
import { PROFILE_IDS, type ProfileId } from '../../contract/index.js';
import { CORE } from '../machines/core.js';
import { compiled } from '../machines/index.js';
import { PROFILES } from '../profile.js';
import { controlGraph, type Bounds } from './control.js';
import { walked } from './plain-model.sample.js';
import { searchModel, type SearchModel } from './search-model.js';

const coreOf = (profile: ProfileId) => compiled(CORE.name, PROFILES[profile]);
const modelOf = (profile: ProfileId, bounds: Bounds): SearchModel => searchModel(coreOf(profile), bounds);

describe.each(PROFILE_IDS)('the data of %s', (profile) => {
  const bounds = { sectors: 3, writes: 2 };
  const model = modelOf(profile, bounds);
  const { places, steps } = walked(model);

  test('have the controls and steps that the search walks through', () => {
    const graph = controlGraph(coreOf(profile), bounds);
    expect(places).toHaveLength(graph.controls.length);
    expect(steps).toBe(graph.steps.flat().length);
  });

  test('bound each register by the least and the largest value that it takes', () => {
    const taken = model.registers.map(({ name }) => {
      const values = places.map((place) => place.values[name]);
      return { name, least: Math.min(...values), most: Math.max(...values) };
    });
    expect(model.registers).toEqual(taken);
  });

  test('have a family only for what some state waits for', () => {
    const waited = new Set(['background', ...model.states.map(({ event }) => event)]);
    expect(model.families.filter(({ event }) => !waited.has(event))).toEqual([]);
    for (const event of waited)
      if (event !== '') expect(model.families.some((family) => family.event === event)).toBe(true);
  });
});

test('the data name the machine, its profile, its bounds, and where it begins and ends', () => {
  expect(modelOf('linux-3.18', { sectors: 3, writes: 1 })).toMatchObject({
    name: '__generic_file_write_iter',
    profile: 'linux-3.18',
    bounds: { sectors: 3, writes: 1 },
    fileSize: 1,
    initial: 'entry',
    final: 'done',
    returns: { first: 'written', second: 'err' },
  });
});

test('an error is -1, so that only what holds a result goes below 0', () => {
  const { registers } = modelOf('linux-4.x', { sectors: 3, writes: 1 });
  const below = registers.filter(({ least }) => least < 0).map(({ name }) => name);
  expect(below).toEqual(['written', 'err']);
});
