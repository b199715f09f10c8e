import type { Call, Fault } from '../../contract/index.js';
import {
  close,
  dropCaches,
  dup,
  fault,
  fdatasync,
  fsync,
  open,
  pread,
  pwrite,
  read,
  truncate,
  write,
  writeback,
} from '../generate/call.js';
import type { Row } from '../generate/row.js';

/** Writeback of the first pages fails; the pages behind them are left alone. */
const FIRST_PAGES = { from: 0, to: 32 };

/** How writeback goes wrong: an error from the disk, from space, from quota; one, or two of them. */
const FAILURES: readonly { how: string; faults: readonly Fault[] }[] = [
  { how: 'EIO', faults: [fault('write', 'EIO', { where: FIRST_PAGES })] },
  { how: 'ENOSPC', faults: [fault('write', 'ENOSPC', { where: FIRST_PAGES })] },
  { how: 'EIO on the second write', faults: [fault('write', 'EIO', { where: FIRST_PAGES, nth: 2 })] },
  {
    how: 'ENOSPC, then EIO',
    faults: [fault('write', 'ENOSPC', { where: FIRST_PAGES }), fault('write', 'EIO', { where: FIRST_PAGES, nth: 2 })],
  },
  {
    how: 'EIO, then ENOSPC',
    faults: [fault('write', 'EIO', { where: FIRST_PAGES }), fault('write', 'ENOSPC', { where: FIRST_PAGES, nth: 2 })],
  },
  { how: 'EIO for good', faults: [fault('write', 'EIO', { where: FIRST_PAGES, sticky: true })] },
  { how: 'ENOSPC for good', faults: [fault('write', 'ENOSPC', { where: FIRST_PAGES, sticky: true })] },
  {
    how: 'a short transfer of nothing',
    faults: [fault('write', 'short', { where: FIRST_PAGES, args: { sectors: 0 } })],
  },
  { how: 'a short transfer', faults: [fault('write', 'short', { where: FIRST_PAGES, args: { sectors: 3 } })] },
  { how: 'the flush fails', faults: [fault('flush', 'EIO')] },
  { how: 'the inode write fails', faults: [fault('writeInode', 'EIO', { nth: 2 })] },
  { how: 'every inode write from the third on fails', faults: [fault('writeInode', 'EIO', { nth: 3, sticky: true })] },
];

/** Dirty pages 0 and 2 of the file; the descriptor 1 was open all the time, 2 opens after the error. */
const DIRTY: readonly Call[] = [
  open(0, 'O_RDWR'),
  open(1, 'O_RDWR', 'O_DIRECT'),
  pwrite(0, 0, 4096),
  pwrite(0, 8192, 4096),
];

/** Who hears of it, and how often. At most five calls. */
const REPORTS: readonly { how: string; calls: readonly Call[] }[] = [
  { how: 'fsync, fsync', calls: [fsync(0), fsync(0)] },
  { how: 'fsync, then read three times', calls: [fsync(0), ...Array.from({ length: 3 }, () => pread(0, 0, 12_288))] },
  { how: 'writeback, fsync, fsync', calls: [writeback, fsync(0), fsync(0)] },
  { how: 'writeback, fdatasync, fsync', calls: [writeback, fdatasync(0), fsync(0)] },
  { how: 'writeback, one descriptor, the other', calls: [writeback, fsync(0), fsync(1), fsync(0), fsync(1)] },
  { how: 'writeback, a dup', calls: [writeback, dup(0, 2), fsync(2), fsync(0)] },
  { how: 'writeback, a descriptor opened later', calls: [writeback, open(2, 'O_RDWR'), fsync(2), fsync(0)] },
  {
    how: 'writeback, the descriptor closed and opened again',
    calls: [writeback, close(0), open(0, 'O_RDWR'), fsync(0), fsync(1)],
  },
  { how: 'the pre-flush of a direct write there', calls: [pwrite(1, 0, 4096), pwrite(1, 0, 4096), fsync(1), fsync(0)] },
  {
    how: 'writeback, a direct write elsewhere',
    calls: [writeback, pwrite(1, 32_768, 4096), pwrite(1, 32_768, 4096), fsync(1), fsync(0)],
  },
  {
    how: 'writeback, the cache dropped, a direct write elsewhere',
    calls: [writeback, dropCaches, pwrite(1, 32_768, 4096), fsync(1), fsync(0)],
  },
  { how: 'writeback, the cache dropped, fsync', calls: [writeback, dropCaches, fsync(0), fsync(1), fsync(0)] },
  { how: 'a fallback elsewhere flushes', calls: [writeback, pwrite(1, 49_152, 8192), fsync(1), fsync(0)] },
  { how: 'a fallback behind direct bytes flushes', calls: [writeback, pwrite(1, 45_056, 8192), fsync(1), fsync(0)] },
  { how: 'writeback, written again, fsync', calls: [writeback, pwrite(0, 0, 8192), fsync(0), fsync(0)] },
  { how: 'two rounds of writeback', calls: [writeback, writeback, fsync(0), fsync(1)] },
  { how: 'truncated away', calls: [writeback, truncate(0, 0), fsync(0), fsync(0)] },
];

