import { describe, expect, it } from '@jest/globals';
import { LEVELS, UsageError, type Deviation, type Level, type Observation, type Scenario } from '../contract/index.js';
import { MUTANTS } from '../fixtures/mutants/index.js';
import { rejudge } from '../model/index.js';
import { killRun } from './kill/kill-run.js';

const PER_LEVEL = 7;

/** A few mutants of each level, from the first to the last of the kit. */
function chosen(level: Level): string[] {
  const ids = MUTANTS.filter((mutant) => mutant.level === level).map(({ id }) => id);
  const step = Math.max(1, Math.floor(ids.length / PER_LEVEL));
  return ids.filter((_, i) => i % step === 0).slice(0, PER_LEVEL);
}

interface Stored {
  readonly scenario: Scenario;
  readonly observation: Observation;
  readonly deviation: Deviation;
}

/** The first deviation from the rule that the mutant names, as it is stored. */
async function found(id: string): Promise<Stored> {
  const mutant = MUTANTS.find((candidate) => candidate.id === id);
  const run = mutant && (await killRun(mutant, { seed: 1, most: 5000 }));
  if (!run?.found) throw new Error(`${id} was not found`);
  const { scenario, calls, deviation } = run.found;
  return { scenario, observation: { schema: 'woe.observation/1', calls: [...calls] }, deviation };
}

const ROWS = LEVELS.flatMap((level) => chosen(level).map((id) => [id, level] as const));

describe('a stored observation judged again', () => {
  it.each(ROWS)('%s at %s level deviates in the same call, by the same differences', async (id) => {
    const { scenario, observation, deviation } = await found(id);
    const again = rejudge(scenario, observation);
    expect(again.deviates).toBe(deviation.call);
    expect(again.judgements.at(-1)?.differences).toEqual(deviation.differences);
    expect(again.judgements.slice(0, -1).flatMap(({ differences }) => differences)).toEqual([]);
    for (const { allowed, because } of deviation.differences) expect(because).toHaveLength(allowed.length);
  });

  const staleTail = found('stale-tail');

  it('tells what a deviating read might have found, byte for byte', async () => {
    const { scenario, observation, deviation } = await staleTail;
    const { content } = rejudge(scenario, observation);
    const read = observation.calls.find(({ index }) => index === deviation.call)?.content ?? [];
    expect(content?.at(0)?.from).toBe(read.at(0)?.from);
    expect(content?.at(-1)?.to).toBe(read.at(-1)?.to);
    for (const [i, { from }] of (content ?? []).slice(1).entries()) expect(from).toBe(content?.at(i)?.to);
    expect(content?.some(({ cache, got }) => !cache.includes(got))).toBe(true);
  });

  it('allows what the call no longer shows', async () => {
    const { scenario, observation, deviation } = await staleTail;
    const calls = observation.calls.filter(({ index }) => index < deviation.call);
    expect(rejudge(scenario, { ...observation, calls })).toMatchObject({ deviates: null, content: null });
  });

  it('refuses an observation of another scenario', async () => {
    const { scenario, observation } = await staleTail;
    expect(() => rejudge({ ...scenario, calls: [] }, observation)).toThrow(UsageError);
    const { scenario: scripted, observation: seen } = await found(chosen('iter')[0]);
    const calls = scripted.calls.map((call) => ('script' in call ? { ...call, script: undefined } : call));
    expect(() => rejudge({ ...scripted, calls }, seen)).toThrow(/has no callee script/);
  });
});
