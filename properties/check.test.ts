import { describe, expect, it, jest } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROFILE_IDS, ResultSchema, type Ret, type Target } from '../contract/index.js';
import { resolveTarget } from '../impl/target.js';
import { PROFILES } from '../model/index.js';
import { check } from './check.js';
import { Session } from './search/session.js';
import { TOOL } from './tool.js';

// A slow machine is no failure.
jest.setTimeout(120_000);

const iterTarget = (writeIter: NonNullable<Target['iter']>['writeIter']): Target => ({
  name: 'under test',
  version: '1',
  capabilities: [],
  iter: { writeIter },
});

describe('checking the reference', () => {
  it.each(PROFILE_IDS)('conforms at every level of %s, with nothing reachable left uncovered', async (profile) => {
    const result = await check({ target: await resolveTarget('reference', profile), profile, runs: 200 });
    expect(result.reasons).toEqual([]);
    expect(result.verdict).toBe('conformant');
    expect(result.levels).toEqual(PROFILES[profile].levels);
    for (const level of ['iter', 'disk'] as const)
      for (const kind of ['states', 'transitions', 'transitionPairs', 'leaves', 'guards'] as const)
        expect(result.coverage.byLevel[level]?.[kind].missing ?? []).toEqual([]);
  });

  it('reaches all 24 leaves at iter level and the 19 that real callees have at disk level', async () => {
    const { coverage } = await check({ target: await resolveTarget('reference'), runs: 0 });
    expect(coverage.byLevel.iter?.leaves).toMatchObject({ covered: 24, total: 24 });
    expect(coverage.byLevel.disk?.leaves).toMatchObject({ covered: 19, total: 19 });
    expect(coverage.byLevel.disk?.leaves.unreachable.map(({ id }) => id)).toEqual(['L4', 'L13', 'L14', 'L15', 'L16']);
  });

  it('gives the same result twice, byte for byte, and a document of the schema', async () => {
    const run = async () =>
      JSON.stringify(await check({ target: await resolveTarget('reference'), seed: 7, runs: 300 }));
    const first = await run();
    expect(await run()).toBe(first);
    expect(ResultSchema.safeParse(JSON.parse(first)).success).toBe(true);
  });

  it('runs other scenarios with another seed', async () => {
    const calls = async (seed: number) =>
      (await check({ target: await resolveTarget('reference'), levels: ['iter'], seed, runs: 300 })).runs[0].calls;
    expect(await calls(1)).not.toBe(await calls(2));
  });

  it('refuses a target that is none, and says what it lacks', async () => {
    const target = resolveTarget('reference') as never;
    await expect(check({ target, levels: ['iter'], runs: 1 })).rejects.toThrow(/target: name: expected a name/);
  });

  it('reports the version of the package', () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')) as { version: string };
    expect(TOOL.version).toBe(version);
  });
});

describe('a target that misbehaves', () => {
  const verdictOf = async (writeIter: NonNullable<Target['iter']>['writeIter']) =>
    (await check({ target: iterTarget(writeIter), runs: 0 })).verdict;

  it.each([NaN, 1.5, -0, -5, 2 ** 53, '4096', undefined, null, 'EWHATEVER', {}])(
    'returning %p is an invalid result',
    async (value) => {
      expect(await verdictOf(() => value as Ret)).toBe('invalid result');
    },
  );

  it('crashes when it throws, at once or later', async () => {
    expect(
      await verdictOf(() => {
        throw new Error('\u001b[31mboom');
      }),
    ).toBe('crashed');
    expect(await verdictOf(() => Promise.reject(new Error('boom')))).toBe('crashed');
  });

  it('deviates when it calls its callees without end, even if it swallows what stops it', async () => {
    const endless: NonNullable<Target['iter']>['writeIter'] = (_kiocb, _from, callees) => {
      for (;;) callees.removePrivs();
    };
    const swallowing: typeof endless = (...args) => {
      try {
        return endless(...args);
      } catch {
        return 0;
      }
    };
    for (const writeIter of [endless, swallowing]) {
      const { verdict, rules } = await check({ target: iterTarget(writeIter), runs: 0 });
      expect(verdict).toBe('deviating');
      expect(rules.find(({ id }) => id === 'call-returns')?.verdict).toBe('deviate');
    }
  });

  it('deviates when it returns 0 for everything', async () => {
    expect(await verdictOf(() => 0)).toBe('deviating');
  });

  it('may answer with promises', async () => {
    const { iter } = await resolveTarget('reference');
    const later = iterTarget(async (...args) => (await iter?.writeIter(...args)) ?? 0);
    expect((await check({ target: later, runs: 50 })).verdict).toBe('conformant');
  });
});

