import { columns, type Cell } from '../report/columns.js';
import type { Aim, Measured, Table } from './row.js';

/** Three digits that count, with separators: 1,230,000; 45.6; 0.123. */
export function numberText(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const rounded = Number(value.toPrecision(3));
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(rounded))));
  return rounded.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A count, or a mean of two: 6; 1,234; 74.5. */
export const countText = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 1 });

export const isMet = ({ got, atLeast = -Infinity, atMost = Infinity }: Aim): boolean => got >= atLeast && got <= atMost;

/** `own / actor: 51.2x, aim at least 50x: met`. */
export function aimText(aim: Aim): string {
  const { what, got, atLeast, atMost, unit } = aim;
  const bounds = [
    ...(atLeast === undefined ? [] : [`at least ${numberText(atLeast)}${unit}`]),
    ...(atMost === undefined ? [] : [`at most ${numberText(atMost)}${unit}`]),
  ];
  return `${what}: ${numberText(got)}${unit}, aim ${bounds.join(' and ')}: ${isMet(aim) ? 'met' : 'MISSED'}`;
}

const spreadText = ({ lowest, highest }: Measured): string => `${numberText(lowest)} to ${numberText(highest)}`;

const headings = (unit: string): Cell[] => [
  { text: '' },
  { text: unit, align: 'right' },
  { text: 'spread', align: 'right' },
  { text: '' },
];
const cells = (each: Measured): Cell[] => [
  { text: each.name },
  { text: numberText(each.median), align: 'right' },
  { text: spreadText(each), align: 'right' },
  { text: each.what },
];

/** A table as lines for a terminal. */
export function tableText({ title, unit, measured, aims, notes }: Table): string[] {
  return [
    title,
    ...(measured.length > 0 ? columns([headings(unit), ...measured.map(cells)], '  ') : []),
    ...aims.map((aim) => `  ${aimText(aim)}`),
    ...notes.map((note) => `  ${note}`),
  ];
}
