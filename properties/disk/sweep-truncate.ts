import type { Call, Fault } from '../../contract/index.js';
import { dropCaches, fault, fstat, fsync, open, pread, pwrite, truncate, write, writeback } from '../generate/call.js';
import type { Row } from '../generate/row.js';

/** New sizes of a file of 10000 bytes; growing shows zeros, also where an older tail was. */
const truncates: Row[] = [0, 1, 512, 4095, 4096, 4097, 9999, 10_000, 10_001, 10_240, 12_288, 131_072, 131_073].flatMap(
  (length) =>
    [
      { how: 'clean', before: [] as Call[] },
      { how: 'cached', before: [pread(0, 0, 10_000)] },
      { how: 'dirty', before: [pwrite(0, 0, 10_000)] },
    ].map(({ how, before }) => ({
      file: { size: 10_000, mode: 0o4755 },
      aim: `truncate to ${length}, ${how}`,
      calls: [
        open(0, 'O_RDWR'),
        ...before,
        truncate(0, length),
        truncate(0, 12_000),
        pread(0, 0, 16_384),
        pwrite(0, 11_000, 100),
        fsync(0),
      ],
    })),
);

/** The sector in which byte 9800 lies. */
const TAIL = { from: 19, to: 20 };

/** What keeps the tail of a file that shrinks from being zeroed on the medium. */
const UNZEROED: readonly { how: string; faults: readonly Fault[] }[] = [
  { how: 'can not be read', faults: [fault('read', 'EIO', { where: TAIL })] },
  { how: 'can not be read for the second time', faults: [fault('read', 'EIO', { where: TAIL, nth: 2 })] },
  { how: 'can not be written', faults: [fault('write', 'EIO', { where: TAIL })] },
  { how: 'can not be written for the second time', faults: [fault('write', 'EIO', { where: TAIL, nth: 2 })] },
  { how: 'is written short', faults: [fault('write', 'short', { where: TAIL, args: { sectors: 0 } })] },
];

/** How a file of 9800 bytes grows over the rest of its last sector. */
const GROWTHS: readonly { how: string; calls: readonly Call[] }[] = [
  { how: 'ftruncate', calls: [truncate(0, 12_000)] },
  { how: 'a write behind the end', calls: [pwrite(0, 11_000, 100)] },
  { how: 'a write in its last page, then ftruncate', calls: [pwrite(0, 8192, 10), truncate(0, 12_000)] },
];

/**
 * What lies behind the end must not come back when the file grows, though the disk failed when the file shrank, or when
 * a later write dropped the page. The first growth of a mount looks behind the end in any case: so the file grows before.
 */
const uncovered: Row[] = [false, true].flatMap((dax) =>
  UNZEROED.flatMap(({ how, faults }) =>
    GROWTHS.map((growth) => ({
      aim: `the tail of a shrunk file ${how}${dax ? ', DAX' : ''}; grown by ${growth.how}`,
      file: { size: 10_000, dax },
      faults,
      calls: [open(0, 'O_RDWR'), truncate(0, 10_500), pwrite(0, 9800, 700), truncate(0, 9800), ...growth.calls],
    })),
  ),
);

/** The first sector of the page in which byte 9800 lies. */
const HEAD = { from: 16, to: 17 };

/** A later write into the page fails: where writes go through to the medium, that drops the page. */
const dropped: Row[] = GROWTHS.map(({ how, calls }) => ({
  aim: `a write into the page of the tail fails after the file shrank and grew by ${how}`,
  file: { size: 10_000 },
  faults: [fault('write', 'EIO', { where: HEAD, sticky: true })],
  calls: [open(0, 'O_RDWR'), truncate(0, 10_500), truncate(0, 9800), ...calls, pwrite(0, 8192, 10), fsync(0)],
}));

const truncateErrors: Row[] = [
  { aim: 'truncate through a read-only descriptor', calls: [open(0, 'O_RDONLY'), truncate(0, 0), fstat(0)] },
  {
    aim: 'truncate over RLIMIT_FSIZE',
    file: { rlimitFsize: 12_000 },
    calls: [open(0, 'O_RDWR'), truncate(0, 12_000), truncate(0, 20_000), truncate(0, 12_001), fstat(0)],
  },
  {
    aim: 'truncate a block device',
    file: { kind: 'block' },
    disk: { sectors: 64 },
    calls: [open(0, 'O_RDWR'), truncate(0, 0), pwrite(0, 0, 512)],
  },
  {
    aim: 'truncate, inode write fails',
    faults: [fault('writeInode', 'EIO')],
    calls: [open(0, 'O_RDWR'), truncate(0, 100), pread(0, 0, 16_384), truncate(0, 100), fsync(0)],
  },
  {
    aim: 'truncate, tail can not be read',
    faults: [fault('read', 'EIO')],
    calls: [open(0, 'O_RDWR'), truncate(0, 100), truncate(0, 100), truncate(0, 5000), fsync(0)],
  },
  {
    aim: 'truncate frees space for another page',
    spareSectors: 0,
    calls: [open(0, 'O_RDWR'), pwrite(0, 32_768, 4096), truncate(0, 8192), pwrite(0, 32_768, 4096), fsync(0)],
  },
  {
    aim: 'O_TRUNC',
    calls: [open(0, 'O_RDWR'), write(0, 100), open(1, 'O_WRONLY', 'O_TRUNC'), write(0, 100), write(1, 50), fsync(0)],
  },
  {
    aim: 'shrunk under dirty pages, then grown',
    calls: [
      open(0, 'O_RDWR'),
      write(0, 16_384),
      truncate(0, 5000),
      writeback,
      dropCaches,
      truncate(0, 16_384),
      pwrite(0, 16_384, 10),
    ],
  },
];

export const TRUNCATE_ROWS: readonly Row[] = [...truncates, ...uncovered, ...dropped, ...truncateErrors];
