import { describe, expect, it, jest } from '@jest/globals';
import { EQUIVALENT, HARNESS, MUTANTS, targetOf } from '../fixtures/mutants/index.js';
import { WILD } from '../fixtures/mutants/wild.js';
import { RULES } from '../model/index.js';
import { check } from './check.js';

// A slow machine is no failure.
jest.setTimeout(120_000);

const OPTIONS = { profile: 'linux-4.x', runs: 200, seed: 1 } as const;

describe('the kit', () => {
  it('has an id of its own for each, and each mutant names a rule of its level', () => {
    const all = [...MUTANTS, ...EQUIVALENT, ...HARNESS].map(({ id }) => id);
    expect(new Set(all).size).toBe(all.length);
    for (const { rule, level } of MUTANTS)
      expect(RULES.filter(({ levels }) => levels.includes(level)).map(({ id }) => id)).toContain(rule);
  });

  it('has at least 60 mutants, each with one line on what it does wrong', () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(60);
    for (const { title } of MUTANTS) expect(title).toMatch(/^\w[^\n]{10,120}$/);
  });

  it('puts back every bug of the wild, and says of those mutants where it was seen', () => {
    for (const { report, mutants } of WILD)
      for (const id of mutants)
        expect([report, MUTANTS.find((mutant) => mutant.id === id)?.wild]).toEqual([report, expect.any(String)]);
    const seen = MUTANTS.filter(({ wild }) => wild !== undefined).map(({ id }) => id);
    expect(seen.sort()).toEqual(WILD.flatMap(({ mutants }) => mutants).sort());
  });

  it('is spread over all parts of the path', () => {
    const changed = new Set(MUTANTS.flatMap(({ patch }) => Object.keys(patch)));
    expect([...changed].sort()).toEqual(
      [
        'core',
        'directIO',
        'fileReadIter',
        'fileRemovePrivs',
        'fileUpdateTime',
        'filemapCheckErrors',
        'fsync',
        'genericFileDirectWrite',
        'genericFileWriteIter',
        'genericPerformWrite',
        'genericWriteChecks',
        'invalidateInodePages2Range',
        'openFile',
        'readPage',
        'truncate',
        'truncateTail',
        'writeBegin',
        'writeEnd',
        'writeInode',
        'writePage',
      ].sort(),
    );
  });
});

describe('equivalent mutants', () => {
  it.each(EQUIVALENT.map((row) => [row.id, row] as const))('%s conforms at every level', async (_, equivalent) => {
    const { verdict, reasons } = await check({ ...OPTIONS, target: targetOf(equivalent, OPTIONS.profile) });
    expect(reasons).toEqual([]);
    expect(verdict).toBe('conformant');
  });
});

/** Those that would take this process with them run in `woe mutants`, in a thread of their own. */
const ENDLESS = ['harness-exits', 'harness-loops', 'harness-never-answers'];

describe('targets that misbehave', () => {
  const here = HARNESS.filter(({ id }) => !ENDLESS.includes(id));

  it.each(here.map((row) => [row.id, row] as const))(
    '%s ends with its verdict',
    async (_, { make, level, verdict }) => {
      const result = await check({ ...OPTIONS, target: make(OPTIONS.profile), levels: [level], runs: 0 });
      expect(result.verdict).toBe(verdict);
    },
  );
});
