import type { Command } from 'commander';
import type { Level } from '../contract/index.js';
import { EXIT_CODES } from '../contract/words.js';
import type { CommandSpec, Context } from './command.js';
import { stopOnInterrupt } from './interrupt.js';
import { OutputDirectory, requireWritable } from './output-directory.js';
import { levelOption, seedOption } from './search-options.js';
import { oneOf, repeated } from './word.js';

const FORMATS = ['pretty', 'json'] as const;

interface Options {
  only?: string[];
  level?: Level[];
  seed?: number;
  format: (typeof FORMATS)[number];
  out?: string;
}

export const mutantsCommand: CommandSpec<Options> = {
  name: 'mutants',
  summary: 'check the suite itself: which rule kills which planted bug',
  epilogue: `
Each mutant is the reference with one bug and names the rule that must kill it. Its level is swept, then random scenarios
follow, up to 5,000 in all. An equivalent is changed too, but no observer can tell: the suite must let it live. Targets
that misbehave (throw, hang, return garbage) must each end with a verdict of their own.

Examples:
  woe mutants                           all of them
  woe mutants --only 'ki-pos-*'         some
  woe mutants --level iter              those that the iter level shows
  woe mutants --out counterexamples     keep the smallest scenario of each as a regression corpus

Exit codes: 0 each mutant is killed by the rule that it names, each equivalent lives, and each target that misbehaves
ends with its verdict; 1 not so; 2 could not run.`,

  define(command: Command): void {
    command
      .option('--only <glob>', 'only the mutants whose id matches; repeatable', repeated)
      .addOption(levelOption())
      .addOption(seedOption())
      .option('-f, --format <format>', FORMATS.join(', '), oneOf('--format', FORMATS, '--format json'), 'pretty')
      .option('-o, --out <dir>', 'also write the smallest scenario of each there, as ID.counterexample.json');
  },

  async run(_operands, { only, level, seed, format, out }, { terminal }: Context): Promise<number> {
    if (out !== undefined) requireWritable(out);
    const { killMatrix } = await import('../properties/kill/matrix.js');
    const draws = format === 'pretty' && terminal.drawsProgress;
    const bar = draws ? (await import('./progress.js')).drawCounter('mutants') : undefined;
    const directory = out === undefined ? undefined : new OutputDirectory(out);
    const interrupt = stopOnInterrupt(terminal);
    try {
      const matrix = await killMatrix({
        only,
        levels: level,
        seed,
        signal: interrupt.signal,
        onProgress: (done, total, id) => bar?.show(done, total, id),
        onFound:
          directory &&
          ((id, found) => {
            directory.saveAs(id, found);
          }),
      });
      bar?.end();
      if (format === 'json') terminal.out(`${JSON.stringify(matrix, null, 2)}\n`);
      else terminal.out((await import('../report/kill-matrix.js')).killMatrixText(matrix, terminal.outColors));
      if (interrupt.signal.aborted) return EXIT_CODES.interrupted;
      return matrix.passed ? EXIT_CODES.conformant : EXIT_CODES.deviating;
    } finally {
      bar?.end();
      interrupt.release();
    }
  },
};
