import { Option, type Command } from 'commander';
import { UsageError } from '../contract/parse.js';
import type { Level, ProfileId } from '../contract/index.js';
import { DEFAULT_PROFILE, LEVELS, PROFILE_IDS } from '../contract/words.js';
import { DEFAULT_RUNS, DEFAULT_SEED, DEFAULT_TIMEOUT_MS, type CheckOptions } from '../properties/options.js';
import { seconds, wholeNumber } from './expected.js';
import { RESULT_FORMATS, type ResultFormat } from './result-format.js';
import { oneOf, repeated, someOf } from './word.js';

/** The options that every command has which searches for deviations. */
export interface SearchOptions {
  level?: Level[];
  profile?: ProfileId;
  seed?: number;
  runs?: number;
  /** Milliseconds. */
  time?: number;
  only?: string[];
  skip?: string[];
  workers?: number;
  /** Milliseconds. */
  timeout?: number;
  format: ResultFormat;
  out?: string;
  disk?: string;
}

const MAX_SEED = 0xffffffff;
const MAX_RUNS = 1_000_000_000;
const MAX_SECONDS = 86_400;
const MAX_WORKERS = 64;
const DEFAULT_WORKERS = 2;

export const TARGETS_HELP = `Targets:
  reference    our own implementation of the whole write path, on a virtual disk
  mutant:ID    the reference with a planted bug; \`woe check mutant:\` names them
  ./module.js  a module of yours that exports a target
  kernel:NAME  the running kernel: fuse, tmpfs, ext4, ..., dir=PATH; \`woe doctor\` says which can run
  -- CMD ARGS  a driver in any language, over its standard input and output; or exec:'CMD ARGS'

Levels, least hidden first:
  iter         __generic_file_write_iter alone, its callees scripted: every step is judged exactly
  disk         the system calls on a virtual disk with faults: judged by what is possible
  file         the system calls on the target's own storage`;

/** Adds the options; `command` is the word for messages and examples. */
export function defineSearch(command: Command, name: string): void {
  command
    .addOption(levelOption())
    .addOption(profileOption())
    .addOption(seedOption())
    .option(
      '-n, --runs <n>',
      `random scenarios per level, after the sweep (default: ${DEFAULT_RUNS})`,
      wholeNumber('--runs', 0, MAX_RUNS, '--runs 2000'),
    )
    .option(
      '-t, --time <seconds>',
      'instead of --runs: random scenarios for so long per level',
      seconds('--time', MAX_SECONDS, '--time 30'),
    )
    .option('--only <glob>', 'judge only the rules that match; repeatable', repeated)
    .option('--skip <glob>', 'leave out the rules that match; repeatable', repeated)
    .addOption(workersOption(DEFAULT_WORKERS))
    .option(
      '--timeout <seconds>',
      `that one scenario may take (default: ${DEFAULT_TIMEOUT_MS / 1000}), or a driver for one message (default: 2)`,
      seconds('--timeout', MAX_SECONDS, '--timeout 2'),
    )
    .option(
      '-f, --format <format>',
      RESULT_FORMATS.join(', '),
      oneOf('--format', RESULT_FORMATS, '--format json'),
      'pretty',
    )
    .option(
      '-o, --out <dir>',
      `also write result.json, junit.xml and counterexamples there, e.g. woe ${name} --out results`,
    )
    .option('--disk <file>', 'keep the virtual disk in this file instead of in memory');
}

export const workersOption = (usual: number): Option =>
  new Option(
    '-w, --workers <n>',
    `threads that run scenarios; they change nothing but the time; 0 for a debugger (default: ${usual})`,
  ).argParser(wholeNumber('--workers', 0, MAX_WORKERS, '--workers 4'));

export const levelOption = (): Option =>
  new Option(
    '-l, --level <levels>',
    `${LEVELS.join(', ')}; several with commas (default: all that the target has)`,
  ).argParser(someOf('--level', LEVELS, '--level iter,disk'));

export const profileOption = (): Option =>
  new Option(
    '-p, --profile <profile>',
    `the era or filesystem: ${PROFILE_IDS.join(', ')} (default: the target's, else ${DEFAULT_PROFILE})`,
  ).argParser(oneOf('--profile', PROFILE_IDS, '--profile linux-6.x'));

export const seedOption = (): Option =>
  new Option('-s, --seed <n>', `where the random scenarios start (default: ${DEFAULT_SEED})`).argParser(
    wholeNumber('--seed', 0, MAX_SEED, '--seed 7'),
  );

/** What the suite is asked for a target of this name. Throws UsageError for options that exclude each other. */
export function toCheckOptions(target: string, options: SearchOptions): CheckOptions {
  if (options.runs !== undefined && options.time !== undefined)
    throw new UsageError('--runs and --time exclude each other; example: woe check --runs 2000');
  return {
    target,
    levels: options.level,
    profile: options.profile,
    seed: options.seed,
    runs: options.runs,
    timeMs: options.time,
    only: options.only,
    skip: options.skip,
    workers: options.workers ?? DEFAULT_WORKERS,
    timeoutMs: options.timeout,
    diskFile: options.disk,
  };
}
