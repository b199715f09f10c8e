import fc from 'fast-check';
import { PAGE_SIZE, type Capability, type Segment } from '../../contract/index.js';
import { weighted } from './weighted.js';

type Cut = 'one' | 'halves' | 'afterFirstUnit' | 'beforeLastUnit' | 'atPage' | 'behindPage' | 'four';
type Where = 'none' | 'first' | 'second' | 'last';

/** How a request is laid out over segments, before its length is known. */
export const aShape = fc.record({
  cut: weighted<Cut>([
    ['one', 8],
    ['halves', 1],
    ['afterFirstUnit', 1],
    ['beforeLastUnit', 1],
    ['atPage', 1],
    ['behindPage', 1],
    ['four', 1],
  ]),
  /** A segment of length zero is put there. */
  empty: weighted<Where>([
    ['none', 14],
    ['first', 1],
    ['second', 1],
    ['last', 1],
  ]),
  /** That segment can't be read to its end. */
  unreadable: weighted<Where>([
    ['none', 9],
    ['first', 1],
    ['second', 1],
    ['last', 1],
  ]),
  /** What of it can be read, in eighths; 0 = nothing. */
  readableEighths: weighted([
    [0, 3],
    [1, 1],
    [4, 1],
    [7, 1],
  ]),
});
export type AbstractShape = typeof aShape extends fc.Arbitrary<infer T> ? T : never;

const roundDown = (bytes: number, unit: number): number => bytes - (bytes % unit);

/** Offsets in bytes at which the request is cut; those outside it are left out. */
const CUTS: Readonly<Record<Cut, (length: number, pos: number, unit: number) => number[]>> = {
  one: () => [],
  halves: (length) => [length / 2],
  afterFirstUnit: (_, __, unit) => [unit],
  beforeLastUnit: (length, _, unit) => [length - unit],
  atPage: (_, pos) => [PAGE_SIZE - (pos % PAGE_SIZE)],
  behindPage: (_, pos, unit) => [PAGE_SIZE - (pos % PAGE_SIZE) + unit],
  four: (length) => [length / 4, length / 2, (3 * length) / 4],
};

/** Segments of together `length` bytes to be written at `pos`; cuts lie at multiples of `unit` bytes. */
export function segmentsOf(
  shape: AbstractShape,
  length: number,
  pos: number,
  unit: number,
  allowed: ReadonlySet<Capability>,
): Segment[] {
  const cuts = allowed.has('vectors')
    ? CUTS[shape.cut](length, pos, unit).map((at) => roundDown(Math.floor(at), unit))
    : [];
  const at = [0, ...new Set(cuts.filter((offset) => offset > 0 && offset < length)), length];
  const lengths = at.slice(1).map((to, i) => to - at[i]);
  if (allowed.has('vectors')) insertEmpty(lengths, shape.empty);
  const bad = allowed.has('badSegment') ? indexOf(shape.unreadable, lengths.length) : -1;
  return lengths.map((segment, i) => ({
    length: segment,
    readable: i === bad ? roundDown(Math.floor((segment * shape.readableEighths) / 8), unit) : segment,
  }));
}

function insertEmpty(lengths: number[], where: Where): void {
  if (where === 'none') return;
  lengths.splice(where === 'last' ? lengths.length : indexOf(where, lengths.length), 0, 0);
}

const indexOf = (where: Where, length: number): number =>
  ({ none: -1, first: 0, second: Math.min(1, length - 1), last: length - 1 })[where];
