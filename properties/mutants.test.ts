import { describe, expect, it, jest } from '@jest/globals';
import { OBSERVABLES } from '../contract/index.js';
import { MUTANTS, targetOf } from '../fixtures/mutants/index.js';
import { RULES } from '../model/index.js';
import { killRun, MOST_RUNS, type Spaces } from './kill/kill-run.js';
import { drive } from './run/drive.js';
import { rerunOn } from './shrink/rerun.js';
import { shrink } from './shrink/shrink.js';

// A slow machine is no failure.
jest.setTimeout(120_000);

describe('the planted bugs', () => {
  const spaces: Spaces = new Map();

  it('have ids of their own and name rules that exist', () => {
    expect(new Set(MUTANTS.map(({ id }) => id)).size).toBe(MUTANTS.length);
    for (const { rule } of MUTANTS) expect(RULES.map(({ id }) => id)).toContain(rule);
  });

  it('show themselves in every kind of observable', () => {
    for (const observable of OBSERVABLES) expect(MUTANTS.map((mutant) => mutant.observable)).toContain(observable);
  });

  it.each(MUTANTS.map((mutant) => [mutant.id, mutant] as const))(
    '%s is killed by the rule it names, and shows what it says also when it is shrunk',
    async (_, mutant) => {
      const { found, kills } = await killRun(mutant, { seed: 1, most: MOST_RUNS, spaces });
      if (!found) throw new Error(`not killed by ${mutant.rule}, but by ${JSON.stringify(kills)}`);
      const rerun = rerunOn(targetOf(mutant, 'linux-4.x'));
      const { deviation } = await drive(shrink(found.scenario, found.deviation, rerun));
      expect(deviation.rule).toBe(mutant.rule);
      expect(deviation.differences.map(({ observable }) => observable)).toContain(mutant.observable);
    },
  );
});
