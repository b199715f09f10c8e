import type { Colors } from 'picocolors/types';
import { columns } from '../columns.js';
import type { ContentMap, Explanation, ExplainedDifference, ExplainedLeaf } from './explanation.js';
import { callListing, contentListing, leftOutText, offsetListing, stepListing } from './listings.js';
import { LEAF_TERMS } from './leaf-terms.js';
import { WIDTH, wrapped } from './wrapped.js';

/** An explanation for a terminal: headings at two columns, what belongs to them at four. */
export function explanationText(explanation: Explanation, colors: Colors): string {
  const { call, calls, steps, differences, offsets, content, path, next } = explanation;
  const sections = [
    [...heading(explanation, colors), ...ruleLines(explanation)],
    ['  smallest scenario found', ...settingLines(explanation), ...indented(2, callListing(calls, colors))],
    ...steps.map((list) => [`  ${list.title} of call ${call}`, ...indented(2, stepListing(list.steps, colors))]),
    ['  expected against got', ...differences.flatMap((one) => differenceLines(one, colors)), ...also(explanation)],
    offsets.length > 0 ? [offsetTitle(explanation), ...indented(2, offsetListing(offsets, colors))] : [],
    content ? [contentTitle(content), ...indented(4, contentListing(content, colors)), ...rangeLines(content)] : [],
    path.lines.length > 0 ? ['  path through the model', ...pathLines(path)] : [],
    next.length > 0 ? ['  next', ...nextLines(explanation)] : [],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

const indented = (by: number, lines: readonly string[]): string[] => lines.map((line) => ' '.repeat(by) + line);

const offsetTitle = ({ level }: Explanation): string => `  ${level === 'iter' ? 'ki_pos' : 'offset'} after each call`;

const contentTitle = ({ call, sectorSize }: ContentMap): string =>
  `  content that call ${call} read, where it is wrong: a row for a page, a character for ${sectorSize} bytes`;

const heading = ({ target, level, profile, rule }: Explanation, { bold, red }: Colors): string[] => [
  `${red('deviates')}  ${bold(rule.id)}  ${target} at ${level} level, ${profile}`,
];

function ruleLines({ rule, leaves }: Explanation): string[] {
  const rows: [string, string | null][] = [
    ['rule', rule.title && `${rule.title} (${rule.strength})`],
    ['source', rule.source],
    ['why', rule.why],
    ...leafRows(leaves),
  ];
  return [
    ...rows.flatMap(([name, text]) => (text === null ? [] : hanging(`  ${name.padEnd(8)}`, text))),
    ...(described(leaves) ? [`          ${LEAF_TERMS}`] : []),
  ];
}

const MOST_LEAVES = 5;

/** Whether the leaves are shown with their conditions. */
const described = (leaves: Explanation['leaves']): boolean =>
  leaves.length <= MOST_LEAVES && leaves.some(({ condition }) => condition !== null);

/** One leaf a line; of many only the names. */
function leafRows(leaves: Explanation['leaves']): [string, string][] {
  if (leaves.length > MOST_LEAVES) return [['leaves', leaves.map(({ id }) => id).join(', ')]];
  return leaves.map((leaf, i) => [i === 0 ? (leaves.length === 1 ? 'leaf' : 'leaves') : '', leafText(leaf)]);
}

const leafText = ({ id, condition, returns, kiPos }: ExplainedLeaf): string =>
  condition === null ? id : `${id}: ${condition} -> returns ${returns}, ki_pos +${kiPos}`;

/** `head` followed by the text, whose further lines stand below its beginning. */
const hanging = (head: string, text: string): string[] =>
  wrapped(text, WIDTH - head.length).map((line, i) => (i === 0 ? head : ' '.repeat(head.length)) + line);

const settingLines = ({ setting }: Explanation): string[] => [
  ...hanging('    ', setting.file),
  ...setting.faults.flatMap((fault) => hanging('    fault: ', fault)),
];

function differenceLines({ observable, got, allowed }: ExplainedDifference, { green, red }: Colors): string[] {
  const name = `    ${observable.padEnd(11)}`;
  const blank = ' '.repeat(name.length);
  const reasoned = allowed.some(({ because }) => because !== null);
  const only = `allowed are only: ${allowed.map(({ value }) => value).join(', ')}`;
  const fits = `${name}${only}  got: ${got}`.length <= WIDTH;
  if (fits && !reasoned) return [`${name}${green(only)}  ${red(`got: ${got}`)}`];
  return [
    ...painted(hanging(`${name}got: `, got), red, name.length),
    `${blank}${green('allowed are only:')}`,
    ...allowed.flatMap(({ value, because }) => [
      ...painted(hanging(`${blank}  `, value), green, blank.length),
      ...(because === null ? [] : hanging(`${blank}    `, because)),
    ]),
  ];
}

const painted = (lines: readonly string[], paint: (text: string) => string, from: number): string[] =>
  lines.map((line) => line.slice(0, from) + paint(line.slice(from)));

const also = ({ alsoSeen }: Explanation): string[] =>
  alsoSeen.length === 0
    ? []
    : hanging('    also seen  ', alsoSeen.map(({ name, value }) => `${name} ${value}`).join(', '));

const rangeLines = ({ wrong, wrongLeftOut }: ContentMap): string[] => [
  ...wrong.flatMap(({ from, to, got, allowed }) =>
    hanging(
      `    [${from}, ${to})  `,
      `got ${got}${allowed.length > 0 ? `; allowed are only: ${allowed.join(', ')}` : ''}`,
    ),
  ),
  ...(wrongLeftOut > 0 ? [`    ${leftOutText(wrongLeftOut, 'more range')}`] : []),
];

const pathLines = ({ lines, leftOut }: Explanation['path']): string[] => [
  ...(leftOut > 0 ? [`    ${leftOutText(leftOut, 'step')}`] : []),
  ...lines.flatMap((line) => wrapped(line, WIDTH - 6).map((part, i) => `${i === 0 ? '    ' : '      '}${part}`)),
];

const nextLines = ({ next }: Explanation): string[] =>
  columns(
    next.map(({ command, purpose }) => [{ text: command }, { text: purpose }]),
    '    ',
  );
