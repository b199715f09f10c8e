import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { UsageError, preview } from '../contract/parse.js';
import { EXIT_CODES } from '../contract/words.js';
import { EXPORT_FORMS, FORM_SUMMARIES, type ExportForm } from '../report/export/form.js';
import { commandToReplay } from '../report/command-to-replay.js';
import type { CommandSpec } from './command.js';
import { loadCounterexample } from './counterexample-file.js';
import { OBSOLETE } from './replay.js';
import { oneOf } from './word.js';

interface Options {
  as?: ExportForm;
  out?: string;
}

const EXAMPLE = 'woe export found/RULE.file.counterexample.json --as c';

export const exportCommand: CommandSpec<Options> = {
  name: 'export',
  summary: 'turn a stored counterexample into a test, a program, or a trace',
  epilogue: `
Forms:
${EXPORT_FORMS.map((form) => `  ${form.padEnd(10)}${FORM_SUMMARIES[form]}`).join('\n')}

Examples:
  woe check mutant:pwrite-moves-offset --level file --out found              finds and stores some
  woe export found/RULE.file.counterexample.json --as c --out reproduce.c    gcc -std=c11 -o reproduce reproduce.c
  woe export found/RULE.file.counterexample.json --as node --out script.mjs  node script.mjs memfs /
  woe export found/RULE.iter.counterexample.json --as jest --out bug.test.js fails as long as the bug is there

The programs exit with 0 where the calls conform, 1 where they deviate, 2 where they can't tell. What a form can't
express, e.g. a scripted callee in C, is refused with the reason.

Exit codes: 0 written; 2 the file can't be read, is invalid or obsolete, or the form can't express it.`,

  define(command: Command): void {
    command
      .argument('<file>', 'a *.counterexample.json file')
      .option('--as <form>', EXPORT_FORMS.join(', '), oneOf('--as', EXPORT_FORMS, EXAMPLE))
      .option('-o, --out <file>', 'write there instead of to standard output');
  },

  async run([file = ''], { as, out }, { terminal }): Promise<number> {
    if (as === undefined)
      throw new UsageError(`--as: expected one of ${EXPORT_FORMS.join(', ')}, got none; example: ${EXAMPLE}`);
    const { counterexample, obsolete } = await loadCounterexample(file);
    if (obsolete) {
      const next = commandToReplay(file, counterexample, '--refresh');
      terminal.err(`${terminal.errColors.red('woe')}: ${OBSOLETE}; try: ${next}\n`);
      return EXIT_CODES['could not run'];
    }
    const [{ refusalOf }, { exported }] = await Promise.all([
      import('../report/export/refusals.js'),
      import('../report/export/exported.js'),
    ]);
    const refusal = refusalOf(as, counterexample);
    if (refusal !== null)
      throw new UsageError(
        `--as: ${preview(file)} can't be expressed as ${as}: ${refusal}; example: woe export FILE --as jest`,
      );
    const text = await exported(as, counterexample);
    if (out === undefined) terminal.out(text);
    else write(out, text);
    return 0;
  },
};

function write(out: string, text: string): void {
  try {
    writeFileSync(out, text);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UsageError(
      `--out: expected a file that can be written, got ${preview(out)} (${code}); example: ${EXAMPLE}`,
    );
  }
}
