import type { Colors } from 'picocolors/types';
import { columns, type Cell } from '../columns.js';
import { counted } from '../wording.js';
import type {
  ContentMap,
  Explanation,
  ExplainedDifference,
  ExplainedLeaf,
  OffsetRow,
  StepList,
} from './explanation.js';
import { WIDTH, wrapped } from './wrapped.js';

/** An explanation for a terminal: headings at two columns, what belongs to them at four. */
export function explanationText(explanation: Explanation, colors: Colors): string {
  const { path, steps, content } = explanation;
  const sections = [
    [...heading(explanation, colors), ...ruleLines(explanation)],
    ['  smallest scenario found', ...settingLines(explanation), ...callLines(explanation, colors)],
    ...steps.map((list) => stepLines(list, explanation, colors)),
    [
      '  expected against got',
      ...explanation.differences.flatMap((one) => differenceLines(one, colors)),
      ...also(explanation),
    ],
    explanation.offsets.length > 0 ? offsetLines(explanation, colors) : [],
    content ? contentLines(content, colors) : [],
    path.lines.length > 0 ? ['  path through the model', ...pathLines(path)] : [],
    explanation.next.length > 0 ? ['  next', ...nextLines(explanation)] : [],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

const leftOutText = (count: number, noun: string): string => `... ${counted(count, noun)} left out`;

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
  return rows.flatMap(([name, text]) => (text === null ? [] : hanging(`  ${name.padEnd(8)}`, text)));
}

const MOST_LEAVES = 5;

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

function callLines({ calls }: Explanation, { bold, dim, red, yellow }: Colors): string[] {
  const rows = calls.flatMap((call): Cell[][] => {
    const paint = call.deviates ? bold : undefined;
    const faults = call.faults.map((fault) => `! ${fault}`).join(' ');
    return [
      ...(call.leftOut > 0
        ? [[{ text: '' }, { text: '' }, { text: leftOutText(call.leftOut, 'call'), paint: dim }]]
        : []),
      [
        { text: call.deviates ? '>' : ' ', paint: red },
        { text: String(call.call), align: 'right' },
        { text: call.text, paint },
        { text: call.ret === '' ? '' : `= ${call.ret}`, paint },
        { text: [faults, call.did].filter(Boolean).join('  '), paint: faults === '' ? dim : yellow },
      ],
    ];
  });
  return columns(rows, '  ');
}

const SIGN = { fault: '!', departs: '>' } as const;

function stepLines({ title, steps }: StepList, { calls }: Explanation, { dim, red, yellow }: Colors): string[] {
  const rows = steps.flatMap((step): Cell[][] => {
    const indent = '  '.repeat(step.depth);
    const paint = step.mark === 'fault' ? yellow : step.mark === 'departs' ? red : undefined;
    return [
      ...(step.leftOut > 0 ? [[{ text: '' }, { text: leftOutText(step.leftOut, 'step'), paint: dim }]] : []),
      [
        { text: step.mark === null ? ' ' : SIGN[step.mark], paint },
        { text: indent + step.text, paint },
        { text: step.ret === '' ? '' : `= ${step.ret}`, paint },
        { text: step.note, paint: paint ?? dim },
      ],
    ];
  });
  return [`  ${title} of call ${calls.at(-1)?.call}`, ...columns(rows, '  ')];
}

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

function offsetLines({ offsets, level }: Explanation, { dim, green, red }: Colors): string[] {
  const cells = (row: OffsetRow): Cell[][] => [
    ...(row.leftOut > 0 ? [[{ text: '' }, { text: '' }, { text: leftOutText(row.leftOut, 'call'), paint: dim }]] : []),
    [
      { text: row.deviates ? '>' : ' ', paint: red },
      { text: String(row.call), align: 'right' },
      { text: row.text },
      { text: row.expected.join(' or '), align: 'right', paint: row.deviates ? green : undefined },
      { text: row.got, align: 'right', paint: row.deviates ? red : undefined },
    ],
  ];
  const heads: Cell[] = [
    { text: '' },
    { text: '' },
    { text: '' },
    { text: 'expected', align: 'right', paint: dim },
    { text: 'got', align: 'right', paint: dim },
  ];
  return [
    `  ${level === 'iter' ? 'ki_pos' : 'offset'} after each call`,
    ...columns([heads, ...offsets.flatMap(cells)], '  '),
  ];
}

function contentLines(map: ContentMap, { dim, green, red }: Colors): string[] {
  const known = map.rows.some(({ allowed }) => allowed !== '');
  const heads: Cell[] = ['', '', 'got', known ? 'allowed' : ''].map((text) => ({ text, paint: dim }));
  const rows = map.rows.flatMap((row): Cell[][] => [
    ...(row.leftOut > 0 ? [[{ text: leftOutText(row.leftOut, 'page'), paint: dim }]] : []),
    [
      { text: `page ${row.page}` },
      { text: `[${row.from}, ${row.to})` },
      { text: row.got, paint: /[SX]/.test(row.got) ? red : undefined },
      { text: row.allowed, paint: green },
    ],
  ]);
  return [
    `  content that call ${map.call} read: a row for each page, a character for each sector of ${map.sectorSize} bytes`,
    ...columns([heads, ...rows], '    '),
    ...map.legend.map(({ character, meaning }) => `      ${character}  ${meaning}`),
    ...map.wrong.flatMap(({ from, to, got, allowed }) =>
      hanging(
        `    [${from}, ${to})  `,
        `got ${got}${allowed.length > 0 ? `; allowed are only: ${allowed.join(', ')}` : ''}`,
      ),
    ),
    ...(map.wrongLeftOut > 0 ? [`    ${leftOutText(map.wrongLeftOut, 'more range')}`] : []),
  ];
}

const pathLines = ({ lines, leftOut }: Explanation['path']): string[] => [
  ...(leftOut > 0 ? [`    ${leftOutText(leftOut, 'step')}`] : []),
  ...lines.flatMap((line) => wrapped(line, WIDTH - 6).map((part, i) => `${i === 0 ? '    ' : '      '}${part}`)),
];

const nextLines = ({ next }: Explanation): string[] =>
  columns(
    next.map(({ command, purpose }) => [{ text: command }, { text: purpose }]),
    '    ',
  );
