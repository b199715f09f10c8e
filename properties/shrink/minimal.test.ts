import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CounterexampleSchema, ScenarioSchema, parseJson, type Counterexample } from '../../contract/index.js';
import { MUTANTS, targetOf } from '../../fixtures/mutants/index.js';
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

const DIRECTORY = 'counterexamples';
const STORED: readonly (readonly [string, Counterexample])[] = (existsSync(DIRECTORY) ? readdirSync(DIRECTORY) : [])
  .filter((name) => name.endsWith('.counterexample.json'))
  .sort()
  .map((name) => [name, parseJson(CounterexampleSchema, readFileSync(join(DIRECTORY, name), 'utf8'), name)]);

describe('a stored counterexample is 1-minimal', () => {
  registerFamilies();

  it('is there if its directory is', () => {
    expect(STORED.length > 0).toBe(existsSync(DIRECTORY));
  });

  for (const [name, { target: word, scenario, deviation }] of STORED)
    it(name, async () => {
      const target = await resolveTarget(word, scenario.profile);
      const again = await drive(rerunOn(target)(scenario));
      expect(again && keepsCause(deviation, again)).toBe(true);
      expect(await smallerOnes(target, scenario, deviation)).toEqual([]);
    });
});
