import type fc from 'fast-check';
import type { CallObservation, Level, ProfileId, Scenario, Target } from '../contract/index.js';
import type { CoverageRecorder, Judgement } from '../model/index.js';
import type { Steps } from './run/drive.js';

/** One call as it was observed, with what the oracle says of it. */
export interface JudgedCall {
  readonly observation: CallObservation;
  readonly judgement: Judgement;
}

/** What a level brings to the common search: its scenarios, and how one is run. */
export interface Engine {
  readonly level: Level;
  /** The complete sweep: every leaf, transition and guard pair of the level that this target can show. */
  sweep(profile: ProfileId, seed: number, target: Target): Scenario[];
  random(profile: ProfileId, target: Target): fc.Arbitrary<Scenario>;
  /** Runs up to the end or the first deviation. Throws Misbehaviour. Tells `coverage` the ways that surely were taken. */
  run(target: Target, scenario: Scenario, judged: (call: JudgedCall) => void, coverage?: CoverageRecorder): Steps<void>;
}
