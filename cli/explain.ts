import type { Command } from 'commander';
import type { Colors } from 'picocolors/types';
import { EXIT_CODES } from '../contract/words.js';
import type { Explanation } from '../report/explain/explanation.js';
import type { CommandSpec } from './command.js';
import { loadCounterexample } from './counterexample-file.js';
import { OBSOLETE } from './replay.js';
import { oneOf } from './word.js';

const FORMATS = ['text', 'markdown', 'json'] as const;
type Format = (typeof FORMATS)[number];

interface Options {
  format: Format;
}

export const explainCommand: CommandSpec<Options> = {
  name: 'explain',
  summary: 'tell the story of a stored counterexample',
  epilogue: `
Examples:
  woe check mutant:ki-pos-runs-ahead --level iter --out found              finds and stores some
  woe explain found/RULE.iter.counterexample.json                          calls, steps, expected against got, the rule
  woe explain found/RULE.iter.counterexample.json --format markdown        for an issue tracker
  woe explain found/RULE.iter.counterexample.json --format json            for a program: woe.explanation/1

Nothing is run. \`woe replay FILE\` runs it.

Exit codes: 0 shown; 2 the file can't be read, is invalid, or is obsolete: then it is shown all the same.`,

  define(command: Command): void {
    command
      .argument('<file>', 'a *.counterexample.json file')
      .option('-f, --format <format>', FORMATS.join(', '), oneOf('--format', FORMATS, '--format markdown'), 'text');
  },

  async run([file = ''], { format }, { terminal }): Promise<number> {
    const { counterexample, obsolete } = await loadCounterexample(file);
    const [{ RULES }, { ruleBook }, { explanationOf }] = await Promise.all([
      import('../model/index.js'),
      import('../report/rule-book.js'),
      import('../report/explain/explanation-of.js'),
    ]);
    if (obsolete) terminal.err(`${terminal.errColors.yellow('woe')}: ${OBSOLETE}\n`);
    terminal.out(await rendered(explanationOf(counterexample, ruleBook(RULES), file), format, terminal.outColors));
    return obsolete ? EXIT_CODES['could not run'] : EXIT_CODES.conformant;
  },
};

/** Only the renderer that is asked for is loaded. */
async function rendered(explanation: Explanation, format: Format, colors: Colors): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('../report/explain/text.js')).explanationText(explanation, colors);
    case 'markdown':
      return (await import('../report/explain/markdown.js')).explanationMarkdown(explanation);
    case 'json':
      return (await import('../report/explain/json.js')).explanationJson(explanation);
  }
}
