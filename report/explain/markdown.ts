import picocolors from 'picocolors';
import { columns } from '../columns.js';
import type { ContentMap, ExplainedLeaf, Explanation, NextCommand } from './explanation.js';
import { LEAF_TERMS } from './leaf-terms.js';
import { callListing, contentListing, leftOutText, offsetListing, stepListing } from './listings.js';

const PLAIN = picocolors.createColors(false);

/** An explanation for an issue tracker: headings, tables, and fenced code for what must keep its columns. */
export function explanationMarkdown(explanation: Explanation): string {
  const { call, calls, steps, offsets, content, path, next } = explanation;
  const sections: (string | null)[] = [
    introduction(explanation),
    section('Smallest scenario found', [setting(explanation), fenced('c', callListing(calls, PLAIN))]),
    ...steps.map((list) =>
      section(`${capital(list.title)} of call ${call}`, [fenced('', stepListing(list.steps, PLAIN))]),
    ),
    section('Expected against got', [differences(explanation), also(explanation)]),
    offsets.length === 0
      ? null
      : section(`${explanation.level === 'iter' ? '`ki_pos`' : 'Offset'} after each call`, [
          fenced('', offsetListing(offsets, PLAIN)),
        ]),
    content && section(`Content that call ${content.call} read`, contentParts(content)),
    path.lines.length === 0
      ? null
      : section('Path through the model', [
          fenced('', [...(path.leftOut > 0 ? [leftOutText(path.leftOut, 'step')] : []), ...path.lines]),
        ]),
    next.length === 0 ? null : section('Next', [fenced('sh', nextLines(next))]),
  ];
  return `${sections.filter((part) => part !== null).join('\n\n')}\n`;
}

function introduction({ target, level, profile, rule, leaves }: Explanation): string {
  const items = [
    rule.title && `rule: ${words(rule.title)} (*${rule.strength}*)`,
    rule.source && `source: ${words(rule.source)}`,
    rule.why && `why: ${words(rule.why)}`,
    ...leaves.map((leaf) => `leaf ${leafText(leaf)}`),
    leaves.some(({ condition }) => condition !== null) && `in leaves: ${LEAF_TERMS}`,
  ];
  return [
    `# ${words(target)} deviates from ${code(rule.id)}`,
    `At ${level} level, ${profile}.`,
    items
      .filter(Boolean)
      .map((item) => `- ${item}`)
      .join('\n'),
  ].join('\n\n');
}

const leafText = ({ id, condition, returns, kiPos }: ExplainedLeaf): string =>
  condition === null ? words(id) : words(`${id}: ${condition}, returns ${returns}, ki_pos +${kiPos}`);

const setting = ({ setting: { file, faults } }: Explanation): string =>
  [`${capital(words(file))}.`, ...faults.map((fault) => `- fault: ${words(fault)}`)].join('\n');

function differences(explanation: Explanation): string {
  const rows = explanation.differences.flatMap(({ observable, got, allowed }) =>
    allowed.map(({ value, because }, i) => [
      i === 0 ? observable : '',
      i === 0 ? words(got) : '',
      words(value),
      because === null ? '' : words(because),
    ]),
  );
  return table(['', 'got', 'allowed are only', 'because'], rows);
}

const also = ({ alsoSeen }: Explanation): string =>
  alsoSeen.length === 0 ? '' : `Also seen: ${alsoSeen.map(({ name, value }) => words(`${name} ${value}`)).join(', ')}.`;

function contentParts(map: ContentMap): string[] {
  const ranges = map.wrong.map(({ from, to, got, allowed }) => [
    `[${from}, ${to})`,
    words(got),
    words(allowed.join(', ')),
  ]);
  return [
    `Where it is wrong: a row for each page, a character for each sector of ${map.sectorSize} bytes.`,
    fenced('', contentListing(map, PLAIN)),
    table(['wrong bytes', 'got', 'allowed are only'], ranges),
    map.wrongLeftOut > 0 ? leftOutText(map.wrongLeftOut, 'more range') : '',
  ];
}

const nextLines = (next: readonly NextCommand[]): string[] =>
  columns(next.map(({ command, purpose }) => [{ text: command }, { text: `# ${purpose}` }]));

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const section = (title: string, parts: readonly string[]): string =>
  [`## ${title}`, ...parts.filter((part) => part !== '')].join('\n\n');

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Text in which nothing is markup, also in a cell of a table. */
const words = (text: string): string => text.replace(/[\\`*_{}[\]<>#|~&@]/g, '\\$&');

/** A code span, between more backticks than it holds. A pipe would end a cell even there. */
function code(text: string): string {
  const fence = '`'.repeat(longestRun(text) + 1);
  const padding = fence.length > 1 ? ' ' : '';
  return fence + padding + text.replaceAll('|', '\\|') + padding + fence;
}

function fenced(language: string, lines: readonly string[]): string {
  const text = lines.join('\n');
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

const longestRun = (text: string): number => Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
