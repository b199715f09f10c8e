import type { Command } from 'commander';
import type { Level, ProfileId } from '../contract/index.js';
import { EXIT_CODES, PROFILE_IDS } from '../contract/words.js';
import { DEFAULT_RUNS } from '../properties/options.js';
import type { CommandSpec, Context } from './command.js';
import { wholeNumber } from './expected.js';
import { stopOnInterrupt } from './interrupt.js';
import { levelOption, profileOption, seedOption } from './search-options.js';
import { oneOf } from './word.js';

const FORMATS = ['text', 'json'] as const;
const MAX_RUNS = 1_000_000_000;

interface Options {
  level?: Level[];
  profile?: ProfileId;
  seed?: number;
  runs?: number;
  format: (typeof FORMATS)[number];
}

/** An operand. */
const PLACE = { example: 'woe compare reference linux-6.x', others: PROFILE_IDS };

export const compareCommand: CommandSpec<Options> = {
  name: 'compare',
  summary: 'find the smallest scenario on which two implementations, or two eras, differ',
  epilogue: `
Both sides run the same scenarios, first those of the sweep, then random ones; nobody judges, what both show is compared.
Levels come in the order iter, disk, file; the first that shows a difference is the last. A profile stands for the
reference under it.

Examples:
  woe compare reference mutant:ki-pos-runs-ahead       two targets
  woe compare linux-4.x linux-6.x                      two eras
  woe compare ./my-target.js linux-6.x --level file    a target of yours and an era
  woe compare reference -- python3 driver.py           a driver in any language
  woe compare linux-6.5.0 linux-6.x --format json      for a program: woe.comparison/1

Exit codes: 0 no difference was found; 1 one was; 2 could not run; 130 interrupted.`,

  define(command: Command): void {
    const operand = `a target, or a profile: ${PROFILE_IDS.join(', ')}`;
    command
      .argument('<a>', operand)
      .argument('<b>', operand)
      .addOption(levelOption())
      .addOption(profileOption())
      .addOption(seedOption())
      .option(
        '-n, --runs <n>',
        `random scenarios per level, after the sweep (default: ${DEFAULT_RUNS})`,
        wholeNumber('--runs', 0, MAX_RUNS, '--runs 2000'),
      )
      .option('-f, --format <format>', FORMATS.join(', '), oneOf('--format', FORMATS, '--format json'), 'text');
  },

  async run([a = '', b = ''], { level, profile, seed, runs, format }, context: Context): Promise<number> {
    const { terminal } = context;
    const { requireTarget } = await context.engine();
    for (const word of [a, b]) if (!(PROFILE_IDS as readonly string[]).includes(word)) requireTarget(word, PLACE);
    const { compare } = await import('../properties/compare.js');
    const interrupt = stopOnInterrupt(terminal);
    try {
      const comparison = await compare({ a, b, levels: level, profile, seed, runs, signal: interrupt.signal });
      if (format === 'json') terminal.out(`${JSON.stringify(comparison, null, 2)}\n`);
      else terminal.out((await import('../report/comparison.js')).comparisonText(comparison, terminal.outColors));
      if (comparison.difference) return EXIT_CODES.deviating;
      return comparison.interrupted ? EXIT_CODES.interrupted : EXIT_CODES.conformant;
    } finally {
      interrupt.release();
    }
  },
};
