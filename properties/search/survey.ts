import {
  DEFAULT_PROFILE,
  UsageError,
  type Level,
  type ProfileId,
  type Result,
  type StoredVerdict,
} from '../../contract/index.js';
import { PROFILES } from '../../model/index.js';
import { engineOf } from '../engines.js';
import { DEFAULT_RUNS, DEFAULT_SEED, DEFAULT_TIMEOUT_MS, type CheckOptions, type HuntOptions } from '../options.js';
import { toResult } from '../result.js';
import { selectRules } from '../selection.js';
import type { Distinctness } from './distinct.js';
import type { TargetFacts } from './facts.js';
import { LevelSearch } from './level-search.js';
import { openRunner } from './open-runner.js';
import { replayStored } from './replay-stored.js';
import type { Runner } from './session.js';

/** How thoroughly, and when it ends. */
export interface Manner {
  readonly thorough: boolean;
  readonly distinctness: Distinctness;
  readonly most: number;
  readonly deviationLimit: number;
  readonly shard?: HuntOptions['shard'];
}

const MOST_WORKERS = 64;

/**
 * Opens the target, replays what is stored, and searches level by level.
 * Throws UsageError for options that can't be run; nothing is touched then.
 */
export async function survey(options: CheckOptions, manner: Manner): Promise<Result> {
  const { seed = DEFAULT_SEED, runs = DEFAULT_RUNS, workers = 1, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const { only, skip, diskFile } = options;
  requireWhole('seed', seed, 0, 0xffffffff);
  requireWhole('runs', runs, 0, Number.MAX_SAFE_INTEGER);
  requireWhole('workers', workers, 0, MOST_WORKERS);
  selectRules(only, skip);
  const { distinctness } = manner;
  const known = options.known?.lines;
  const setup = { profile: options.profile, seed, only, skip, distinctness, known, timeoutMs, diskFile };
  const runner = await openRunner(options.target, setup, workers, options.timeoutMs);
  try {
    const profile = options.profile ?? runner.facts.profile ?? DEFAULT_PROFILE;
    const levels = levelsToRun(runner.facts, profile, options.levels);
    return await searchAll(runner, { ...options, seed, runs }, manner, profile, levels);
  } finally {
    await runner.close();
  }
}

async function searchAll(
  runner: Runner,
  options: CheckOptions & { seed: number; runs: number },
  manner: Manner,
  profile: ProfileId,
  levels: readonly Level[],
): Promise<Result> {
  const { seed, only, skip, signal } = options;
  const isSelected = selectRules(only, skip);
  const stored: StoredVerdict[] = await replayStored(runner, options.stored ?? [], profile, levels, isSelected, signal);
  const searches: LevelSearch[] = [];
  let most = manner.most;
  for (const level of levels) {
    const { runs, timeMs, onFound, onProgress } = options;
    const plan = {
      runner,
      engine: engineOf(level),
      profile,
      seed,
      runs,
      timeMs,
      isSelected,
      onFound,
      onProgress,
      signal,
      known: options.known?.lines,
    };
    const search = new LevelSearch({ ...plan, ...manner, most });
    searches.push(search);
    await search.search();
    most -= search.counterexamples.length;
    if (search.interrupted || search.misbehaved || most <= 0) break;
  }
  return toResult({
    facts: runner.facts,
    profile,
    seed,
    searches,
    stored,
    shard: manner.shard,
    isComplete: only === undefined && skip === undefined,
  });
}

function requireWhole(name: string, value: number, min: number, max: number): void {
  if (!Number.isSafeInteger(value) || value < min || value > max)
    throw new UsageError(`${name}: expected a whole number from ${min} to ${max}, got ${value}; e.g. ${name} 1`);
}

/** The asked levels, or all that both the target and the profile have, in the contract's order. */
function levelsToRun(facts: TargetFacts, profile: ProfileId, asked: readonly Level[] | undefined): Level[] {
  const offered = facts.levels;
  const ofProfile = PROFILES[profile].levels;
  const usable = offered.filter((level) => ofProfile.includes(level));
  for (const level of asked ?? [])
    if (!usable.includes(level)) {
      const lacking = offered.includes(level) ? `the profile ${profile}` : `the target ${facts.name}`;
      throw new UsageError(`${lacking} has no level ${level}; it can be run at: ${usable.join(', ') || 'none'}`);
    }
  const levels = asked ? usable.filter((level) => asked.includes(level)) : usable;
  if (levels.length === 0)
    throw new UsageError(
      `nothing to run: ${facts.name} has the levels ${offered.join(', ') || 'none'}, ${profile} has ${ofProfile.join(', ')}`,
    );
  return levels;
}
