import type { Command } from 'commander';
import { DEFAULT_MOST, type HuntOptions } from '../properties/options.js';
import type { CommandSpec, Context } from './command.js';
import { unexpected, wholeNumber } from './expected.js';
import { defineSearch, TARGETS_HELP, type SearchOptions } from './search-options.js';
import { runSearch } from './search-run.js';

interface Options extends SearchOptions {
  max?: number;
  shard?: HuntOptions['shard'];
}

const MOST = 10_000;

export const huntCommand: CommandSpec<Options> = {
  name: 'hunt',
  summary: 'search for distinct counterexamples, and go on after the first',
  epilogue: `
${TARGETS_HELP}

Examples:
  woe hunt mutant:ki-pos-runs-ahead --out found    up to ${DEFAULT_MOST}, each saved as soon as it is found
  woe hunt mutant:ki-pos-runs-ahead --max 1        the first, as small as it gets
  woe hunt reference --time 60                     for a minute per level
  woe hunt reference --shard 1/4 --out part1       a quarter of the search, on one of four machines
  woe merge part1 part2 part3 part4                the four results as one

The search is directed: first what is stored in ./counterexamples; then every leaf and transition (the sweep); then
every short sequence of calls with every fault at each of its first occurrences; then random scenarios, with the faults
drawn more often that have been seen with few transitions of the model. Two counterexamples are distinct when they break
another rule, end in another leaf, or show in another observable.

The same seed and --runs find the same, byte for byte, whatever the number of workers.

Exit codes: 0 nothing found; 1 something found, or misbehaved; 2 could not run; 130 interrupted, with what was found.`,

  define(command: Command): void {
    command.argument('<target>', 'what to search');
    defineSearch(command, 'hunt TARGET');
    command
      .option(
        '-m, --max <n>',
        `distinct counterexamples after which it ends (default: ${DEFAULT_MOST})`,
        wholeNumber('--max', 1, MOST, '--max 10'),
      )
      .option('--shard <i/n>', 'run only the i-th of n parts of the search', readShard);
  },

  async run([target = ''], options, context: Context): Promise<number> {
    const { hunt } = await context.engine();
    return runSearch((asked) => hunt({ ...asked, most: options.max, shard: options.shard }), target, options, context);
  },
};

const MOST_SHARDS = 10_000;

function readShard(text: string): HuntOptions['shard'] {
  const [, index, of] = /^(\d{1,5})\/(\d{1,5})$/.exec(text) ?? [];
  const shard = { index: Number(index) - 1, of: Number(of) };
  if (shard.index >= 0 && shard.index < shard.of && shard.of <= MOST_SHARDS) return shard;
  const expected = `i/n, the i-th of n parts, with 1 <= i <= n <= ${MOST_SHARDS}`;
  throw unexpected({ option: '--shard', expected, example: '--shard 1/4' }, text);
}
