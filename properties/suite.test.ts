import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { MUTANT_LOOKUP } from '../fixtures/mutants/index.js';
import { createReference } from '../impl/reference/target.js';
import type { Target } from '../contract/index.js';
import { registerSuite, type SuiteOptions } from './suite.js';

// A slow machine is no failure.
jest.setTimeout(120_000);

/** Runs what the suite registers, as a host's runner would: the name of each test, and how it ended. */
async function host(target: Target, options: Partial<SuiteOptions> = {}): Promise<Map<string, string>> {
  const bodies: [string, Parameters<SuiteOptions['test']>[1]][] = [];
  let made = 0;
  registerSuite(
    {
      test: (name, body) => bodies.push([name, body]),
      factory: async () => {
        made++;
        return target;
      },
      level: 'iter',
      runs: 50,
      ...options,
    },
    ({ deviation }) => `allowed are only ${deviation.differences[0].allowed.join()}`,
  );
  const ends = new Map<string, string>();
  for (const [name, body] of bodies) {
    let end = 'passed';
    const context = { skip: (reason?: string) => (end = `skipped: ${reason ?? ''}`) };
    await body.call(undefined, context).catch((error: unknown) => (end = (error as Error).message));
    expect(body).toHaveLength(0);
    ends.set(name.replace('written-or-err: ', ''), end);
  }
  expect(made).toBe(1);
  return ends;
}
const endOf = (ends: Map<string, string>, start: string): string | undefined =>
  [...ends].find(([name]) => name.startsWith(start))?.[1];

const mutant = (id: string): Target => {
  const target = MUTANT_LOOKUP.find(id, 'linux-4.x');
  if (!target) throw new Error(id);
  return target;
};

describe('the suite in a host’s runner', () => {
  it('is one test for each rule, and all pass for the reference', async () => {
    const ends = await host(createReference({}, 'linux-4.x'));
    expect(ends.size).toBeGreaterThan(30);
    expect(new Set(ends.values())).toEqual(new Set(['passed']));
  });

  it('fails the broken rule with its explanation, and no other', async () => {
    const ends = await host(mutant('ki-pos-runs-ahead'));
    const failed = [...ends].filter(([, end]) => end !== 'passed');
    expect(failed.map(([name]) => name.split(':')[1].trim())).toEqual(['pos-flush-error-stays-at-direct']);
    expect(failed[0][1]).toContain('allowed are only');
  });

  it('tells the runner that the run takes longer than a test usually may', async () => {
    const told: unknown[] = [];
    const bodies: Parameters<SuiteOptions['test']>[1][] = [];
    const options = {
      factory: () => createReference({}, 'linux-4.x'),
      level: 'iter',
      runs: 1,
      timeoutMs: 4321,
    } as const;
    const test: SuiteOptions['test'] = (_, body, ms) => (told.push(ms), bodies.push(body));
    registerSuite({ ...options, test }, () => '');
    // Mocha's way.
    await bodies[0].call({ timeout: (ms: number) => told.push(ms) });
    expect(new Set(told)).toEqual(new Set([4321]));
    expect(told).toHaveLength(bodies.length + 1);
  });

  it('skips what the target cannot show, with the reason', async () => {
    const target = createReference({}, 'linux-4.x');
    const blunt = { ...target, capabilities: target.capabilities.filter((word) => word !== 'dup') };
    const ends = await host(blunt, { level: 'file', runs: 0 });
    expect(endOf(ends, 'file: offset-shared-by-dup')).toBe('skipped: the target lacks the capability dup');
  });

  describe('in a project with counterexamples/', () => {
    const home = process.cwd();
    let project = '';
    beforeAll(() => {
      project = mkdtempSync(join(tmpdir(), 'woe-suite-'));
      mkdirSync(join(project, 'counterexamples'));
      for (const name of ['ki-pos-runs-ahead', 'setuid-survives-write'])
        copyFileSync(
          join(__dirname, '..', 'fixtures', 'counterexamples', `${name}.counterexample.json`),
          join(project, 'counterexamples', `${name}.counterexample.json`),
        );
      process.chdir(project);
    });
    afterAll(() => {
      process.chdir(home);
      rmSync(project, { recursive: true });
    });

    it('is one test more for each that is stored, by its own name', async () => {
      const good = await host(createReference({}, 'linux-4.x'), { level: ['iter', 'file'], runs: 0 });
      for (const name of ['ki-pos-runs-ahead', 'setuid-survives-write'])
        expect(endOf(good, `stored: ${name}.counterexample.json`)).toBe('passed');
      const bad = await host(mutant('ki-pos-runs-ahead'), { runs: 0 });
      expect(endOf(bad, 'stored: ki-pos-runs-ahead')).toMatch(
        /^reproduces; when it was stored:\n.*allowed are only 0/s,
      );
      expect(endOf(bad, 'stored: setuid-survives-write')).toBeUndefined();
    });

    it('refuses to begin when one is invalid', async () => {
      writeFileSync(join(project, 'counterexamples', 'bad.counterexample.json'), '{}');
      await expect(host(createReference({}, 'linux-4.x'))).rejects.toThrow(/bad\.counterexample\.json" is invalid/);
    });
  });

  it('says how the target misbehaved', async () => {
    const target: Target = { ...createReference({}, 'linux-4.x'), iter: { writeIter: () => NaN } };
    const ends = await host(target);
    expect(endOf(ends, 'the target behaves as one')).toMatch(/^invalid result: writeIter returned NaN/);
  });
});
