import fc from 'fast-check';
import type { DiskFaultKind, DiskOperation, Fault } from '../../contract/index.js';
import { weighted } from './weighted.js';

interface FaultRow {
  readonly on: DiskOperation;
  readonly kind: DiskFaultKind;
  /** Occurrences worth striking: those where the model has a transition. */
  readonly nths: readonly number[];
  readonly weight: number;
}

/**
 * Where faults meet the model. Inode writes: the first of a write removes privileges (L1), the next updates times (L2).
 * Allocations and reads belong to write_begin (L3, L5, L11, L12, L17, L21). Writes are the direct transfer
 * (L7, L9, L10, L12, L19 to L24) or writeback (L18, L20, L22, L24, the mapping's flags). Flushes are fsync and O_DSYNC.
 */
const FAULTS: readonly FaultRow[] = [
  { on: 'writeInode', kind: 'EIO', nths: [1, 2, 3, 4], weight: 4 },
  { on: 'writeInode', kind: 'ENOSPC', nths: [1, 2], weight: 1 },
  { on: 'writeInode', kind: 'EDQUOT', nths: [1, 2], weight: 1 },
  { on: 'allocate', kind: 'ENOSPC', nths: [1, 2, 3, 4], weight: 5 },
  { on: 'allocate', kind: 'EDQUOT', nths: [1, 2], weight: 1 },
  { on: 'allocate', kind: 'EIO', nths: [1, 2, 3], weight: 2 },
  { on: 'write', kind: 'EIO', nths: [1, 2, 3, 4, 5], weight: 10 },
  { on: 'write', kind: 'ENOSPC', nths: [1, 2, 3], weight: 3 },
  { on: 'write', kind: 'short', nths: [1, 2, 3], weight: 6 },
  { on: 'write', kind: 'torn', nths: [1, 2], weight: 1 },
  { on: 'write', kind: 'misdirected', nths: [1, 2], weight: 1 },
  { on: 'write', kind: 'bitRot', nths: [1, 2], weight: 1 },
  { on: 'write', kind: 'latent', nths: [1, 2], weight: 1 },
  { on: 'read', kind: 'EIO', nths: [1, 2, 3], weight: 4 },
  { on: 'read', kind: 'short', nths: [1, 2], weight: 2 },
  { on: 'read', kind: 'misdirected', nths: [1, 2], weight: 1 },
  { on: 'read', kind: 'bitRot', nths: [1, 2], weight: 1 },
  { on: 'read', kind: 'latent', nths: [1, 2], weight: 1 },
  { on: 'flush', kind: 'EIO', nths: [1, 2, 3], weight: 3 },
  // Mounting reads the inode first; a file that can't be mounted shows nothing.
  { on: 'readInode', kind: 'EIO', nths: [2, 3], weight: 1 },
  { on: 'powerCut', kind: 'lost', nths: [1], weight: 2 },
];

/** A fault by where and what it is; the rows that a search is steered by. */
export const faultName = ({ on, kind }: Pick<Fault, 'on' | 'kind'>): string => `${on} ${kind}`;
export const DISK_FAULT_NAMES: readonly string[] = FAULTS.map((row) => faultName(row));

/** A fault before it is known how large the disk is. Each row is drawn `factors` times as often as it usually is. */
const aDiskFault = (factors: readonly number[]) =>
  fc.record({
    row: weighted(FAULTS.map((row, i) => [row, row.weight * (factors[i] ?? 1)] as const)),
    /** Which of the row's occurrences; the first ones are met most often. */
    nth: weighted([
      [0, 6],
      [1, 4],
      [2, 2],
      [3, 1],
      [4, 1],
    ]),
    sticky: weighted([
      [false, 4],
      [true, 1],
    ]),
    /** Sectors transferred of a short transfer. */
    sectors: weighted([
      [0, 3],
      [1, 3],
      [2, 1],
      [7, 1],
      [8, 3],
      [16, 1],
    ]),
    /** Where a sector is torn, in eighths of it; 0 and 8 stand for its first and its last byte. */
    tear: fc.nat(8),
    bit: fc.nat(4095),
    /** A sector, in 64ths of the disk. */
    sector: fc.nat(63),
    /** Only there; null = wherever the operation is. */
    where: weighted<'first page' | 'behind first page' | 'middle' | null>([
      [null, 12],
      ['first page', 1],
      ['behind first page', 1],
      ['middle', 1],
    ]),
  });
export type AbstractDiskFault = ReturnType<typeof aDiskFault> extends fc.Arbitrary<infer T> ? T : never;

/** How many faults a scenario has. */
export const someDiskFaults = (factors: readonly number[] = []) =>
  fc.record({
    count: weighted([
      [0, 9],
      [1, 8],
      [2, 3],
    ]),
    faults: fc.tuple(aDiskFault(factors), aDiskFault(factors)),
  });

export function diskFaultOf(choice: AbstractDiskFault, sectorSize: number, sectors: number): Fault {
  const { on, kind, nths } = choice.row;
  return {
    on,
    kind,
    args: argsOf(choice, sectorSize, sectors),
    where: whereOf(choice.where, on, sectorSize, sectors),
    nth: nths[choice.nth % nths.length],
    sticky: choice.sticky,
  };
}

function argsOf(choice: AbstractDiskFault, sectorSize: number, sectors: number): Fault['args'] {
  switch (choice.row.kind) {
    case 'short':
      return { sectors: choice.sectors };
    case 'torn':
      return { bytes: Math.min(sectorSize - 1, Math.max(1, (choice.tear * sectorSize) / 8)) };
    case 'misdirected':
      return { sector: Math.floor((choice.sector * sectors) / 64) };
    case 'bitRot':
      return { bit: choice.bit };
    default:
      return {};
  }
}

const PLACELESS: readonly DiskOperation[] = ['flush', 'readInode', 'writeInode', 'powerCut'];
const PAGE = 4096;

function whereOf(
  where: AbstractDiskFault['where'],
  on: DiskOperation,
  sectorSize: number,
  sectors: number,
): Fault['where'] {
  if (where === null || PLACELESS.includes(on)) return null;
  const page = PAGE / sectorSize;
  switch (where) {
    case 'first page':
      return { from: 0, to: page };
    case 'behind first page':
      return { from: page, to: 2 * page };
    case 'middle':
      return { from: page + 1, to: Math.max(page + 2, Math.floor(sectors / 2)) };
  }
}

/** Sectors that a short transfer of the bounded search transfers: none, one, a page of 512-byte sectors. */
const SHORT = [0, 1, 8];

const BOUNDED_ARGS: Readonly<Partial<Record<DiskFaultKind, readonly Fault['args'][]>>> = {
  short: SHORT.map((sectors) => ({ sectors })),
  torn: [{ bytes: 256 }],
  misdirected: [{ sector: 16 }],
  bitRot: [{ bit: 1 }],
};

/** Every row at each of its occurrences, once and for good. */
export const boundedDiskFaults = (): Fault[] =>
  FAULTS.flatMap(({ on, kind, nths }) =>
    nths.flatMap((nth) =>
      (BOUNDED_ARGS[kind] ?? [{}]).flatMap((args) =>
        [false, true].map((sticky): Fault => ({ on, kind, args, where: null, nth, sticky })),
      ),
    ),
  );
