import type { Counterexample, KnownDeviation, Level, ProfileId, Target } from '../contract/index.js';

export const DEFAULT_SEED = 1;
/** Random scenarios per level, after the sweep. */
export const DEFAULT_RUNS = 1000;
/** Distinct counterexamples after which a hunt ends. */
export const DEFAULT_MOST = 10;
/** Milliseconds that one scenario may take. */
export const DEFAULT_TIMEOUT_MS = 10_000;

/** A stored counterexample that a check replays first. */
export interface StoredFile {
  /** The name of the file, for messages. */
  readonly name: string;
  readonly counterexample: Counterexample;
  /** Its decision table or its rule has changed since it was saved. */
  readonly obsolete: boolean;
}

export interface CheckOptions {
  /** A name is resolved in worker threads, where an endless loop can be ended; an object is run in this thread. */
  target: string | Target;
  /** @default every level that the target implements and the profile has */
  levels?: readonly Level[];
  /** @default the profile that the target claims, else linux-4.x */
  profile?: ProfileId;
  /** 0 to 2^32-1. @default 1 */
  seed?: number;
  /** Random scenarios per level after the sweep, >= 0. @default 1000 */
  runs?: number;
  /** Instead of `runs`: stop after so many milliseconds per level. Such a run is not byte-identical. */
  timeMs?: number;
  /** Globs over rule ids; a glob that matches no rule is a UsageError. */
  only?: readonly string[];
  skip?: readonly string[];
  /** Back the virtual disk with this file instead of memory. */
  diskFile?: string;
  /**
   * Worker threads for a target that is given by name, 0 to 64; they change nothing but the time. 0 = this thread, where
   * a debugger can follow, but an endless loop does not end. @default 1
   */
  workers?: number;
  /** Milliseconds that one scenario may take. @default 10000 */
  timeoutMs?: number;
  /** Replayed first, those of the profile and levels of this run; one that reproduces makes the run deviate. */
  stored?: readonly StoredFile[];
  /** What is known of the target: the run is conformant when exactly this happens. */
  known?: { readonly lines: readonly KnownDeviation[]; readonly stale: 'fail' | 'warn' };
  onProgress?: (progress: Progress) => void;
  /** Each counterexample as it is found. */
  onFound?: (counterexample: Counterexample) => void;
  /** Stops cleanly between two scenarios; the result says `interrupted` and keeps what was found. */
  signal?: AbortSignal;
}

export interface HuntOptions extends CheckOptions {
  /** Distinct counterexamples after which it ends, >= 1. @default 10 */
  most?: number;
  /** Run only the `index`-th of `of` parts, from 0. */
  shard?: { readonly index: number; readonly of: number };
}

export interface Progress {
  level: Level;
  phase: 'sweep' | 'bounded' | 'random';
  done: number;
  /** Scenarios in this phase; undefined when the run is bounded by time. */
  total?: number;
  /** Scenarios of this level that deviated. */
  deviations: number;
  /** Distinct counterexamples of this level. */
  found: number;
  /** Calls judged at this level. */
  calls: number;
  /** Transitions of the model taken at this level. */
  covered: number;
}
