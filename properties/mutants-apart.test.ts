import { describe, expect, it, jest } from '@jest/globals';
import { EQUIVALENT } from '../fixtures/mutants/equivalent.js';
import { hanging } from '../fixtures/mutants/hanging.js';
import { MUTANTS } from '../fixtures/mutants/index.js';
import { createReference } from '../impl/reference/target.js';
import { RULES } from '../model/index.js';
import { check } from './check.js';

// A slow machine is no failure.
jest.setTimeout(120_000);

const OPTIONS = { profile: 'linux-4.x', runs: 200, seed: 1 } as const;

describe('every mutant of the kit', () => {
  it('has an id of its own and names a rule that exists', () => {
    const all = [...MUTANTS, ...EQUIVALENT].map(({ id }) => id);
    expect(new Set(all).size).toBe(all.length);
    for (const { rule } of MUTANTS) expect(RULES.map(({ id }) => id)).toContain(rule);
  });
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
