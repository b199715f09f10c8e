import type { Command } from 'commander';
import { EXIT_CODES } from '../contract/words.js';
import type { CommandSpec, Context } from './command.js';
import { OutputDirectory, requireWritable } from './output-directory.js';
import { RESULT_FORMATS, renderResult, type ResultFormat } from './result-format.js';
import { loadResult } from './result-file.js';
import { oneOf } from './word.js';

interface Options {
  format: ResultFormat;
  out?: string;
}

export const mergeCommand: CommandSpec<Options> = {
  name: 'merge',
  summary: 'join the results of the shards of one search',
  epilogue: `
Examples:
  woe hunt reference --shard 1/2 --out part1     on one machine
  woe hunt reference --shard 2/2 --out part2     on another
  woe merge part1 part2 --out whole              one result, with each distinct counterexample once

Exit codes: as of one run of the whole search; 1 also when shards are missing, 2 when the results are not of one search.`,

  define(command: Command): void {
    command
      .argument('<dirs...>', 'what `woe hunt --out DIR` has written, or result.json files')
      .option(
        '-f, --format <format>',
        RESULT_FORMATS.join(', '),
        oneOf('--format', RESULT_FORMATS, '--format json'),
        'pretty',
      )
      .option('-o, --out <dir>', 'also write result.json, junit.xml and counterexamples there');
  },

  async run([dirs = []]: readonly unknown[], { format, out }, { terminal }: Context): Promise<number> {
    if (out !== undefined) requireWritable(out);
    const results = await Promise.all((dirs as string[]).map((dir) => loadResult(dir)));
    const { mergeResults } = await import('../properties/merge.js');
    const merged = mergeResults(results);
    const directory = out === undefined ? undefined : new OutputDirectory(out);
    terminal.out(await renderResult(merged, format, terminal.outColors, directory?.filesOf(merged)));
    await directory?.write(merged);
    return EXIT_CODES[merged.verdict];
  },
};
