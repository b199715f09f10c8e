import type { Call } from '../../contract/index.js';
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

export const TRUNCATE_ROWS: readonly Row[] = [...truncates, ...truncateErrors];
