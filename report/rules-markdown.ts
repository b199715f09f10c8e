import type { Rule } from '../model/index.js';
import { ruleSource } from './rule-source.js';
import { judgedAt, judgedCalls, rulesByFunction } from './rules-text.js';
import { counted } from './wording.js';

/** The rules as a Markdown page; each has its id as its heading, so that `#id` links to it. */
export function rulesMarkdown(rules: readonly Rule[]): string {
  const sections = [...rulesByFunction(rules)].map(
    ([kernelFunction, own]) => `## ${text(kernelFunction)}\n\n${own.map(ruleSection).join('\n')}`,
  );
  return `${INTRODUCTION(rules.length)}\n${sections.join('\n')}`;
}

const INTRODUCTION = (count: number): string => `# The rules

<!-- Generated from model/rules/ by \`npm run generate\`; do not edit. -->

${counted(count, 'rule')}, in groups by the kernel function or system call they come from. A run judges each rule by
itself; the first that a call breaks, in the order of the model (specific before general), is the one that is blamed.
A *must* that is broken is a deviation, a *may* a permitted divergence. The id is both citation and filter:
\`woe rules ID\`, \`woe check --only 'ret-*'\`.
`;

/** One rule as a section. Rules are our own data; only what Markdown would take for markup is escaped. */
export const ruleSection = (rule: Rule): string => `### ${rule.id}

${text(rule.title)}. *${rule.strength}*

- why: ${text(rule.why)}
- source: ${text(ruleSource(rule))}
- judges ${text(judgedCalls(rule))}
- by ${rule.observes.join(', ')}, ${judgedAt(rule)}${rule.profiles.length > 0 ? `, only under ${rule.profiles.join(', ')}` : ''}
`;

const text = (words: string): string => words.replace(/[\\`*_<>|]/g, '\\$&');
