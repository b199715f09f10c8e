import {
  DEFAULT_PROFILE,
  levelsOf,
  UsageError,
  type Counterexample,
  type Level,
  type ProfileId,
  type Result,
  type Target,
} from '../contract/index.js';
import { PROFILES } from '../model/index.js';
import { openDiskFile } from './disk/disk-file.js';
import { engineOf } from './engines.js';
import { LevelRun, type LevelPlan } from './level-run.js';
import { DEFAULT_RUNS, DEFAULT_SEED, type CheckOptions } from './options.js';
import { toResult } from './result.js';
import { selectRules } from './selection.js';

/**
 * Checks a target against the model: at each level first the complete sweep, then random scenarios.
 * The same options give the same result, byte for byte, unless `timeMs` bounds the run.
 * Throws UsageError for options that can't be run; nothing is touched then.
 */
export async function check(options: CheckOptions): Promise<Result> {
  const { target, seed = DEFAULT_SEED, runs = DEFAULT_RUNS } = options;
  const profile = options.profile ?? target.profile ?? DEFAULT_PROFILE;
  const isSelected = selectRules(options.only, options.skip);
  const levels = levelsToRun(target, profile, options.levels);
  requireWhole('seed', seed, 0xffffffff);
  requireWhole('runs', runs, Number.MAX_SAFE_INTEGER);
  const { timeMs, onProgress, signal } = options;
  const diskFile = options.diskFile === undefined ? undefined : openDiskFile(options.diskFile);
  try {
    const plans = levels.map((level): LevelPlan => {
      const engine = engineOf(level, diskFile?.storeOf);
      return { target, engine, profile, seed, runs, timeMs, isSelected, onProgress, signal };
    });
    return await runAll(plans);
  } finally {
    diskFile?.close();
  }
}

async function runAll(plans: readonly LevelPlan[]): Promise<Result> {
  const runs: LevelRun[] = [];
  const counterexamples: Counterexample[] = [];
  const nondeterministic: string[] = [];
  for (const plan of plans) {
    const run = new LevelRun(plan);
    runs.push(run);
    await run.search();
    const { found, nondeterministic: unsteady } = await run.counterexamples();
    counterexamples.push(...found);
    nondeterministic.push(...unsteady);
    if (run.interrupted || run.misbehaviour) break;
  }
  const [{ target, profile, seed }] = plans;
  return toResult({ target, profile, seed, runs, counterexamples, nondeterministic });
}

function requireWhole(name: string, value: number, max: number): void {
  if (!Number.isSafeInteger(value) || value < 0 || value > max)
    throw new UsageError(`${name}: expected a whole number from 0 to ${max}, got ${value}; e.g. ${name} 1`);
}

/** The asked levels, or all that both the target and the profile have, in the contract's order. */
function levelsToRun(target: Target, profile: ProfileId, asked: readonly Level[] | undefined): Level[] {
  const offered = levelsOf(target);
  const ofProfile = PROFILES[profile].levels;
  const usable = offered.filter((level) => ofProfile.includes(level));
  for (const level of asked ?? [])
    if (!usable.includes(level)) {
      const lacking = offered.includes(level) ? `the profile ${profile}` : `the target ${target.name}`;
      throw new UsageError(`${lacking} has no level ${level}; it can be run at: ${usable.join(', ') || 'none'}`);
    }
  const levels = asked ? usable.filter((level) => asked.includes(level)) : usable;
  if (levels.length === 0)
    throw new UsageError(
      `nothing to run: ${target.name} has the levels ${offered.join(', ') || 'none'}, ${profile} has ${ofProfile.join(', ')}`,
    );
  return levels;
}
