import type { Command } from 'commander';
import { UsageError } from '../contract/parse.js';
import type { Counterexample, Level, ProfileId, Result, Target } from '../contract/index.js';
import { DEFAULT_PROFILE, EXIT_CODES, LEVELS, PROFILE_IDS } from '../contract/words.js';
import { DEFAULT_RUNS, DEFAULT_SEED, type CheckOptions } from '../properties/options.js';
import type { CommandSpec, Context } from './command.js';
import { seconds, wholeNumber } from './expected.js';
import { stopOnInterrupt } from './interrupt.js';
import { requireWritable, writeResult } from './output-directory.js';
import { RESULT_FORMATS, renderResult, type ResultFormat } from './result-format.js';
import { oneOf, repeated, someOf } from './word.js';

interface Options {
  level?: Level[];
  profile?: ProfileId;
  seed?: number;
  runs?: number;
  /** Milliseconds. */
  time?: number;
  only?: string[];
  skip?: string[];
  format: ResultFormat;
  out?: string;
  disk?: string;
}

const MAX_SEED = 0xffffffff;
const MAX_RUNS = 1_000_000_000;
const MAX_SECONDS = 86_400;

export const checkCommand: CommandSpec<Options> = {
  name: 'check',
  summary: 'check an implementation against the model',
  epilogue: `
Targets:
  reference    our own implementation of the whole write path, on a virtual disk
  mutant:ID    the reference with a planted bug; \`woe check mutant:\` names them

Levels, least hidden first:
  iter         __generic_file_write_iter alone, its callees scripted: every step is judged exactly
  disk         the system calls on a virtual disk with faults: judged by what is possible
  file         the system calls on the target's own storage

Examples:
  woe check                                       reference, all its levels
  woe check reference --runs 20000 --seed 7       other scenarios, and more of them
  woe check --level iter --only 'ret-*'           only the return-value rules, exactly
  woe check mutant:ki-pos-runs-ahead              what a deviation looks like
  woe check --profile linux-6.x --format json     another era, for a machine to read
  woe check --out results                         also results/result.json, junit.xml and counterexamples

A run first sweeps its level (every leaf, transition and guard pair), then tries random scenarios. The same seed and
--runs give the same bytes in every format but for the time taken.

Exit codes: 0 conformant; 1 deviating, or misbehaved, or never exercised; 2 could not run; 130 interrupted.`,

  define(command: Command): void {
    command
      .argument('[target]', 'what to check', 'reference')
      .option(
        '-l, --level <levels>',
        `${LEVELS.join(', ')}; several with commas (default: all that the target has)`,
        someOf('--level', LEVELS, '--level iter,disk'),
      )
      .option(
        '-p, --profile <profile>',
        `the era or filesystem: ${PROFILE_IDS.join(', ')} (default: the target's, else ${DEFAULT_PROFILE})`,
        oneOf('--profile', PROFILE_IDS, '--profile linux-6.x'),
      )
      .option(
        '-s, --seed <n>',
        `where the random scenarios start (default: ${DEFAULT_SEED})`,
        wholeNumber('--seed', 0, MAX_SEED, '--seed 7'),
      )
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
      .option(
        '-f, --format <format>',
        RESULT_FORMATS.join(', '),
        oneOf('--format', RESULT_FORMATS, '--format json'),
        'pretty',
      )
      .option('-o, --out <dir>', 'also write result.json, junit.xml and counterexamples there')
      .option('--disk <file>', 'keep the virtual disk in this file instead of in memory');
  },

  async run([name = 'reference'], options, context): Promise<number> {
    if (options.runs !== undefined && options.time !== undefined)
      throw new UsageError('--runs and --time exclude each other; example: woe check --runs 2000');
    const engine = await context.engine();
    const target = await engine.resolveTarget(name, options.profile);
    if (options.out !== undefined) requireWritable(options.out);
    const result = await checkWatched(target, options, context);
    return report(result, options, context);
  },
};

/** Runs the check with progress and Ctrl-C, and adds how long it took. */
async function checkWatched(target: Target, options: Options, context: Context): Promise<Result> {
  const { terminal } = context;
  const { check } = await context.engine();
  const watch = options.format === 'pretty' && terminal.drawsProgress;
  const progress = watch ? (await import('./progress.js')).drawProgress() : undefined;
  const interrupt = stopOnInterrupt(terminal);
  const started = performance.now();
  try {
    const result = await check({
      ...checkOptions(target, options),
      onProgress: progress?.show,
      signal: interrupt.signal,
    });
    const ms = performance.now() - started;
    const calls = result.runs.reduce((sum, run) => sum + run.calls, 0);
    return { ...result, timing: { ms: Math.round(ms), callsPerSecond: Math.round((calls / ms) * 1000) } };
  } finally {
    progress?.end();
    interrupt.release();
  }
}

const checkOptions = (target: Target, options: Options): CheckOptions => ({
  target,
  levels: options.level,
  profile: options.profile,
  seed: options.seed,
  runs: options.runs,
  timeMs: options.time,
  only: options.only,
  skip: options.skip,
  diskFile: options.disk,
});

async function report(result: Result, options: Options, { terminal }: Context): Promise<number> {
  terminal.out(await renderResult(result, options.format, terminal.outColors));
  if (options.out === undefined) return EXIT_CODES[result.verdict];
  try {
    await writeResult(options.out, result);
  } catch (error) {
    if (options.format !== 'json') terminal.out(saved(result.counterexamples));
    throw error;
  }
  return EXIT_CODES[result.verdict];
}

/** What could not be written goes to standard output, so that nothing that was found is lost. */
const saved = (found: readonly Counterexample[]): string =>
  found.map((counterexample) => `${JSON.stringify(counterexample)}\n`).join('');
