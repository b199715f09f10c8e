import type { Colors } from 'picocolors/types';
import type { ProfileId } from '../contract/index.js';
import { PROFILES, type Ending, type ProfileDifference } from '../model/index.js';
import { columns, type Cell } from './columns.js';
import { counted } from './wording.js';

/** Where two profiles end differently, for a terminal: what they are; the inputs, then one line for each profile. */
export function profileDifferencesText(
  a: ProfileId,
  b: ProfileId,
  differences: readonly ProfileDifference[],
  colors: Colors,
): string {
  const count = differences.length;
  const ends =
    count === 0
      ? `every scenario of the core ends alike; \`woe compare ${a} ${b}\` runs whole calls`
      : `${counted(count, 'scenario')} ${count === 1 ? 'ends' : 'end'} differently, smallest first`;
  const sections = differences.map((difference, i) => [
    `${i + 1}. ${inputsText(difference)}`,
    ...columns(
      [heading(colors), row(a, difference.a, difference, colors), row(b, difference.b, difference, colors)],
      '   ',
    ),
  ]);
  const both = [...new Set([a, b])].map((id) => [
    { text: id },
    { text: `${PROFILES[id].title}; ${PROFILES[id].differs}` },
  ]);
  const head = [`${colors.bold(`${a} against ${b}`)}: ${ends}`, ...columns(both, '  ')].join('\n');
  return `${[head, ...sections.map((lines) => lines.join('\n'))].join('\n\n')}\n`;
}

const HEADINGS: readonly [string, keyof Ending][] = [
  ['return', 'ret'],
  ['ki_pos', 'kiPos'],
  ['iov', 'iovUsed'],
  ['leaf', 'leaf'],
  ['callees', 'callees'],
];

const heading = (colors: Colors): Cell[] => [
  { text: '' },
  ...HEADINGS.map(([text]): Cell => ({ text, paint: colors.dim })),
];

const row = (profile: ProfileId, ending: Ending, { differs }: ProfileDifference, colors: Colors): Cell[] => [
  { text: profile },
  ...HEADINGS.map(([, key]): Cell => {
    const value = ending[key];
    const text =
      typeof value === 'object' ? value.join(', ') : `${key === 'kiPos' || key === 'iovUsed' ? '+' : ''}${value}`;
    return { text, paint: differs.includes(key) ? colors.yellow : undefined };
  }),
];

/** What succeeds without more goes without saying. */
function inputsText({ count, inputs }: ProfileDifference): string {
  const outcomes = Object.entries(inputs)
    .filter(([input, outcome]) => outcome !== 'ok' && outcome !== 'no' && input !== 'mode')
    .map(([input, outcome]) => `${input} ${outcome}`);
  return [`a ${inputs.mode} write of ${counted(count, 'byte')}`, ...outcomes].join(', ');
}
