import type { OpenFlag } from '../../contract/index.js';
import { close, dup, fault, fdatasync, fsync, open, pread, pwrite, read, seek, write } from '../generate/call.js';
import type { Row } from '../generate/row.js';

/** A file of 10000 bytes with a hole in its second page. */
const FILE = { file: { size: 10_000 }, holes: [[4096, 8192] as const] };

/** Position and length of reads: at and around EOF, over the hole, whole. */
const READS: readonly (readonly [position: number, length: number])[] = [
  [0, 10_000],
  [0, 0],
  [0, 65_536],
  [9999, 1],
  [9999, 2],
  [10_000, 1],
  [10_001, 1],
  [4095, 2],
  [4096, 4096],
  [8191, 2],
  [512, 512],
  [9728, 512],
  [12_288, 4096],
];

const reads: Row[] = [['O_RDONLY'] as const, ['O_RDWR', 'O_DIRECT'] as const].flatMap((flags: readonly OpenFlag[]) =>
  READS.map(([position, length]) => ({
    ...FILE,
    aim: `read ${length} bytes at ${position}${flags.includes('O_DIRECT') ? ', direct' : ''}`,
    calls: [
      open(0, ...flags),
      pread(0, position, length),
      seek(0, position),
      read(0, length),
      read(0, length),
      pread(0, 512, 512),
    ],
  })),
);

/** A read error, and the same read once more. */
const readErrors: Row[] = (['EIO', 'short', 'latent', 'bitRot', 'misdirected'] as const).flatMap((kind) =>
  [['O_RDWR'] as const, ['O_RDWR', 'O_DIRECT'] as const].map((flags: readonly OpenFlag[]) => ({
    aim: `${kind} under a read${flags.includes('O_DIRECT') ? ', direct' : ''}`,
    faults: [
      fault('read', kind, { args: kind === 'short' ? { sectors: 1 } : kind === 'misdirected' ? { sector: 16 } : {} }),
    ],
    calls: [open(0, ...flags), read(0, 8192), read(0, 8192), pread(0, 0, 8192), pwrite(0, 0, 4096), pread(0, 0, 8192)],
  })),
);

const SHARED: readonly OpenFlag[][] = [['O_RDWR'], ['O_RDWR', 'O_APPEND'], ['O_RDWR', 'O_DIRECT']];

/** dup shares the offset, a second open does not. */
const descriptors: Row[] = SHARED.flatMap((flags) => [
  {
    aim: `dup shares the offset: ${flags.join(' ')}`,
    calls: [
      open(0, ...flags),
      dup(0, 1),
      write(0, 4096),
      write(1, 4096),
      seek(0, 0, 'SEEK_CUR'),
      close(0),
      write(1, 512),
      seek(1, 0, 'SEEK_CUR'),
    ],
  },
  {
    aim: `two opens have their own offsets: ${flags.join(' ')}`,
    calls: [
      open(0, ...flags),
      open(1, ...flags),
      write(0, 4096),
      write(1, 4096),
      seek(0, 0, 'SEEK_CUR'),
      read(1, 512),
      write(1, 512),
    ],
  },
  {
    aim: `pwrite leaves the offset: ${flags.join(' ')}`,
    calls: [
      open(0, ...flags),
      seek(0, 512),
      pwrite(0, 4096, 512),
      pread(0, 0, 512),
      seek(0, 0, 'SEEK_CUR'),
      write(0, 512),
    ],
  },
]);

const seeks: Row[] = [
  {
    aim: 'lseek from the end, past it, and write',
    calls: [
      open(0, 'O_RDWR'),
      seek(0, -100, 'SEEK_END'),
      write(0, 200),
      seek(0, 5000, 'SEEK_END'),
      write(0, 1),
      seek(0, -1, 'SEEK_CUR'),
      read(0, 2),
    ],
  },
  {
    aim: 'lseek on a block device',
    file: { kind: 'block' },
    disk: { sectors: 64 },
    calls: [open(0, 'O_RDWR'), seek(0, -512, 'SEEK_END'), write(0, 512), write(0, 512), read(0, 512)],
  },
];

/** What a descriptor was not opened for, and what is done with one that is closed. */
const refused: Row[] = [
  {
    aim: 'read what is open for writing only',
    calls: [open(0, 'O_WRONLY'), read(0, 512), pread(0, 0, 512), write(0, 512)],
  },
  {
    aim: 'write what is open for reading only',
    calls: [open(0, 'O_RDONLY'), write(0, 512), pwrite(0, 0, 512), read(0, 512), fsync(0)],
  },
  { aim: 'a closed descriptor', calls: [open(0, 'O_RDWR'), close(0), fsync(0), fdatasync(0)] },
];

export const CALL_ROWS: readonly Row[] = [...reads, ...readErrors, ...descriptors, ...seeks, ...refused];
