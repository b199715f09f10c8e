import type { Colors } from 'picocolors/types';
import { columns, type Cell } from '../columns.js';
import { counted } from '../wording.js';
import type { ContentMap, ExplainedCall, Kept, OffsetRow, Step } from './explanation.js';

/** The parts of an explanation that are read in columns, as lines without indentation. */

export const leftOutText = (count: number, noun: string): string => `... ${counted(count, noun)} left out`;

/** A line of its own where something was left out; its text in the cell after `before` empty ones. */
const gap = ({ leftOut }: Kept, noun: string, before: number, { dim }: Colors): Cell[][] =>
  leftOut === 0 ? [] : [[...blank(before), { text: leftOutText(leftOut, noun), paint: dim }]];

const blank = (count: number): Cell[] => Array.from({ length: count }, () => ({ text: '' }));

const returned = (ret: string): string => (ret === '' ? '' : `= ${ret}`);

/** The calls in C with what they returned, the deviating one after `>`, faults after `!`. */
export function callListing(calls: readonly ExplainedCall[], colors: Colors): string[] {
  const { bold, dim, red, yellow } = colors;
  return columns(
    calls.flatMap((call): Cell[][] => {
      const paint = call.deviates ? bold : undefined;
      const faults = call.faults.map((fault) => `! ${fault}`);
      return [
        ...gap(call, 'call', 2, colors),
        [
          { text: call.deviates ? '>' : ' ', paint: red },
          { text: String(call.call), align: 'right' },
          { text: call.text, paint },
          { text: returned(call.ret), paint },
          {
            text: [...faults, call.did].filter(Boolean).join('  '),
            paint: faults.length === 0 ? dim : yellow,
          },
        ],
      ];
    }),
  );
}

const SIGN = { fault: '!', departs: '>' } as const;

/** Steps with what they returned: after `!` where an injected fault struck, after `>` where the order departs. */
export function stepListing(steps: readonly Step[], colors: Colors): string[] {
  const { dim, green, red, yellow } = colors;
  return columns(
    steps.flatMap((step): Cell[][] => {
      const paint = step.mark === 'fault' ? yellow : step.mark === 'departs' ? red : undefined;
      return [
        ...gap(step, 'step', 1, colors),
        [
          { text: step.mark === null ? ' ' : SIGN[step.mark], paint },
          { text: '  '.repeat(step.depth) + step.text, paint },
          { text: returned(step.ret), paint },
          { text: step.note, paint: paint ?? dim },
        ],
        ...(step.allowed === ''
          ? []
          : [[{ text: '' }, { text: `${'  '.repeat(step.depth)}allowed: ${step.allowed}`, paint: green }]]),
      ];
    }),
  );
}

/** Expected against got, call by call. */
export function offsetListing(offsets: readonly OffsetRow[], colors: Colors): string[] {
  const { dim, green, red } = colors;
  const heads = ['expected', 'got'].map((text): Cell => ({ text, align: 'right', paint: dim }));
  const rows = offsets.flatMap((row): Cell[][] => [
    ...gap(row, 'call', 2, colors),
    [
      { text: row.deviates ? '>' : ' ', paint: red },
      { text: String(row.call), align: 'right' },
      { text: row.text },
      { text: row.expected.join(' or '), align: 'right', paint: row.deviates ? green : undefined },
      { text: row.got, align: 'right', paint: row.deviates ? red : undefined },
    ],
  ]);
  return columns([[...blank(3), ...heads], ...rows]);
}

/** A row for each page, a character for each sector; then what the characters mean. */
export function contentListing({ rows, legend }: ContentMap, colors: Colors): string[] {
  const { dim, green, red } = colors;
  const known = rows.some(({ allowed }) => allowed !== '');
  const heads = ['', '', 'got', known ? 'allowed' : ''].map((text): Cell => ({ text, paint: dim }));
  const pages = rows.flatMap((row): Cell[][] => [
    ...gap(row, 'page', 0, colors),
    [
      { text: `page ${row.page}` },
      { text: `[${row.from}, ${row.to})` },
      { text: row.got, paint: /[SX]/.test(row.got) ? red : undefined },
      { text: row.allowed, paint: green },
    ],
  ]);
  return [...columns([heads, ...pages]), ...legend.map(({ character, meaning }) => `  ${character}  ${meaning}`)];
}