describe('an error of which nobody saw whether it came', () => {
  it('leaves open whether fsync should have reported it: a target that forgets errors is not called conforming', async () => {
    const { rules } = await check({ target: 'mutant:forgets-errors', levels: ['file'], runs: 50, workers: 0 });
    expect(rules.find(({ id }) => id === 'fsync-reports-earlier-error')).toMatchObject({
      verdict: 'inconclusive',
      reason: 'seen, but whether an error waited could not be told',
    });
  });

  it('is known to wait where the disk was seen to fail', async () => {
    const { rules } = await check({ target: 'mutant:forgets-errors', levels: ['disk'], runs: 50, workers: 0 });
    expect(rules.find(({ id }) => id === 'fsync-reports-earlier-error')?.verdict).toBe('deviate');
  });
});

describe('what is selected', () => {
  it('blames no rule that was left out, and says so', async () => {
    const result = await check({ target: iterTarget(() => 0), levels: ['iter'], only: ['lock-*'], runs: 0 });
    expect(result.verdict).toBe('conformant');
    expect(result.rules.find((rule) => rule.id === 'ret-written-or-err')).toMatchObject({
      verdict: 'not exercised',
      reason: 'deselected',
    });
  });

  it.each([
    [{ only: ['zzz*'] }, /no rule matches "zzz\*"/],
    [{ only: ['lock-*'], skip: ['lock-*'] }, /leave no rule/],
    [{ levels: ['disk'] as const }, /no level disk/],
    [{ seed: -1 }, /seed: expected a whole number/],
    [{ runs: 1.5 }, /runs: expected a whole number/],
    [{ profile: 'posix' as const }, /nothing to run/],
  ])('refuses %p with a clear line', async (options, message) => {
    await expect(check({ target: iterTarget(() => 0), ...options })).rejects.toThrow(message);
  });
});

describe('an interrupted check', () => {
  it('stops between two scenarios and keeps what was found', async () => {
    const controller = new AbortController();
    const result = await check({
      target: iterTarget(() => 0),
      runs: 1_000_000,
      onProgress: () => {
        controller.abort();
      },
      signal: controller.signal,
    });
    expect(result.verdict).toBe('interrupted');
    expect(result.counterexamples.length).toBeGreaterThan(0);
  });

  it('ends while it shrinks, keeps what it shrinks as it was met, and leaves the target alone', async () => {
    const controller = new AbortController();
    const settle = jest.spyOn(Session.prototype, 'settle');
    let reruns = 0;
    const slowWhenShrinking = async (): Promise<number> => {
      if (settle.mock.calls.length > 0) {
        controller.abort();
        reruns++;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      return 0;
    };
    const { signal } = controller;
    const { verdict, counterexamples } = await check({ target: iterTarget(slowWhenShrinking), runs: 0, signal });
    expect(verdict).toBe('interrupted');
    expect(counterexamples.map(({ scenario }) => scenario)).toContainEqual(settle.mock.calls[0][0].scenario);
    // Half a second is what it has to end: one rerun after the other, it would need dozens.
    expect(reruns).toBeLessThan(10);
    expect(settle).toHaveBeenCalledTimes(1);
    const before = reruns;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(reruns - before).toBeLessThan(3);
    settle.mockRestore();
  });
});
