import { countText } from '../text.js';
import type { Shape } from './shape.js';

/** What grows, while all else stays as usual. */
export interface Axis {
  readonly of: keyof Shape;
  readonly label: string;
  readonly values: readonly number[];
  /** Values are shown divided by it. @default 1 */
  readonly per?: number;
}

/** A value as it is shown. */
export const shown = ({ per = 1 }: Axis, value: number): string => countText(value / per);

const KIB = 1024;

export const AXES: readonly Axis[] = [
  {
    of: 'fileSize',
    label: 'size of the file, KiB',
    values: [16, 32, 64, 128, 256, 512, 1024, 2048].map((size) => size * KIB),
    per: KIB,
  },
  { of: 'writes', label: 'writes per fresh disk', values: [5, 10, 25, 50, 100, 200, 400] },
  { of: 'descriptors', label: 'open descriptors', values: [1, 2, 4, 8, 15] },
  { of: 'faults', label: 'planned faults', values: [0, 1, 2, 4, 8, 16, 32] },
];

/** One measured point: how much there was, and what one write call took in microseconds. */
export interface Point {
  readonly x: number;
  readonly us: number;
}

/** How the cost of a call grew from the first point to the last: 1 = as the value itself, 0 = not at all. */
export function exponent(points: readonly Point[]): number {
  const [first, last] = [points[0], points[points.length - 1]];
  // One more, since an axis may begin with nothing.
  return Math.log(last.us / first.us) / Math.log((last.x + 1) / (first.x + 1));
}
