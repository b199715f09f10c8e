import { describe, expect, test } from '@jest/globals';
import { run } from './terminal.sample.js';

describe('woe compare', () => {
  test('lays the calls and what differs side by side, and exits 1', async () => {
    const ran = await run(['compare', 'reference', 'mutant:ki-pos-runs-ahead', '--runs', '0']);
    expect(ran.code).toBe(1);
    expect(`\n${ran.stdout}`).toMatchSnapshot();
  });

  test('puts long values on lines of their own', async () => {
    const ran = await run(['compare', 'linux-3.18', 'linux-4.x', '--level', 'iter', '--runs', '0']);
    expect(ran.code).toBe(1);
    expect(`\n${ran.stdout}`).toMatchSnapshot();
  });

  test('exits 0 when no difference was found, and says how much was run', async () => {
    const ran = await run(['compare', 'reference', 'reference', '--level', 'iter', '--runs', '50', '--seed', '3']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(
      /^no difference {2}between reference \(linux-4.x\) and reference \(linux-4.x\)\niter: \d+ swept, 50 random; seed 3\n$/,
    );
  });

  test('gives plain data for a program', async () => {
    const ran = await run(['compare', 'linux-6.5.0', 'linux-6.x', '--level', 'iter', '--runs', '0', '-f', 'json']);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      schema: 'woe.comparison/1',
      a: { target: 'linux-6.5.0', profile: 'linux-6.5.0' },
      b: { target: 'linux-6.x', profile: 'linux-6.x' },
      difference: { level: 'iter', observable: 'offset', scenario: { schema: 'woe.scenario/1' } },
    });
  });

  test.each([
    [['compare', 'reference'], /missing required argument 'b'/],
    [['compare', 'reference', 'mutant:ki-pos-runs-ahea'], /did you mean ki-pos-runs-ahead|did you mean mutant:ki-pos/],
    [
      ['compare', 'linux-4.x', 'nosuch'],
      /one of reference, .*, linux-6\.x, .*got "nosuch"; example: woe compare reference linux-6\.x/,
    ],
    [['compare', 'linux-4.x', 'linux-6.y'], /did you mean linux-6\.x/],
    [['compare', 'linux-4.x', 'linux-6.x', '-p', 'posix'], /both operands are profiles/],
    [['compare', 'reference', 'linux-6.x', '--runs', '-1'], /--runs: expected a whole number/],
  ])('%p is a usage error', async (argv, message) => {
    const ran = await run(argv);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(message);
    expect(ran.stdout).toBe('');
  });
});
