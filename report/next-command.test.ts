import { describe, expect, test } from '@jest/globals';
import { nextCommands } from './next-command.js';
import { CONFORMANT, DEVIATING, INTERRUPTED, NOT_EXERCISED } from './results.sample.js';

describe('what to type next', () => {
  test('after a deviation that is kept: replay it, or show it to others', () => {
    expect(nextCommands(DEVIATING, ['found/a b.json', 'found/c.json'])).toEqual([
      "woe replay 'found/a b.json'   to run it again",
      "woe explain 'found/a b.json' --format markdown   for an issue tracker",
    ]);
  });

  test('names a target that a file alone does not run', () => {
    const counterexamples = [{ ...DEVIATING.counterexamples[0], target: "exec:python3 it's.py" }];
    const [command] = nextCommands({ ...DEVIATING, counterexamples }, ['x.json']);
    expect(command).toBe("woe replay x.json 'exec:python3 it'\\''s.py'   to run it again");
  });

  test('after a deviation that is not kept: the same run with --out', () => {
    expect(nextCommands(DEVIATING)).toEqual([
      'woe check mutant:counts-what-the-flush-lost --seed 1 --runs 1000 --out found   to keep them for woe replay and woe explain',
    ]);
  });

  test('names the level, the profile and the command of the run', () => {
    const runs = [{ ...DEVIATING.runs[0], bounded: 7, random: 5 }];
    const [command] = nextCommands({ ...DEVIATING, runs, levels: ['iter'], profile: 'linux-6.x' });
    expect(command).toMatch(/^woe hunt \S+ --profile linux-6.x --level iter --seed 1 --runs 5 --out found /);
  });

  test('keeps what an interrupted run has found', () => {
    const found = { ...INTERRUPTED, counterexamples: DEVIATING.counterexamples };
    expect(nextCommands(found, ['x.json'])[0]).toBe('woe replay x.json   to run it again');
    expect(nextCommands(INTERRUPTED)).toEqual(['woe check reference --seed 1   to run it to the end']);
  });

  test('keeps to the level of the run, and to as many scenarios as it took to misbehave', () => {
    const one = { ...CONFORMANT, levels: ['iter' as const] };
    expect(nextCommands(one)).toEqual(['woe check reference --level iter --seed 2 --runs 20000   to look further']);
    expect(nextCommands({ ...one, verdict: 'crashed', runs: [{ ...one.runs[0], random: 12 }] })).toEqual([
      'woe check reference --level iter --seed 1 --runs 12   to see it again',
    ]);
  });

  test('without a deviation: look further, or read what is missing', () => {
    expect(nextCommands(CONFORMANT)).toEqual(['woe check reference --seed 2 --runs 20000   to look further']);
    expect(nextCommands(NOT_EXERCISED)[0]).toContain('to read what it needs');
  });
});
