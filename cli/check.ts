import type { Command } from 'commander';
import { UsageError } from '../contract/parse.js';
import { builtInKnown } from './built-in-known.js';
import type { CommandSpec, Context } from './command.js';
import { loadKnown, updateKnown } from './known-file.js';
import { defineSearch, TARGETS_HELP, type SearchOptions } from './search-options.js';
import { runSearch } from './search-run.js';
import { oneOf } from './word.js';

interface Options extends SearchOptions {
  known?: string;
  updateKnown?: boolean;
  stale: 'fail' | 'warn';
}

export const checkCommand: CommandSpec<Options> = {
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
  woe check ./my-target.js --known known.yaml     fail only on what is new, or no longer happens
  woe check -- python3 driver.py                  an implementation in another language
  woe check kernel:xfs                            the running kernel; its own known deviations are shown, and pass
  woe check --out results                         also results/result.json, junit.xml and counterexamples

A run first replays what is stored in ./counterexamples, then sweeps its level (every leaf, transition and guard pair),
then tries random scenarios. The same seed and --runs give the same bytes in every format but for the time taken.

Exit codes: 0 conformant; 1 deviating, or misbehaved, or never exercised; 2 could not run; 130 interrupted.`,

  define(command: Command): void {
    command.argument('[target]', 'what to check', 'reference');
    defineSearch(command, 'check');
    command
      .option(
        '--known <file>',
        'a list of known deviations (YAML or JSON): any other one fails, and so does a stale line',
      )
      .option('--update-known', 'rewrite that list to what this run found')
      .option(
        '--stale <what>',
        'what a line that no longer happens does: fail, warn',
        oneOf('--stale', ['fail', 'warn'] as const, '--stale warn'),
        'fail',
      );
  },

  async run([target = 'reference'], options, context: Context): Promise<number> {
    const { known: file, updateKnown: update = false, stale } = options;
    if (update && file === undefined)
      throw new UsageError(
        '--update-known: expected the file with --known, got none; example: --known known.yaml --update-known',
      );
    const known =
      file === undefined
        ? await builtInKnown(target, options.profile)
        : { lines: await loadKnown(file, update), stale };
    const { check } = await context.engine();
    return runSearch(
      async (asked) => {
        const result = await check({ ...asked, known });
        if (!update || file === undefined) return result;
        const { applyKnown, requireWhole } = await import('../properties/known/apply-known.js');
        const { only, skip, level, time } = options;
        requireWhole(
          result,
          [only, skip, level, time].some((part) => part !== undefined),
        );
        await updateKnown(file, known?.lines ?? [], result);
        return applyKnown(result, await loadKnown(file, false), stale);
      },
      target,
      options,
      context,
    );
  },
};
