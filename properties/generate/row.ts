import {
  PAGE_SIZE,
  PLAIN_CALLER,
  PLAIN_FILE,
  type Call,
  type Caller,
  type Capability,
  type Fault,
  type FileSpec,
  type Geometry,
  type Lack,
  type Level,
  type ProfileId,
  type Scenario,
} from '../../contract/index.js';
import { dropCaches, open, pread, writeback } from './call.js';
import { needsOf } from './needs.js';
import { MAX_CALLS, withEra } from './scenario.js';
import { spelled } from './spelled.js';

/** One hand-written scenario: what differs from the usual file, disk and caller. */
export interface Row {
  /** What it is to bring about, in words; unique within a sweep. */
  readonly aim: string;
  readonly file?: Partial<FileSpec>;
  /** Holes in bytes, [from, to), page-aligned or sector-aligned; instead of `file.allocated`. */
  readonly holes?: readonly (readonly [from: number, to: number])[];
  readonly caller?: Partial<Caller>;
  readonly disk?: Partial<Geometry>;
  /** Sectors that can still be allocated. @default all */
  readonly spareSectors?: number;
  readonly calls: readonly Call[];
  readonly faults?: readonly Fault[];
}

/** 128 KiB disk, 16 KiB file without holes, owner 1000:1000 writes it. */
const USUAL_DISK = { sectorSize: 512, sectors: 256 } as const;
const USUAL_SIZE = 16_384;
const CLOSING_SLOT = 15;

/**
 * The row as a scenario. At the end the whole file is read; where writeback can be asked for, once more after
 * everything went to the disk and out of the cache.
 */
export function sweepScenario(
  level: Level,
  profile: ProfileId,
  seed: number,
  row: Row,
  closing: 'cache' | 'disk',
): Scenario {
  const { sectorSize, sectors } = { ...USUAL_DISK, ...row.disk };
  const file = fileOf(row, sectorSize, sectors);
  const used = file.allocated.reduce((sum, { from, to }) => sum + (to - from) / sectorSize, 0);
  const provisioned = row.disk?.provisioned ?? Math.min(sectors, used + (row.spareSectors ?? Infinity));
  const calls = [...row.calls, ...closingCalls(sectorSize * sectors, closing)];
  if (calls.length > MAX_CALLS)
    throw new RangeError(`"${row.aim}" has ${calls.length} calls; ${MAX_CALLS} are the most`);
  return {
    schema: 'woe.scenario/1',
    level,
    profile,
    seed,
    file,
    caller: { ...PLAIN_CALLER, ...row.caller },
    disk: { sectorSize, sectors, provisioned },
    calls,
    faults: [...(row.faults ?? [])],
  };
}

function fileOf({ file, holes }: Row, sectorSize: number, sectors: number): FileSpec {
  const size = file?.kind === 'block' ? sectorSize * sectors : (file?.size ?? USUAL_SIZE);
  return {
    ...PLAIN_FILE,
    allocated: allocatedAround(holes ?? [], Math.ceil(size / sectorSize) * sectorSize),
    ...file,
    size,
  };
}

/** What is left of [0, end) without the holes, which are sorted. */
function allocatedAround(holes: readonly (readonly [number, number])[], end: number): FileSpec['allocated'] {
  const allocated: FileSpec['allocated'] = [];
  let from = 0;
  for (const [holeFrom, holeTo] of holes) {
    if (from < Math.min(holeFrom, end)) allocated.push({ from, to: Math.min(holeFrom, end) });
    from = holeTo;
  }
  if (from < end) allocated.push({ from, to: end });
  return allocated;
}

function closingCalls(limit: number, closing: 'cache' | 'disk'): Call[] {
  const whole = pread(CLOSING_SLOT, 0, limit + PAGE_SIZE);
  const fromCache = [open(CLOSING_SLOT, 'O_RDONLY'), whole];
  return closing === 'cache' ? fromCache : [...fromCache, writeback, dropCaches, whole];
}

/** The rows that the capabilities allow, as scenarios, without what the API lacks. */
export function sweepOf(
  level: Level,
  profile: ProfileId,
  seed: number,
  rows: readonly Row[],
  capabilities: ReadonlySet<Capability>,
  lacks: ReadonlySet<Lack> = new Set(),
): Scenario[] {
  const allowed = withEra(capabilities, profile);
  const closing = level === 'disk' && allowed.has('writeback') ? 'disk' : 'cache';
  return rows
    .map((row) => sweepScenario(level, profile, seed, { ...row, calls: spelled(row.calls, lacks) }, closing))
    .filter((scenario) => [...needsOf(scenario)].every((need) => allowed.has(need)));
}
