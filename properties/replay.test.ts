import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { OBSERVABLES, UsageError, type Counterexample, type Observable } from '../contract/index.js';
import { MUTANTS, targetOf, type Mutant } from '../fixtures/mutants/index.js';
import { createReference } from '../impl/reference/target.js';
import { check } from './check.js';
import { readCounterexample } from './counterexample-file.js';
import { replay } from './replay.js';

// A slow machine is no failure.
jest.setTimeout(120_000);

const PROFILE = 'linux-4.x';

/** One mutant for each kind of observable. */
const CHOSEN = OBSERVABLES.map((kind) => [kind, MUTANTS.find((mutant) => mutant.observable === kind)] as const).filter(
  (pair): pair is [Observable, Mutant] => pair[1] !== undefined,
);

async function foundOf(mutant: Mutant): Promise<Counterexample> {
  const { counterexamples } = await check({ target: targetOf(mutant, PROFILE), levels: [mutant.level], runs: 200 });
  const found = counterexamples.find(({ deviation }) => deviation.rule === mutant.rule);
  if (!found) throw new Error(`${mutant.id} was not killed by ${mutant.rule}`);
  return found;
}

describe('a stored counterexample', () => {
  it.each(CHOSEN)('of %s still deviates on its target, and not on the reference', async (_, mutant) => {
    const text = JSON.stringify(await foundOf(mutant));
    const { counterexample, obsolete } = readCounterexample(text, 'found.json');
    expect(obsolete).toBe(false);
    const again = await replay(counterexample, targetOf(mutant, PROFILE));
    expect(again).toEqual({ verdict: 'deviating', found: counterexample, sameCause: true });
    expect((await replay(counterexample, createReference({}, PROFILE))).verdict).toBe('conformant');
  });
});

it('of a check of one rule deviates from that rule again, though a more specific one is broken too', async () => {
  const mutant = MUTANTS.find(({ rule }) => rule === 'ret-flush-error-returns-direct-bytes');
  if (!mutant) throw new Error('no mutant breaks that rule');
  const only = ['ret-written-or-err'];
  const target = targetOf(mutant, PROFILE);
  const { counterexamples } = await check({ target, levels: [mutant.level], runs: 0, only });
  expect(counterexamples.map(({ deviation }) => deviation.rule)).toContain(only[0]);
  for (const found of counterexamples)
    expect(await replay(found, target)).toEqual({ verdict: 'deviating', found, sameCause: true });
});

describe('reading a stored counterexample', () => {
  let good: Counterexample;
  beforeAll(async () => {
    good = await foundOf(CHOSEN[0][1]);
  });
  const reading = (value: unknown) => () =>
    readCounterexample(typeof value === 'string' ? value : JSON.stringify(value), 'f.json');

  it('calls it obsolete when the model has changed', () => {
    expect(reading({ ...good, modelDigest: '0'.repeat(16) })()).toMatchObject({ obsolete: true });
  });

  it.each<[string, (good: Counterexample) => unknown, RegExp]>([
    ['an empty file', () => '', /"f\.json" is invalid: expected JSON, but it is empty/],
    ['a truncated one', (c) => JSON.stringify(c).slice(0, -9), /cut off or damaged/],
    ['a list', () => [], /got undefined, another kind of document/],
    ['a scenario alone', (c) => c.scenario, /got "woe\.scenario\/1", another kind of document/],
    ['a later version', (c) => ({ ...c, schema: 'woe.counterexample/2' }), /a version that this woe does not know/],
    ['an unknown key', (c) => ({ ...c, more: 1 }), /at the top/],
    [
      'an unknown rule',
      (c) => ({ ...c, deviation: { ...c.deviation, rule: 'none\u001b' } }),
      /no rule is called "none\\u001b"/,
    ],
    ['a call beyond the end', (c) => ({ ...c, deviation: { ...c.deviation, call: 99 } }), /deviates at call 99/],
    [
      'an observation of another call',
      (c) => ({ ...c, observation: { ...c.observation, calls: [{ ...c.observation.calls[0], call: 'close' }] } }),
      /call \d+ was observed as "close", which it is not/,
    ],
    [
      'a disk that fits in no memory',
      (c) => ({
        ...c,
        scenario: { ...c.scenario, level: 'disk', disk: { sectorSize: 4096, sectors: 1e12, provisioned: 1 } },
      }),
      /asks for 4096000000000000 bytes/,
    ],
  ])('refuses %s', (_, spoil, message) => {
    expect(reading(spoil(good))).toThrow(UsageError);
    expect(reading(spoil(good))).toThrow(message);
  });
});

describe('a target that can not be replayed on', () => {
  it('is refused when it lacks the level', async () => {
    const found = await foundOf(MUTANTS.find(({ level }) => level === 'disk') as Mutant);
    const withoutDisk = { ...createReference({}, PROFILE), disk: undefined };
    await expect(replay(found, withoutDisk)).rejects.toThrow(/has no level disk, which this counterexample needs/);
  });

  it('misbehaves when it throws', async () => {
    const found = await foundOf(MUTANTS.find(({ level }) => level === 'iter') as Mutant);
    const thrower = {
      ...createReference({}, PROFILE),
      iter: {
        writeIter: () => {
          throw new Error('no');
        },
      },
    };
    expect(await replay(found, thrower)).toMatchObject({ verdict: 'crashed', found: null });
  });
});
