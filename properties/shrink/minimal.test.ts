import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  CounterexampleSchema,
  OBSERVABLES,
  ScenarioSchema,
  parseJson,
  type Counterexample,
} from '../../contract/index.js';
import { MUTANTS, targetOf } from '../../fixtures/mutants/index.js';
import { createReference } from '../../impl/reference/target.js';
import { resolveTarget } from '../../impl/target.js';
import { killRun } from '../kill/kill-run.js';
import { drive } from '../run/drive.js';
import { registerFamilies } from '../search/targets.js';
import { keepsCause } from './cause.js';
import { smallerOnes } from './minimality.sample.js';
import { rerunOn } from './rerun.js';
import { shrink } from './shrink.js';

const PROFILE = 'linux-4.x';

/** Every third one that the first scenarios find; minimal.e2e.ts takes all. */
const SOME = MUTANTS.filter((_, i) => i % 3 === 0);
const FIRST = 700;
const found = new Set<string>();

describe('a shrunk scenario is 1-minimal', () => {
  it.each(SOME.map((mutant) => [mutant.id, mutant] as const))('of mutant:%s', async (_, mutant) => {
    const target = targetOf(mutant, PROFILE);
    const kill = (await killRun(mutant, { profile: PROFILE, seed: 1, most: FIRST })).found;
    if (!kill) return;
    found.add(mutant.id);
    const { scenario, deviation } = await drive(shrink(kill.scenario, kill.deviation, rerunOn(target)));
    expect(ScenarioSchema.safeParse(scenario).error).toBeUndefined();
    expect(keepsCause(kill.deviation, deviation)).toBe(true);
    expect(await smallerOnes(target, scenario, deviation)).toEqual([]);
  });

  it('of nearly all of them', () => {
    expect(found.size).toBeGreaterThan(0.8 * SOME.length);
  });
});

/** One of each kind of observable and more, written by `woe mutants --only ID --out fixtures/counterexamples`. */
const DIRECTORY = join(__dirname, '..', '..', 'fixtures', 'counterexamples');
const STORED: readonly (readonly [string, Counterexample])[] = readdirSync(DIRECTORY)
  .sort()
  .map((name) => [name, parseJson(CounterexampleSchema, readFileSync(join(DIRECTORY, name), 'utf8'), name)]);

describe('a stored counterexample is 1-minimal', () => {
  registerFamilies();

  it('is there for each kind of observable', () => {
    const kinds = STORED.flatMap(([, { deviation }]) => deviation.differences.map(({ observable }) => observable));
    for (const kind of OBSERVABLES) expect(kinds).toContain(kind);
  });

  it.each(STORED)('%s', async (_, { target: word, scenario, deviation }) => {
    const target = await resolveTarget(word, scenario.profile);
    const again = await drive(rerunOn(target)(scenario));
    expect(again && keepsCause(deviation, again)).toBe(true);
    expect(await smallerOnes(target, scenario, deviation)).toEqual([]);
    expect(await drive(rerunOn(createReference({}, scenario.profile))(scenario))).toBeNull();
  });
});
