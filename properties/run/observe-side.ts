import {
  Misbehaviour,
  type CallObservation,
  type MisbehaviourVerdict,
  type Scenario,
  type Target,
} from '../../contract/index.js';
import type { Engine } from '../engine.js';
import { within } from '../search/within.js';
import { drive, wait, type Steps } from './drive.js';

/** What one target showed of a scenario: plain data, for it may live in another thread. */
export interface SideRun {
  readonly calls: readonly CallObservation[];
  /** Undefined when it ended as a target should. */
  readonly misbehaviour?: MisbehaviourVerdict;
  /** To see that again would cost the time of a whole timeout, or a thread. */
  readonly isCostly?: boolean;
}

/** Runs it to its end, or for `timeoutMs` milliseconds; nobody judges. */
export function* observeSide(engine: Engine, target: Target, scenario: Scenario, timeoutMs: number): Steps<SideRun> {
  const calls: CallObservation[] = [];
  const seen = (call: CallObservation): void => void calls.push(call);
  try {
    yield* wait(within(drive(engine.observe(target, scenario, seen)), timeoutMs));
    return { calls };
  } catch (error) {
    if (error instanceof Misbehaviour)
      return { calls, misbehaviour: error.verdict, isCostly: error.verdict === 'timed out' };
    throw error;
  }
}
