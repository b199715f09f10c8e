import { EQUIVALENT, HARNESS, MUTANTS } from '../fixtures/mutants/index.js';
import { WILD } from '../fixtures/mutants/wild.js';

/** The kit of planted bugs as a Markdown page. */
export const mutantsMarkdown = (): string => `# The mutants

<!-- Generated from fixtures/mutants/ by \`npm run generate\`; do not edit. -->

A suite is worth what it kills. Each of these ${MUTANTS.length} mutants is the reference with one bug; it names the level and the kind of
observable that show it, and the rule that must kill it. \`woe mutants\` runs them all and shows after how many scenarios
each was killed; it runs in CI. \`woe hunt mutant:ID\` finds one, \`woe mutants --only ID --out DIR\` keeps its smallest scenario.

${table(
  ['mutant', 'what it does wrong', 'shows in', 'level', 'must be killed by'],
  MUTANTS.map(({ id, title, observable, level, rule }) => [id, title, observable, level, rule]),
)}
## Seen in the wild

Public reports, and the mutants that put the bug back.

${table(
  ['report', 'mutants'],
  WILD.map(({ report, mutants }) => [report, mutants.join(', ')]),
)}
## Equivalents

Changed too, but no observer can tell. A suite that kills one raises a false alarm.

${table(
  ['mutant', 'the change', 'why nobody can tell'],
  EQUIVALENT.map(({ id, title, because }) => [id, title, because]),
)}
## Targets that misbehave

No rule kills them: each must end its run with a verdict of its own.

${table(
  ['target', 'what it does', 'verdict'],
  HARNESS.map(({ id, title, verdict }) => [id, title, verdict]),
)}`;

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |\n`;
  return `${line(heads)}|${heads.map(() => ' --- |').join('')}\n${rows.map(line).join('')}`;
}

const escaped = (text: string): string => text.replace(/[\\`*_<>|]/g, '\\$&');
