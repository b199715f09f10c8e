import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PROFILE_IDS, type IterTarget, type ProfileId, type Scenario, type Target } from '../../contract/index.js';
import { MUTANTS, targetOf } from '../../fixtures/mutants/index.js';
import { createReference } from '../../impl/reference/target.js';
import { IterConformity, IterOracle, judgeIter, PROFILES } from '../../model/index.js';
import { drive } from '../run/drive.js';
import { iterScenarios } from './generate.js';
import { eachWrite } from './run.js';
import { iterSweep } from './sweep.js';

/** Runs the scenario and puts each write to both oracles. Returns how many writes conformed and how many deviated. */
function compare(target: Target, scenarios: readonly Scenario[], profile: ProfileId): [number, number] {
  const exact = new IterOracle(profile);
  const conformity = new IterConformity(profile);
  let [conforming, deviating] = [0, 0];
  for (const scenario of scenarios)
    void drive(
      eachWrite(target.iter as IterTarget, scenario, ({ observation, request, script }) => {
        const expected = exact.expect(request, script);
        const judgement = judgeIter(expected, observation);
        const quick = conformity.of(request, script, observation);
        if (judgement.differences.length > 0) {
          if (quick) throw new Error(`conforming, but ${JSON.stringify(judgement.differences)}`);
          deviating++;
          return 'end';
        }
        if (!quick) throw new Error(`deviating, but nothing differs: ${JSON.stringify(observation)}`);
        const same = { judgement: quick.judgement, edges: [...quick.way.edges], bits: [...quick.way.bits] };
        if (!same.edges.every((edge, i) => edge === expected.way.edges[i] && same.bits[i] === expected.way.bits[i]))
          throw new Error(`another way: ${same.edges.map((edge) => edge.id).join(' ')}`);
        expect(same.judgement).toEqual(judgement);
        conforming++;
        return 'go on';
      }),
    );
  return [conforming, deviating];
}

const sampled = (profile: ProfileId, seed: number): Scenario[] => [
  ...iterSweep(profile, seed),
  ...fc.sample(iterScenarios(profile), { seed, numRuns: 100 }),
];

const WITH_ITER = PROFILE_IDS.filter((profile) => PROFILES[profile].levels.includes('iter'));

test.each(WITH_ITER)('what is found to conform under %s is what the exact oracle finds no difference in', (profile) => {
  const [conforming, deviating] = compare(createReference({}, profile), sampled(profile, 5), profile);
  expect(conforming).toBeGreaterThan(500);
  expect(deviating).toBe(0);
});

test('what any planted bug changes at iter level is found not to conform, and only that', () => {
  const scenarios = sampled('linux-4.x', 6);
  const mutants = MUTANTS.filter(({ level }) => level === 'iter');
  const deviating = mutants.map((mutant) => compare(targetOf(mutant, 'linux-4.x'), scenarios, 'linux-4.x')[1]);
  expect(mutants.length).toBeGreaterThan(20);
  expect(deviating.filter((count) => count === 0)).toEqual([]);
});
