import type { Level, ProfileId, Target } from '../contract/index.js';

export const DEFAULT_SEED = 1;
/** Random scenarios per level, after the sweep. */
export const DEFAULT_RUNS = 1000;

export interface CheckOptions {
  target: Target;
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
  onProgress?: (progress: Progress) => void;
  /** Stops cleanly between two scenarios; the result says `interrupted` and keeps what was found. */
  signal?: AbortSignal;
}

export interface Progress {
  level: Level;
  phase: 'sweep' | 'random';
  done: number;
  /** Scenarios in this phase; undefined when the run is bounded by time. */
  total?: number;
  deviations: number;
}
