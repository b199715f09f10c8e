import fc from 'fast-check';
import { DEFAULT_SEED } from '../../properties/options.js';
import { factsOf } from '../../properties/search/facts.js';
import { ScenarioSpace } from '../../properties/search/batch.js';
import { runBatch } from '../../properties/search/run-batch.js';
import { engineOf } from '../../properties/engines.js';
import { reference } from '../../impl/reference/target.js';
import type { Scenario } from '../../contract/index.js';
import { DEFAULT_TIMEOUT_MS } from '../../properties/options.js';
import type { Contender } from '../contender.js';
import { aSequence, someIterWrites } from './arbitrary.js';
import { diskScenario, PROFILE, scriptedScenario } from './scenario.js';

/** Sequences of the workload in one batch. */
const SEQUENCES = 4;
/** Scenarios of `check` in one batch: they are shorter. */
const SCENARIOS = 50;

/** Runs scenarios as `check` does, with coverage and the tally of the rules. Returns the judged calls. */
async function checkAll(level: 'iter' | 'disk', scenarios: readonly Scenario[]): Promise<number> {
  const answer = await runBatch(scenarios, {
    engine: engineOf(level),
    target: reference,
    profile: PROFILE,
    isSelected: () => true,
    timeoutMs: DEFAULT_TIMEOUT_MS,
    distinctness: 'symptom',
    beat: () => undefined,
    crosses: false,
  });
  if (answer.deviations > 0 || answer.misbehaved)
    throw new Error(`the reference deviates at ${level} level: ${JSON.stringify(answer.found[0]?.deviation)}`);
  return answer.calls;
}

/** Judged calls of the workload that are not writes: two opens and the read at the end. */
const OTHER_CALLS = { iter: 0, disk: 3 } as const;

function sampled(level: 'iter' | 'disk', scenarios: fc.Arbitrary<Scenario>): Contender {
  return {
    name: 'fast-check',
    what: `the same scenarios drawn by fast-check, run as \`woe check\` does, with coverage, at ${level} level`,
    async run(pass) {
      const calls = await checkAll(level, fc.sample(scenarios, { seed: pass, numRuns: SEQUENCES }));
      return calls - SEQUENCES * OTHER_CALLS[level];
    },
  };
}

/** What `woe check` runs: its own scenarios, not this workload. All calls are counted, not only writes. */
function asCheck(level: 'iter' | 'disk'): Contender {
  const space = new ScenarioSpace(engineOf(level), PROFILE, DEFAULT_SEED, factsOf(reference));
  return {
    name: 'woe check',
    what: `the random scenarios of \`woe check\` at ${level} level (1 to 14 calls on small files); all calls counted`,
    run: (pass) => checkAll(level, space.scenarios({ level, phase: 'random', index: pass, size: SCENARIOS })),
  };
}

const aScriptedScenario = fc.tuple(fc.nat(), someIterWrites).map(([seed, writes]) => scriptedScenario(seed, writes));

export const SAMPLED = { iter: sampled('iter', aScriptedScenario), disk: sampled('disk', aSequence.map(diskScenario)) };
export const AS_CHECK = { iter: asCheck('iter'), disk: asCheck('disk') };
