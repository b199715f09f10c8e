import { describe, expect, it, jest } from '@jest/globals';
import { UsageError } from '../../contract/index.js';
import { EQUIVALENT, MUTANTS } from '../../fixtures/mutants/index.js';
import { killMatrix, type Kit } from './matrix.js';

// A slow machine is no failure.
jest.setTimeout(120_000);

const NONE: Kit = { mutants: [], equivalents: [], harness: [] };
const [good] = MUTANTS;

describe('the kill matrix', () => {
  it('passes when each is killed by the rule that it names, and says when', async () => {
    const { mutants, passed } = await killMatrix({ kit: { ...NONE, mutants: [good] } });
    expect(mutants).toMatchObject([{ id: good.id, verdict: 'killed', kills: [{ rule: good.rule }] }]);
    expect(mutants[0].runs).toBe(mutants[0].kills[0].runs);
    expect(passed).toBe(true);
  });

  it('fails when a mutant survives', async () => {
    const harmless = { ...good, id: 'harmless', patch: {} };
    const { mutants, passed } = await killMatrix({ kit: { ...NONE, mutants: [good, harmless] } });
    expect(mutants).toMatchObject([{ verdict: 'killed' }, { verdict: 'survived', runs: 5000, kills: [] }]);
    expect(passed).toBe(false);
  });

  it('fails when a mutant is killed only by a rule that it does not name', async () => {
    const misnamed = { ...good, rule: 'lock-untouched' };
    const { mutants, passed } = await killMatrix({ kit: { ...NONE, mutants: [misnamed] } });
    expect(mutants).toMatchObject([{ verdict: 'killed by another rule', kills: [{ rule: good.rule }] }]);
    expect(passed).toBe(false);
  });

  it('fails when an equivalent dies: that would be a false alarm', async () => {
    const killed = { id: 'not-equivalent', title: good.title, because: 'nothing', patch: good.patch };
    const { equivalents, passed } = await killMatrix({ kit: { ...NONE, equivalents: [killed] } });
    expect(equivalents).toMatchObject([{ id: 'not-equivalent', verdict: 'killed' }]);
    expect(equivalents[0].reasons.join()).toContain(good.rule);
    expect(passed).toBe(false);
  });

  it('does not pass when it is interrupted', async () => {
    const controller = new AbortController();
    controller.abort();
    const { mutants, passed } = await killMatrix({ kit: { ...NONE, mutants: [good] }, signal: controller.signal });
    expect({ mutants, passed }).toEqual({ mutants: [], passed: false });
  });

  it.each([
    [{ only: ['zzz*'] }, /no mutant matches "zzz\*"/],
    [{ only: [EQUIVALENT[0].id], levels: ['file'] as const }, /no mutant of the level file is chosen/],
  ])('refuses %p', async (options, message) => {
    await expect(killMatrix(options)).rejects.toThrow(UsageError);
    await expect(killMatrix(options)).rejects.toThrow(message);
  });
});
