import type { Command } from 'commander';
import type { Rule } from '../model/index.js';
import type { CommandSpec } from './command.js';
import { unexpected } from './expected.js';
import { didYouMean } from './nearest.js';
import { oneOf } from './word.js';

const FORMATS = ['pretty', 'json', 'markdown'] as const;
interface Options {
  format: (typeof FORMATS)[number];
}

export const rulesCommand: CommandSpec<Options> = {
  name: 'rules',
  summary: 'list the rules, or explain one or some',
  epilogue: `
Examples:
  woe rules                                        every rule with its title
  woe rules ret-flush-error-returns-direct-bytes   one rule: source, strength, why it matters
  woe rules 'ret-*'                                the rules that a glob matches
  woe rules --format json                          for a machine to read

An id or a glob is also what \`woe check --only\` and --skip take.`,

  define(command: Command): void {
    command
      .argument('[id]', 'the rule to explain, or a glob (default: all)')
      .option('-f, --format <format>', FORMATS.join(', '), oneOf('--format', FORMATS, '--format json'), 'pretty');
  },

  async run([id], { format }, { terminal }): Promise<number> {
    const { RULES } = await import('../model/index.js');
    const rules = id === undefined ? RULES : await rulesCalled(id, RULES);
    const single = rules.length === 1 && rules[0].id === id;
    terminal.out(await TEXT[format](rules, single, terminal.outColors));
    return 0;
  },
};

/** The rule of that id, or those that a glob matches, in the table's order. Throws UsageError when there is none. */
async function rulesCalled(id: string, rules: readonly Rule[]): Promise<readonly Rule[]> {
  const { default: picomatch } = await import('picomatch');
  const called = rules.filter((rule) => rule.id === id || picomatch.isMatch(rule.id, id));
  if (called.length > 0) return called;
  const ids = rules.map((rule) => rule.id);
  throw unexpected(
    { option: 'rule', expected: 'an id that `woe rules` lists, or a glob', example: 'woe rules ret-written-or-err' },
    id,
    didYouMean(id, ids),
  );
}

type Colors = Parameters<CommandSpec['run']>[2]['terminal']['outColors'];

const TEXT: Record<Options['format'], (rules: readonly Rule[], single: boolean, colors: Colors) => Promise<string>> = {
  async pretty(rules, single, colors) {
    const { ruleListText, ruleText } = await import('../report/rules-text.js');
    return single ? ruleText(rules[0], colors) : ruleListText(rules, colors);
  },
  json: async (rules, single) => `${JSON.stringify(single ? rules[0] : rules, null, 2)}\n`,
  async markdown(rules, single) {
    const { ruleSection, rulesMarkdown } = await import('../report/rules-markdown.js');
    return single ? ruleSection(rules[0]) : rulesMarkdown(rules);
  },
};
