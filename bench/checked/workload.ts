import type { Fault } from '../../contract/index.js';
import { Random } from './random.js';

/** The workload of the first table: writes of 1 to 8 KiB into a 256 KiB file, 50 per fresh disk. All in bytes. */
export const FILE_SIZE = 256 * 1024;
export const WRITES = 50;
export const SECTOR = 512;
/** Room for growth: the disk is twice as large as the file. */
export const SECTORS = (2 * FILE_SIZE) / SECTOR;
const SHORTEST = 1024;
const LONGEST = 8192;
/** Buffered writes begin and end at multiples of this, direct ones at sectors. */
const GRAIN = 16;
const PAGE = 4096;
const HOLE_PAGES = 4;

/** One write call. `position` null = at the descriptor's offset. */
export interface Write {
  readonly direct: boolean;
  readonly position: number | null;
  readonly length: number;
}

/** What happens on one fresh disk. */
export interface Sequence {
  readonly seed: number;
  /** Where the file has no sectors: [from, to). Direct writes there fall back to buffered ones. */
  readonly hole: { readonly from: number; readonly to: number };
  readonly writes: readonly Write[];
  readonly faults: readonly Fault[];
}

/** Faults that 50 writes can meet, one for each way in which the write path is cut short. */
export const FAULTS: readonly Pick<Fault, 'on' | 'kind' | 'args'>[] = [
  { on: 'writeInode', kind: 'EIO', args: {} },
  { on: 'allocate', kind: 'ENOSPC', args: {} },
  { on: 'write', kind: 'EIO', args: {} },
  { on: 'write', kind: 'ENOSPC', args: {} },
  { on: 'write', kind: 'short', args: { sectors: 1 } },
  { on: 'write', kind: 'short', args: { sectors: 8 } },
  { on: 'read', kind: 'EIO', args: {} },
];
/** Each disk has so many, somewhere in its first operations of that kind. */
export const FAULTS_PER_DISK = 2;
export const LAST_NTH = 20;

/** A write of the workload from three numbers in [0, 2^32): so every generator draws from the same distribution. */
export function writeOf(direct: boolean, positioned: boolean, where: number, howMuch: number): Write {
  const unit = direct ? SECTOR : GRAIN;
  const length = SHORTEST + (howMuch % ((LONGEST - SHORTEST) / unit + 1)) * unit;
  return { direct, position: positioned ? (where % ((FILE_SIZE - length) / unit + 1)) * unit : null, length };
}

export function faultOf(row: number, nth: number): Fault {
  return { ...FAULTS[row % FAULTS.length], where: null, nth: 1 + (nth % LAST_NTH), sticky: false };
}

export function holeOf(page: number): Sequence['hole'] {
  const from = (page % (FILE_SIZE / PAGE - HOLE_PAGES)) * PAGE;
  return { from, to: from + HOLE_PAGES * PAGE };
}

/** One write in so many goes on where its descriptor stands; 50 of them never fill the disk. */
export const AT_OFFSET = 4;

/** The sequence with this number. */
export function sequenceOf(seed: number): Sequence {
  const random = new Random(seed);
  const hole = holeOf(random.next());
  const writes: Write[] = [];
  for (let i = 0; i < WRITES; i++)
    writes.push(writeOf(random.once(2), !random.once(AT_OFFSET), random.next(), random.next()));
  const faults: Fault[] = [];
  for (let i = 0; i < FAULTS_PER_DISK; i++) faults.push(faultOf(random.next(), random.next()));
  return { seed, hole, writes, faults };
}
