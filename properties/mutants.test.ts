import { describe, expect, it, jest } from '@jest/globals';
import { OBSERVABLES } from '../contract/index.js';
import { MUTANTS, targetOf } from '../fixtures/mutants/index.js';
import { RULES } from '../model/index.js';
import { check } from './check.js';

// A slow machine is no failure.
jest.setTimeout(120_000);

describe('the planted bugs', () => {
  it('have ids of their own and name rules that exist', () => {
    expect(new Set(MUTANTS.map(({ id }) => id)).size).toBe(MUTANTS.length);
    for (const { rule } of MUTANTS) expect(RULES.map(({ id }) => id)).toContain(rule);
  });

  it('show themselves in every kind of observable', () => {
    for (const observable of OBSERVABLES) expect(MUTANTS.map((mutant) => mutant.observable)).toContain(observable);
  });

  it.each(MUTANTS.map((mutant) => [mutant.id, mutant] as const))(
    '%s is killed by the rule it names',
    async (_, mutant) => {
      const target = targetOf(mutant, 'linux-4.x');
      const { verdict, rules, counterexamples } = await check({ target, levels: [mutant.level], runs: 200 });
      expect(verdict).toBe('deviating');
      expect(rules.filter((rule) => rule.verdict === 'deviate').map(({ id }) => id)).toContain(mutant.rule);
      const found = counterexamples.find(({ deviation }) => deviation.rule === mutant.rule);
      expect(found?.deviation.differences.map((difference) => difference.observable)).toContain(mutant.observable);
    },
  );
});
