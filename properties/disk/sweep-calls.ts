import type { Call, OpenFlag } from '../../contract/index.js';
import { close, dropCaches, dup, fault, fstat, fsync, open, pread, pwrite, read, seek, truncate, write, writeback } from '../generate/call.js';
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
    calls: [open(0, ...flags), pread(0, position, length), seek(0, position), read(0, length), read(0, length), pread(0, 512, 512)],
  })),
);

/** A read error, and the same read once more. */
const readErrors: Row[] = (['EIO', 'short', 'latent', 'bitRot', 'misdirected'] as const).flatMap((kind) =>
  [['O_RDWR'] as const, ['O_RDWR', 'O_DIRECT'] as const].map((flags: readonly OpenFlag[]) => ({
    aim: `${kind} under a read${flags.includes('O_DIRECT') ? ', direct' : ''}`,
    faults: [fault('read', kind, { args: kind === 'short' ? { sectors: 1 } : kind === 'misdirected' ? { sector: 16 } : {} })],
    calls: [open(0, ...flags), read(0, 8192), read(0, 8192), pread(0, 0, 8192), pwrite(0, 0, 4096), pread(0, 0, 8192)],
  })),
);

/** New sizes of a file of 10000 bytes; growing shows zeros, also where an older tail was. */
const truncates: Row[] = [0, 1, 512, 4095, 4096, 4097, 9999, 10_000, 10_001, 10_240, 12_288, 131_072, 131_073].flatMap((length) =>
  [
    { how: 'clean', before: [] as Call[] },
    { how: 'cached', before: [pread(0, 0, 10_000)] },
    { how: 'dirty', before: [pwrite(0, 0, 10_000)] },
  ].map(({ how, before }) => ({
    file: { size: 10_000, mode: 0o4755 },
    aim: `truncate to ${length}, ${how}`,
    calls: [open(0, 'O_RDWR'), ...before, truncate(0, length), truncate(0, 12_000), pread(0, 0, 16_384), pwrite(0, 11_000, 100), fsync(0)],
  })),
);

const truncateErrors: Row[] = [
  { aim: 'truncate through a read-only descriptor', calls: [open(0, 'O_RDONLY'), truncate(0, 0), fstat(0)] },
  { aim: 'truncate over RLIMIT_FSIZE', file: { rlimitFsize: 12_000 }, calls: [open(0, 'O_RDWR'), truncate(0, 12_000), truncate(0, 20_000), truncate(0, 12_001), fstat(0)] },
  { aim: 'truncate a block device', file: { kind: 'block' }, disk: { sectors: 64 }, calls: [open(0, 'O_RDWR'), truncate(0, 0), pwrite(0, 0, 512)] },
  { aim: 'truncate, inode write fails', faults: [fault('writeInode', 'EIO')], calls: [open(0, 'O_RDWR'), truncate(0, 100), pread(0, 0, 16_384), truncate(0, 100), fsync(0)] },
  { aim: 'truncate, tail can not be read', faults: [fault('read', 'EIO')], calls: [open(0, 'O_RDWR'), truncate(0, 100), truncate(0, 100), truncate(0, 5000), fsync(0)] },
  { aim: 'truncate frees space for another page', spareSectors: 0, calls: [open(0, 'O_RDWR'), pwrite(0, 32_768, 4096), truncate(0, 8192), pwrite(0, 32_768, 4096), fsync(0)] },
  { aim: 'O_TRUNC', calls: [open(0, 'O_RDWR'), write(0, 100), open(1, 'O_WRONLY', 'O_TRUNC'), write(0, 100), write(1, 50), fsync(0)] },
  { aim: 'shrunk under dirty pages, then grown', calls: [open(0, 'O_RDWR'), write(0, 16_384), truncate(0, 5000), writeback, dropCaches, truncate(0, 16_384), pwrite(0, 16_384, 10)] },
];

const SHARED: readonly OpenFlag[][] = [['O_RDWR'], ['O_RDWR', 'O_APPEND'], ['O_RDWR', 'O_DIRECT']];

/** dup shares the offset, a second open does not. */
const descriptors: Row[] = SHARED.flatMap((flags) => [
  { aim: `dup shares the offset: ${flags.join(' ')}`, calls: [open(0, ...flags), dup(0, 1), write(0, 4096), write(1, 4096), seek(0, 0, 'SEEK_CUR'), close(0), write(1, 512), seek(1, 0, 'SEEK_CUR')] },
  { aim: `two opens have their own offsets: ${flags.join(' ')}`, calls: [open(0, ...flags), open(1, ...flags), write(0, 4096), write(1, 4096), seek(0, 0, 'SEEK_CUR'), read(1, 512), write(1, 512)] },
  { aim: `pwrite leaves the offset: ${flags.join(' ')}`, calls: [open(0, ...flags), seek(0, 512), pwrite(0, 4096, 512), pread(0, 0, 512), seek(0, 0, 'SEEK_CUR'), write(0, 512)] },
]);

const seeks: Row[] = [
  { aim: 'lseek from the end, past it, and write', calls: [open(0, 'O_RDWR'), seek(0, -100, 'SEEK_END'), write(0, 200), seek(0, 5000, 'SEEK_END'), write(0, 1), seek(0, -1, 'SEEK_CUR'), read(0, 2)] },
  { aim: 'lseek on a block device', file: { kind: 'block' }, disk: { sectors: 64 }, calls: [open(0, 'O_RDWR'), seek(0, -512, 'SEEK_END'), write(0, 512), write(0, 512), read(0, 512)] },
];

export const CALL_ROWS: readonly Row[] = [...reads, ...readErrors, ...truncates, ...truncateErrors, ...descriptors, ...seeks];
