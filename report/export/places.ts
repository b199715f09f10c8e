import {
  UsageError,
  isWrite,
  type CallObservation,
  type Counterexample,
  type Difference,
  type Source,
} from '../../contract/index.js';
import { allowedContent } from '../explain/allowed-content.js';
import { rangeIn, tornSectorIn } from './allowed-values.js';
import type { Origin, Place } from './expectation.js';
import type { Standing } from './standing.js';

interface Known {
  readonly from: number;
  readonly to: number;
  readonly sources: readonly Source[];
}

/** Where each write began, by the index of its call. */
export type Starts = ReadonlyMap<number, number>;

/** What a read returned, to be found again. */
export const observedPlaces = (seen: CallObservation, starts: Starts): Place[] =>
  (seen.content ?? []).flatMap(({ from, to, source }) => placeOf({ from, to, sources: [source] }, starts, false));

/** What the deviating read may return: what the oracle said of its whole range, and of the bytes that differ. */
export function allowedPlaces(
  found: Counterexample,
  difference: Difference,
  standing: Standing,
  starts: Starts,
): Place[] {
  const call = found.scenario.calls[found.deviation.call];
  const end = standing.start + ('length' in call ? call.length : 0);
  const listed = allowedContent(found);
  const named = rangeIn(difference);
  const ranges = named ? [...listed.flatMap((range) => without(range, named)), named] : listed;
  const places = ranges.flatMap((range) => placeOf({ ...range, to: Math.min(range.to, end) }, starts, false));
  const torn = tornSectorIn(difference);
  return torn === undefined ? places : [...places, ...wholeSector(torn, found, ranges, starts)];
}

/** The parts of a sector in doubt that lie in one range each: all old or all new. */
function wholeSector(sector: number, { scenario }: Counterexample, ranges: readonly Known[], starts: Starts): Place[] {
  const { sectorSize } = scenario.disk;
  return ranges.flatMap(({ from, to, sources }) =>
    placeOf(
      { from: Math.max(from, sector * sectorSize), to: Math.min(to, (sector + 1) * sectorSize), sources },
      starts,
      true,
    ),
  );
}

function without({ from, to, sources }: Known, hole: Known): Known[] {
  return [
    { from, to: Math.min(to, hole.from), sources },
    { from: Math.max(from, hole.to), to, sources },
  ].filter((range) => range.from < range.to);
}

/** Nothing where anything may be. */
function placeOf({ from, to, sources }: Known, starts: Starts, whole: boolean): Place[] {
  if (from >= to || sources.includes('other')) return [];
  const origins = sources.flatMap((source): Origin[] => {
    if (source === 'other') return [];
    if (typeof source === 'string') return [{ source, start: 0 }];
    const start = starts.get(source);
    if (start === undefined)
      throw new UsageError(
        `FILE: it speaks of the bytes of call ${source}, which is no earlier write; \`woe replay\` runs it`,
      );
    return [{ source, start }];
  });
  return [{ from, to, whole, origins }];
}

/** Where each write of a counterexample began. */
export function startsOf(calls: Counterexample['scenario']['calls'], standings: readonly Standing[]): Starts {
  return new Map(calls.flatMap((call, i) => (isWrite(call) && i < standings.length ? [[i, standings[i].start]] : [])));
}
