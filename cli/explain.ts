import type { Command } from 'commander';
import type { CommandSpec } from './command.js';
import { loadCounterexample } from './counterexample-file.js';
import { OBSOLETE } from './replay.js';

export const explainCommand: CommandSpec = {
  name: 'explain',
  summary: 'tell the story of a stored counterexample',
  epilogue: `
Examples:
  woe check mutant:ki-pos-runs-ahead --level iter --out found              finds and stores some
  woe explain found/RULE.iter.counterexample.json                          shows the calls, expected against got, the rule

Nothing is run. \`woe replay FILE\` runs it.

Exit codes: 0 shown; 2 the file can't be read, or is invalid.`,

  define(command: Command): void {
    command.argument('<file>', 'a *.counterexample.json file');
  },

  async run([file = ''], _options, { terminal }): Promise<number> {
    const { counterexample, obsolete } = await loadCounterexample(file);
    const [{ RULES }, { ruleBook }, { deviationText }] = await Promise.all([
      import('../model/index.js'),
      import('../report/rule-book.js'),
      import('../report/deviation.js'),
    ]);
    if (obsolete) terminal.err(`${terminal.errColors.yellow('woe')}: ${OBSOLETE}\n`);
    terminal.out(deviationText(counterexample, ruleBook(RULES), terminal.outColors));
    return 0;
  },
};
