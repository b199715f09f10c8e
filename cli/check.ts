import type { Command } from 'commander';
import type { CommandSpec, Context } from './command.js';
import { defineSearch, TARGETS_HELP, type SearchOptions } from './search-options.js';
import { runSearch } from './search-run.js';

export const checkCommand: CommandSpec<SearchOptions> = {
  name: 'check',
  summary: 'check an implementation against the model',
  epilogue: `
${TARGETS_HELP}

Examples:
  woe check                                       reference, all its levels
  woe check reference --runs 20000 --seed 7       other scenarios, and more of them
  woe check --level iter --only 'ret-*'           only the return-value rules, exactly
  woe check mutant:ki-pos-runs-ahead              what a deviation looks like
  woe check --profile linux-6.x --format json     another era, for a machine to read
  woe check --out results                         also results/result.json, junit.xml and counterexamples

A run first replays what is stored in ./counterexamples, then sweeps its level (every leaf, transition and guard pair),
then tries random scenarios. The same seed and --runs give the same bytes in every format but for the time taken.

Exit codes: 0 conformant; 1 deviating, or misbehaved, or never exercised; 2 could not run; 130 interrupted.`,

  define(command: Command): void {
    command.argument('[target]', 'what to check', 'reference');
    defineSearch(command, 'check');
  },

  async run([target = 'reference'], options, context: Context): Promise<number> {
    const { check } = await context.engine();
    return runSearch(check, target, options, context);
  },
};
