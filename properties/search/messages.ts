import type { MisbehaviourVerdict, Scenario } from '../../contract/index.js';
import type { Batch, Found } from './batch.js';
import type { TargetFacts } from './facts.js';
import type { SessionSetup } from './session.js';

/** What a thread is started with. */
export interface ThreadSetup {
  readonly target: string;
  readonly session: SessionSetup;
  /** One counter: how many scenarios the thread has begun. A thread whose counter stands still is stuck. */
  readonly beats: Int32Array;
}

export type Work =
  | { readonly do: 'batch'; readonly batch: Batch }
  | { readonly do: 'settle'; readonly found: Found }
  | { readonly do: 'run'; readonly scenario: Scenario }
  | { readonly do: 'observe'; readonly scenario: Scenario }
  | { readonly do: 'close' };

export interface Request {
  readonly id: number;
  readonly work: Work;
}

/** An error as it crosses between threads, by kind. */
export type Failure =
  | { readonly kind: 'usage'; readonly message: string }
  | {
      readonly kind: 'misbehaviour';
      readonly verdict: MisbehaviourVerdict;
      readonly message: string;
      readonly evidence: readonly string[];
    }
  | { readonly kind: 'bug'; readonly message: string; readonly stack: string };

export type Reply =
  /** The thread runs; what it does next is what the target does. */
  | { readonly loads: true }
  | { readonly facts: TargetFacts }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number | null; readonly failure: Failure };
