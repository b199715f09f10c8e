import type { Call, Fault } from '../../contract/index.js';
import {
  fault,
  fdatasync,
  fsync,
  open,
  powerCut,
  pread,
  pwrite,
  seek,
  truncate,
  write,
  writeback,
} from '../generate/call.js';
import type { Row } from '../generate/row.js';

const BUFFERED = 0;
const DIRECT = 1;
const SYNC = 2;
const OPEN: readonly Call[] = [
  open(BUFFERED, 'O_RDWR'),
  open(DIRECT, 'O_RDWR', 'O_DIRECT'),
  open(SYNC, 'O_RDWR', 'O_DSYNC'),
];

/** A change to the file: inside it, growing it, into its hole at 8192. */
const CHANGES: readonly { how: string; calls: readonly Call[] }[] = [
  { how: 'a buffered write', calls: [pwrite(BUFFERED, 100, 8192)] },
  { how: 'a buffered write past EOF', calls: [pwrite(BUFFERED, 16_000, 8192)] },
  { how: 'a direct write', calls: [pwrite(DIRECT, 0, 8192)] },
  { how: 'a direct write past EOF', calls: [pwrite(DIRECT, 16_384, 8192)] },
  { how: 'a direct write that falls back', calls: [pwrite(DIRECT, 4096, 8192)] },
  { how: 'an O_DSYNC write', calls: [pwrite(SYNC, 100, 8192)] },
  { how: 'an O_DSYNC write past EOF', calls: [pwrite(SYNC, 16_000, 8192)] },
  { how: 'shrinking', calls: [truncate(BUFFERED, 5000)] },
  { how: 'growing', calls: [truncate(BUFFERED, 30_000)] },
];

/** What follows before the power goes. */
const BARRIERS: readonly { how: string; calls: readonly Call[]; faults?: readonly Fault[] }[] = [
  { how: 'nothing', calls: [] },
  { how: 'fsync', calls: [fsync(BUFFERED)] },
  { how: 'fdatasync', calls: [fdatasync(BUFFERED)] },
  { how: 'writeback', calls: [writeback] },
  { how: 'an fsync that fails to flush', calls: [fsync(BUFFERED)], faults: [fault('flush', 'EIO', { nth: 1 })] },
  {
    how: 'an fsync that fails to flush, then one that does not',
    calls: [fsync(BUFFERED), fsync(BUFFERED)],
    faults: [fault('flush', 'EIO')],
  },
  { how: 'an fsync that fails to write', calls: [fsync(BUFFERED)], faults: [fault('write', 'EIO', { sticky: true })] },
  {
    how: 'an fsync, lost all the same',
    calls: [fsync(BUFFERED)],
    faults: [fault('powerCut', 'lost', { where: { from: 0, to: 16 } })],
  },
];

const cuts: Row[] = CHANGES.flatMap((change) =>
  BARRIERS.map((barrier) => ({
    aim: `power cut after ${change.how} and ${barrier.how}`,
    holes: [[8192, 12_288]],
    faults: barrier.faults,
    calls: [...OPEN, ...change.calls, ...barrier.calls, powerCut],
  })),
);

/** O_SYNC has to sync where O_APPEND put the bytes, not where the offset was. */
const appended: Row[] = [0, 100, 8192].flatMap((offset) =>
  [['O_APPEND', 'O_SYNC'] as const, ['O_APPEND', 'O_DSYNC', 'O_DIRECT'] as const].map((flags) => ({
    aim: `power cut after a write with ${flags.join(' ')} from offset ${offset}`,
    calls: [open(0, 'O_RDWR', ...flags), seek(0, offset), write(0, 4096), write(0, 512), powerCut],
  })),
);

/** After the cut the file is opened again and written. */
const afterwards: Row[] = [
  {
    aim: 'two power cuts',
    calls: [
      open(0, 'O_RDWR'),
      write(0, 8192),
      powerCut,
      open(0, 'O_RDWR'),
      pread(0, 0, 16_384),
      write(0, 4096),
      fsync(0),
      powerCut,
    ],
  },
  {
    aim: 'a power cut while an error waits',
    faults: [fault('write', 'EIO')],
    calls: [
      open(0, 'O_RDWR'),
      write(0, 8192),
      writeback,
      powerCut,
      open(0, 'O_RDWR'),
      fsync(0),
      write(0, 100),
      fsync(0),
    ],
  },
  {
    aim: 'old descriptors are gone',
    calls: [open(0, 'O_RDWR'), open(1, 'O_RDWR'), powerCut, open(0, 'O_RDWR'), write(0, 100), write(1, 100)],
  },
  {
    aim: 'privileges stripped, then a power cut',
    file: { mode: 0o6755, capability: true },
    calls: [open(0, 'O_RDWR'), write(0, 100), powerCut, open(0, 'O_RDWR'), write(0, 100), fsync(0), powerCut],
  },
  {
    aim: 'the inode can not be read after a power cut',
    faults: [fault('readInode', 'EIO', { nth: 2 })],
    calls: [
      open(0, 'O_RDWR'),
      write(0, 100),
      fsync(0),
      powerCut,
      open(0, 'O_RDWR'),
      write(0, 100),
      powerCut,
      open(0, 'O_RDWR'),
      write(0, 100),
    ],
  },
  {
    aim: 'overwritten after fsync',
    calls: [open(0, 'O_RDWR'), write(0, 8192), fsync(0), pwrite(0, 4096, 8192), writeback, pwrite(0, 0, 512), powerCut],
  },
  {
    aim: 'torn, then the power goes',
    faults: [fault('write', 'torn', { args: { bytes: 200 } })],
    calls: [open(0, 'O_RDWR'), write(0, 8192), writeback, powerCut],
  },
];

export const DURABILITY_ROWS: readonly Row[] = [...cuts, ...appended, ...afterwards];
