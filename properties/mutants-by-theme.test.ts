import { describe, expect, it, jest } from '@jest/globals';
import { AWAITING } from '../fixtures/mutants/awaiting.js';
import { EQUIVALENT } from '../fixtures/mutants/equivalent.js';
import { hanging } from '../fixtures/mutants/hanging.js';
import { MUTANTS, targetOf } from '../fixtures/mutants/index.js';
import { THEMED } from '../fixtures/mutants/themed.js';
import { createReference } from '../impl/reference/target.js';
import { RULES } from '../model/index.js';
import { check } from './check.js';

// A slow machine is no failure.
jest.setTimeout(120_000);

const OPTIONS = { profile: 'linux-4.x', runs: 200, seed: 1 } as const;

describe('the mutants by theme', () => {
  it('have ids of their own and name rules that exist', () => {
    const all = [...new Set([...MUTANTS, ...THEMED]), ...AWAITING, ...EQUIVALENT].map(({ id }) => id);
    expect(new Set(all).size).toBe(all.length);
    for (const { rule } of [...THEMED, ...AWAITING]) expect(RULES.map(({ id }) => id)).toContain(rule);
  });

  it.each(THEMED.map((mutant) => [mutant.id, mutant] as const))(
    '%s is killed by the rule it names',
    async (_, mutant) => {
      const target = targetOf(mutant, OPTIONS.profile);
      const { verdict, counterexamples } = await check({ ...OPTIONS, target, levels: [mutant.level] });
      expect(verdict).toBe('deviating');
      const found = counterexamples.find(({ deviation }) => deviation.rule === mutant.rule);
      expect(found?.deviation.differences.map(({ observable }) => observable)).toContain(mutant.observable);
    },
  );
});

describe('a mutant that hangs', () => {
  it('ends the run as timed out', async () => {
    expect((await check({ ...OPTIONS, target: hanging(), levels: ['iter'] })).verdict).toBe('timed out');
  });
});

describe('equivalent mutants', () => {
  it.each(EQUIVALENT.map((row) => [row.id, row] as const))('%s conforms at every level', async (_, { patch }) => {
    const { verdict, reasons } = await check({ ...OPTIONS, target: createReference(patch, OPTIONS.profile) });
    expect(reasons).toEqual([]);
    expect(verdict).toBe('conformant');
  });
});
