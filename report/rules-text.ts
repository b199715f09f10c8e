import type { Colors } from 'picocolors/types';
import type { Rule } from '../model/index.js';
import { columns, type Cell } from './columns.js';
import { ruleSource } from './rule-source.js';
import { counted } from './wording.js';

/** All rules for a terminal, grouped by the kernel function they come from. */
export function ruleListText(rules: readonly Rule[], colors: Colors): string {
  const groups = rulesByFunction(rules);
  const musts = rules.filter((rule) => rule.strength === 'must').length;
  const heading = `${counted(rules.length, 'rule')}: ${musts} must, ${rules.length - musts} may. \`woe rules ID\` explains one.`;
  const idWidth = Math.max(...rules.map((rule) => rule.id.length));
  const sections = [...groups].map(([kernelFunction, own]) => [
    colors.bold(kernelFunction),
    ...columns(
      own.map((rule): Cell[] => [
        { text: rule.id.padEnd(idWidth) },
        { text: rule.strength.padEnd(4), paint: colors.dim },
        { text: rule.title },
      ]),
      '  ',
    ),
  ]);
  return `${[heading, ...sections.map((lines) => lines.join('\n'))].join('\n\n')}\n`;
}

/** One rule with everything that is known about it. */
export function ruleText(rule: Rule, colors: Colors): string {
  const rows: [string, string][] = [
    ['strength', STRENGTH[rule.strength]],
    ['source', ruleSource(rule)],
    ['judges', judgedCalls(rule)],
    ['by', rule.observes.join(', ')],
    ['levels', rule.levels.join(', ') || 'none: judged on recorded traces (`woe trace`)'],
    ['profiles', rule.profiles.join(', ') || 'all that have these levels'],
    ['why', rule.why],
  ];
  const lines = columns(
    rows.map(([name, text]): Cell[] => [{ text: name, paint: colors.dim }, { text }]),
    '  ',
  );
  return `${[colors.bold(rule.id), `  ${rule.title}`, '', ...lines].join('\n')}\n`;
}

export const STRENGTH: Record<Rule['strength'], string> = {
  must: 'must: anything else is a deviation',
  may: 'may: another behaviour is a permitted divergence',
};

/** The calls that exercise the rule, in words. */
export function judgedCalls(rule: Rule): string {
  const leaves = rule.leaves.length > 0 ? ` that end in ${rule.leaves.join(' or ')}` : '';
  const facts = rule.facts.length > 0 ? ` with ${rule.facts.join(' and ')}` : '';
  const calls = leaves + facts === '' ? 'every call' : `calls${leaves}${facts}`;
  return rule.traced ? `${calls}, on the trace of its kernel steps` : calls;
}

/** Where the rule is judged: `at iter, disk`, or on traces only. */
export const judgedAt = (rule: Rule): string =>
  rule.levels.length > 0 ? `at ${rule.levels.join(', ')}` : 'on recorded traces';

export function rulesByFunction(rules: readonly Rule[]): Map<string, Rule[]> {
  const groups = new Map<string, Rule[]>();
  for (const rule of rules) groups.set(rule.kernelFunction, [...(groups.get(rule.kernelFunction) ?? []), rule]);
  return groups;
}
