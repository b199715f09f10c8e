import type fc from 'fast-check';
import type { CallObservation, Level, ProfileId, Scenario, Target } from '../contract/index.js';
import type { CoverageRecorder, Judgement } from '../model/index.js';
import type { Steps } from './run/drive.js';
import type { TargetFacts } from './search/facts.js';

/** One call as it was observed, with what the oracle says of it. */
export interface JudgedCall {
  readonly observation: CallObservation;
  readonly judgement: Judgement;
}

/** What a level brings to the common search: its scenarios, and how one is run. */
export interface Engine {
  readonly level: Level;
  /** The complete sweep: every leaf, transition and guard pair of the level that this target can show. */
  sweep(profile: ProfileId, seed: number, facts: TargetFacts): Scenario[];
  /** Every short sequence within a bound: each of a few calls, with each fault at each of its first occurrences. */
  bounded(profile: ProfileId, seed: number, facts: TargetFacts): Scenario[];
  /** `steering` are factors on the faults that the level draws from. */
  random(profile: ProfileId, facts: TargetFacts, steering?: readonly number[]): fc.Arbitrary<Scenario>;
  /** Runs up to the end or the first deviation. Throws Misbehaviour. Tells `coverage` the ways that surely were taken. */
  run(target: Target, scenario: Scenario, judged: (call: JudgedCall) => void, coverage?: CoverageRecorder): Steps<void>;
  /** Runs to the end, whatever it shows; nobody judges. Throws Misbehaviour. */
  observe(target: Target, scenario: Scenario, seen: (call: CallObservation) => void): Steps<void>;
}
