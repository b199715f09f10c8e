import { describe, expect, it, jest } from '@jest/globals';
import type { Counterexample } from '../contract/index.js';
import { MUTANT_LOOKUP } from '../fixtures/mutants/index.js';
import { createReference } from '../impl/reference/target.js';
import { hunt } from './hunt.js';
import { mergeResults } from './merge.js';
import { distinctKey } from './search/distinct.js';

// A slow machine is no failure.
jest.setTimeout(120_000);

const mutant = (id: string) => {
  const target = MUTANT_LOOKUP.find(id, 'linux-4.x');
  if (!target) throw new Error(id);
  return target;
};
const KI_POS = () => ({ target: mutant('ki-pos-runs-ahead'), levels: ['iter'], runs: 400 }) as const;
const keys = (found: readonly Counterexample[]): string[] =>
  found.map(({ deviation }) => distinctKey(deviation, 'leaf'));

describe('a hunt', () => {
  it('goes on after the first and finds the bug in each leaf that has it, once', async () => {
    const { counterexamples, verdict } = await hunt(KI_POS());
    expect(verdict).toBe('deviating');
    expect(new Set(keys(counterexamples)).size).toBe(counterexamples.length);
    expect(counterexamples.flatMap(({ deviation }) => deviation.leaves).sort()).toEqual(['L18', 'L20', 'L22', 'L24']);
  });

  it('ends when it has found as many as it was asked for', async () => {
    const { counterexamples, runs } = await hunt({ ...KI_POS(), most: 1 });
    expect(counterexamples).toHaveLength(1);
    expect(runs[0]).toMatchObject({ bounded: 0, random: 0 });
  });

  it('tells each as soon as it is found', async () => {
    const told: Counterexample[] = [];
    const { counterexamples } = await hunt({ ...KI_POS(), onFound: (found) => told.push(found) });
    expect(told).toEqual(counterexamples);
  });

  it('runs every short sequence, and finds nothing wrong with the reference in them', async () => {
    const { verdict, runs } = await hunt({ target: createReference({}, 'linux-4.x'), runs: 0 });
    expect(verdict).toBe('conformant');
    for (const { bounded } of runs) expect(bounded).toBeGreaterThan(100);
  });

  it.each([
    [{ most: 0 }, /max: expected a whole number of at least 1, got 0/],
    [{ shard: { index: 4, of: 4 } }, /shard: expected i\/n with i from 1 to n, got 5\/4/],
    [{ workers: 65 }, /workers: expected a whole number from 0 to 64, got 65/],
  ])('refuses %p with a clear line', async (options, message) => {
    await expect(hunt({ ...KI_POS(), ...options })).rejects.toThrow(message);
  });
});

describe('the shards of a hunt', () => {
  const shard = (index: number, of = 3) => hunt({ ...KI_POS(), shard: { index, of } });

  it('together run what the whole runs, and find what it finds', async () => {
    const whole = await hunt(KI_POS());
    const merged = mergeResults(await Promise.all([0, 1, 2].map((index) => shard(index))));
    expect(merged.runs).toEqual(whole.runs);
    expect(merged.verdict).toBe('deviating');
    expect(keys(merged.counterexamples).sort()).toEqual(keys(whole.counterexamples).sort());
    expect(merged.coverage.leaves.covered).toBe(whole.coverage.leaves.covered);
  });

  it('are not conformant while one is missing', async () => {
    const target = createReference({}, 'linux-4.x');
    const first = await hunt({ target, levels: ['iter'], runs: 200, shard: { index: 0, of: 2 } });
    const second = await hunt({ target, levels: ['iter'], runs: 200, shard: { index: 1, of: 2 } });
    expect(mergeResults([first])).toMatchObject({ verdict: 'not exercised', reasons: ['1 of 2 shards are here'] });
    expect(mergeResults([second, first])).toMatchObject({ verdict: 'conformant', reasons: [] });
  });

  it('are refused when given twice, or when they are of another search', async () => {
    const [first, other] = [await shard(0), await hunt({ ...KI_POS(), seed: 2, shard: { index: 1, of: 3 } })];
    expect(() => mergeResults([first, first])).toThrow('shard 1/3 is given twice');
    expect(() => mergeResults([first, other])).toThrow('the seed differs: 1, 2');
  });
});

describe('stored counterexamples', () => {
  const KEPT = async () => {
    const { counterexamples } = await hunt({ ...KI_POS(), most: 1 });
    return [{ name: 'kept.counterexample.json', counterexample: counterexamples[0], obsolete: false }];
  };

  it('are replayed first: one that reproduces makes the run deviate even if nothing else does', async () => {
    const { verdict, stored, reasons } = await hunt({ ...KI_POS(), stored: await KEPT(), only: ['pos-*'], most: 1 });
    expect(stored).toMatchObject([{ name: 'kept.counterexample.json', verdict: 'reproduces' }]);
    expect(reasons[0]).toBe('stored: kept.counterexample.json: pos-flush-error-stays-at-direct: reproduces');
    expect(verdict).toBe('deviating');
  });

  it('are conformant on an implementation without the bug', async () => {
    const target = createReference({}, 'linux-4.x');
    const { verdict, stored } = await hunt({ target, levels: ['iter'], runs: 0, stored: await KEPT() });
    expect(stored).toMatchObject([{ verdict: 'conformant' }]);
    expect(verdict).toBe('conformant');
  });

  it('of another profile or level are not run', async () => {
    const target = createReference({}, 'linux-6.x');
    const { stored } = await hunt({ target, levels: ['iter'], runs: 0, stored: await KEPT() });
    expect(stored).toEqual([]);
  });
});