const LATE_REPORTS: readonly string[] = [
  'fsync, fsync',
  'writeback, one descriptor, the other',
  'the pre-flush of a direct write there',
  'writeback, a direct write elsewhere',
];

/** Reports that start from one dirty page at 8192. */
const TAIL_REPORTS: readonly { how: string; calls: readonly Call[] }[] = [
  { how: 'fsync', calls: [] },
  { how: 'the pre-flush of a direct write there', calls: [pwrite(1, 8192, 4096)] },
  { how: 'writeback, a direct write elsewhere', calls: [writeback, pwrite(1, 0, 4096)] },
  { how: 'writeback, the cache dropped, a direct write', calls: [writeback, dropCaches, pwrite(1, 0, 4096)] },
  { how: 'writeback, a truncated tail again', calls: [writeback, truncate(0, 8200)] },
];

/** A hole at 48 KiB, so that a direct write there falls back. */
const FILE = { file: { size: 65_536 }, holes: [[49_152, 57_344] as const] };

const reports: Row[] = FAILURES.flatMap(({ how, faults }) =>
  REPORTS.map((report) => ({ ...FILE, aim: `${how}: ${report.how}`, faults, calls: [...DIRTY, ...report.calls] })),
);

/** The whole mapping flushed by the pre-flush of a request over it: several errors, which one comes first? */
const FALLBACK_FLUSHES: readonly { how: string; faults: readonly Fault[] }[] = [
  { how: 'EIO', faults: [fault('write', 'EIO', { where: { from: 96, to: 112 } })] },
  { how: 'ENOSPC', faults: [fault('write', 'ENOSPC', { where: { from: 96, to: 112 } })] },
  { how: 'short', faults: [fault('write', 'short', { where: { from: 96, to: 112 }, args: { sectors: 1 } })] },
  { how: 'EIO on the second page', faults: [fault('write', 'EIO', { where: { from: 104, to: 112 } })] },
];

/** An older error waits in the mapping while the fallback's own flush succeeds or fails. */
const mixed: Row[] = FALLBACK_FLUSHES.flatMap(({ how, faults }) =>
  FAILURES.slice(0, 2).map((older) => ({
    ...FILE,
    aim: `fallback flush ${how} after an older ${older.how}`,
    faults: [...older.faults, ...faults],
    calls: [...DIRTY, writeback, pwrite(1, 45_056, 12_288), fsync(0), fsync(1), fsync(0)],
  })),
);

/** Errors and short counts, then what the next call of the same descriptor gives. */
const retries: Row[] = FALLBACK_FLUSHES.map(({ how, faults }) => ({
  ...FILE,
  aim: `fallback flush ${how}, the rest written again`,
  faults,
  calls: [
    open(0, 'O_RDWR', 'O_DIRECT'),
    pwrite(0, 45_056, 12_288),
    pwrite(0, 49_152, 8192),
    read(0, 512),
    write(0, 512),
    fsync(0),
  ],
}));

/** Space asked for at writeback, where a filesystem copies on write; elsewhere write_begin has it already. */
const lateAllocation: Row[] = (['EIO', 'ENOSPC', 'EDQUOT'] as const).flatMap((kind) =>
  [1, 2, 3].flatMap((nth) =>
    REPORTS.filter(({ how }) => LATE_REPORTS.includes(how)).map((report) => ({
      ...FILE,
      aim: `allocation ${nth} of the first pages fails with ${kind}: ${report.how}`,
      faults: [fault('allocate', kind, { where: FIRST_PAGES, nth })],
      calls: [...DIRTY, ...report.calls],
    })),
  ),
);

/** The tail that ftruncate zeroes is dirty even where writes go through to the disk. */
const tails: Row[] = FAILURES.slice(0, 2).flatMap(({ how, faults }) =>
  TAIL_REPORTS.map((report) => ({
    aim: `${how} under the tail of ftruncate: ${report.how}`,
    faults,
    calls: [open(0, 'O_RDWR'), open(1, 'O_RDWR', 'O_DIRECT'), truncate(0, 8292), ...report.calls, fsync(0), fsync(1)],
  })),
);

export const MAPPING_ERROR_ROWS: readonly Row[] = [...reports, ...mixed, ...retries, ...lateAllocation, ...tails];
