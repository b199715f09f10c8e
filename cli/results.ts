import type { Command } from 'commander';
import { EXIT_CODES } from '../contract/words.js';
import type { CommandSpec, Context } from './command.js';
import { loadResult } from './result-file.js';
import { oneOf } from './word.js';

const FORMATS = ['text', 'markdown', 'json'] as const;

interface Options {
  format: (typeof FORMATS)[number];
}

export const resultsCommand: CommandSpec<Options> = {
  name: 'results',
  summary: 'show the results of several implementations side by side',
  epilogue: `
Examples:
  woe check ./one.js --out one
  woe check ./two.js --out two
  woe results one two                            which rule holds in which implementation
  woe results one two --format markdown          the same for a page

Exit codes: 0 shown; 2 a result could not be read.`,

  define(command: Command): void {
    command
      .argument('<dirs...>', 'what `woe check --out DIR` has written, or result.json files')
      .option('-f, --format <format>', FORMATS.join(', '), oneOf('--format', FORMATS, '--format markdown'), 'text');
  },

  async run([dirs = []]: readonly unknown[], { format }, { terminal }: Context): Promise<number> {
    const results = await Promise.all((dirs as string[]).map((dir) => loadResult(dir)));
    const { resultsMatrix, resultsMarkdown, resultsText } = await import('../report/results-matrix.js');
    const matrix = resultsMatrix(results);
    if (format === 'json') terminal.out(`${JSON.stringify(matrix, null, 2)}\n`);
    else terminal.out(format === 'text' ? resultsText(matrix, terminal.outColors) : resultsMarkdown(matrix));
    return EXIT_CODES.conformant;
  },
};
