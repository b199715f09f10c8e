import fc from 'fast-check';
import { PAGE_SIZE } from '../../contract/index.js';
import type { Believed } from './believed.js';
import { weighted } from './weighted.js';

/** Where something of interest lies, in bytes; read from what the file is believed to be. */
const PLACES = {
  start: () => 0,
  sector: (b) => b.sectorSize,
  page: () => PAGE_SIZE,
  secondPage: () => 2 * PAGE_SIZE,
  size: (b) => b.size,
  sectorOfSize: (b) => b.size - (b.size % b.sectorSize),
  pageBehindSize: (b) => Math.ceil(b.size / PAGE_SIZE) * PAGE_SIZE,
  limit: (b) => b.limit,
  rlimit: (b) => b.file.rlimitFsize ?? b.size,
  lastFrom: (b) => b.last.from,
  lastTo: (b) => b.last.to,
  holeFrom: (b) => b.hole.from,
  holeTo: (b) => b.hole.to,
} as const satisfies Record<string, (b: Believed) => number>;
type Place = keyof typeof PLACES;

export const aPlace = fc.record({
  place: weighted<Place>([
    ['start', 3],
    ['sector', 2],
    ['page', 3],
    ['secondPage', 2],
    ['size', 5],
    ['sectorOfSize', 2],
    ['pageBehindSize', 1],
    ['limit', 1],
    ['rlimit', 2],
    ['lastFrom', 3],
    ['lastTo', 3],
    ['holeFrom', 3],
    ['holeTo', 1],
  ]),
  /** To its neighbours; for aligned requests in sectors. */
  nudge: weighted([
    [0, 5],
    [-1, 1],
    [1, 1],
  ]),
});
export type AbstractPlace = typeof aPlace extends fc.Arbitrary<infer T> ? T : never;

const roundDown = (bytes: number, unit: number): number => bytes - (bytes % unit);

/** The place as a position in bytes, a multiple of `unit` (1 or the sector size). */
export function positionOf({ place, nudge }: AbstractPlace, believed: Believed, unit: number): number {
  return Math.max(0, roundDown(PLACES[place](believed), unit) + nudge * unit);
}

/** How long a request is, in bytes, given where it starts. */
const LENGTHS = {
  nothing: () => 0,
  byte: () => 1,
  sector: (b) => b.sectorSize,
  page: () => PAGE_SIZE,
  twoPages: () => 2 * PAGE_SIZE,
  fourPages: () => 4 * PAGE_SIZE,
  odd: () => 5000,
  toPageEnd: (_, from) => PAGE_SIZE - (from % PAGE_SIZE),
  toSize: (b, from) => b.size - from,
  toLimit: (b, from) => b.limit - from,
  toRlimit: (b, from) => (b.file.rlimitFsize ?? b.size) - from,
  toHole: (b, from) => b.hole.from - from,
} as const satisfies Record<string, (b: Believed, from: number) => number>;
type Length = keyof typeof LENGTHS;

export const aLength = fc.record({
  length: weighted<Length>([
    ['nothing', 1],
    ['byte', 2],
    ['sector', 3],
    ['page', 5],
    ['twoPages', 5],
    ['fourPages', 5],
    ['odd', 2],
    ['toPageEnd', 2],
    ['toSize', 3],
    ['toLimit', 1],
    ['toRlimit', 1],
    ['toHole', 2],
  ]),
  nudge: weighted([
    [0, 5],
    [-1, 1],
    [1, 1],
  ]),
});
export type AbstractLength = typeof aLength extends fc.Arbitrary<infer T> ? T : never;

const MAX_REQUEST = 32_768;

/** The length in bytes, a multiple of `unit`, from 0 to MAX_REQUEST. */
export function lengthOf({ length, nudge }: AbstractLength, from: number, believed: Believed, unit: number): number {
  const bytes = LENGTHS[length](believed, from);
  if (bytes === 0 && length === 'nothing') return 0;
  const wanted = bytes > 0 ? bytes : PAGE_SIZE;
  return Math.min(MAX_REQUEST, Math.max(unit, roundDown(wanted, unit) + nudge * unit));
}
