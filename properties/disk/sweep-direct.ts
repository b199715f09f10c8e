import type { Call, Fault } from '../../contract/index.js';
import {
  dropCaches,
  fault,
  fsync,
  open,
  pread,
  pwrite,
  seek,
  truncate,
  unreadable,
  write,
  type SegmentWord,
} from '../generate/call.js';
import type { Row } from '../generate/row.js';

const DIRECT = 0;
const BUFFERED = 1;
const OPEN: readonly Call[] = [open(DIRECT, 'O_RDWR', 'O_DIRECT'), open(BUFFERED, 'O_RDWR')];

/** What the page cache holds when the direct write at 4096 to 12287 comes. */
const CACHES: readonly { how: string; calls: readonly Call[] }[] = [
  { how: 'nothing cached', calls: [] },
  { how: 'clean pages in the range', calls: [pread(BUFFERED, 4096, 8192)] },
  { how: 'clean pages elsewhere', calls: [pread(BUFFERED, 0, 100)] },
  { how: 'dirty pages in the range', calls: [pwrite(BUFFERED, 5000, 5000)] },
  { how: 'dirty pages elsewhere', calls: [pwrite(BUFFERED, 0, 100)] },
  { how: 'a page half in the range', calls: [pread(BUFFERED, 4096, 100), pwrite(BUFFERED, 12_287, 2)] },
];

/** What becomes of the transfer. Write faults hold in the range only, so that dirty pages elsewhere do not meet them. */
const IN_RANGE = { from: 8, to: 24 };
const TRANSFERS: readonly { how: string; faults: readonly Fault[] }[] = [
  { how: 'all of it', faults: [] },
  { how: 'the first write fails', faults: [fault('write', 'EIO', { where: IN_RANGE })] },
  { how: 'the first write finds no space', faults: [fault('write', 'ENOSPC', { where: IN_RANGE })] },
  { how: 'the second write fails', faults: [fault('write', 'EIO', { where: IN_RANGE, nth: 2 })] },
  { how: 'the second write finds no space', faults: [fault('write', 'ENOSPC', { where: IN_RANGE, nth: 2 })] },
  { how: 'nothing is transferred', faults: [fault('write', 'short', { where: IN_RANGE, args: { sectors: 0 } })] },
  { how: 'a sector is transferred', faults: [fault('write', 'short', { where: IN_RANGE, args: { sectors: 1 } })] },
  {
    how: 'the second write transfers a page',
    faults: [fault('write', 'short', { where: IN_RANGE, nth: 2, args: { sectors: 8 } })],
  },
  {
    how: 'all but a sector is transferred',
    faults: [fault('write', 'short', { where: IN_RANGE, args: { sectors: 15 } })],
  },
  { how: 'every write fails', faults: [fault('write', 'EIO', { where: IN_RANGE, sticky: true })] },
  { how: 'a fault behind the first sectors', faults: [fault('write', 'EIO', { where: { from: 12, to: 13 } })] },
  { how: 'torn', faults: [fault('write', 'torn', { where: IN_RANGE, args: { bytes: 100 } })] },
  { how: 'misdirected', faults: [fault('write', 'misdirected', { where: IN_RANGE, args: { sector: 28 } })] },
  { how: 'bit rot', faults: [fault('write', 'bitRot', { where: IN_RANGE, args: { bit: 9 } })] },
  { how: 'a latent error', faults: [fault('write', 'latent', { where: IN_RANGE })] },
];

/** i_size against the range 4096 to 12287, or a device. */
const FILES: readonly Pick<Row, 'file' | 'disk' | 'holes' | 'aim'>[] = [
  { aim: 'inside i_size', file: { size: 16_384 } },
  { aim: 'across i_size', file: { size: 8192 } },
  { aim: 'inside the last sector', file: { size: 12_000 } },
  { aim: 'past i_size', file: { size: 4096 } },
  { aim: 'over an empty file', file: { size: 0 } },
  { aim: 'over a hole', file: { size: 16_384 }, holes: [[4096, 12_288]] },
  { aim: 'over a hole in the middle', file: { size: 16_384 }, holes: [[8192, 8704]] },
  { aim: 'over a hole behind', file: { size: 16_384 }, holes: [[8192, 16_384]] },
  { aim: 'DAX', file: { size: 16_384, dax: true } },
  { aim: 'DAX past i_size', file: { size: 8192, dax: true } },
  { aim: 'DAX over a hole', file: { size: 16_384, dax: true }, holes: [[8192, 12_288]] },
  { aim: 'a block device', file: { kind: 'block' }, disk: { sectors: 64 } },
];

const transfers: Row[] = FILES.flatMap(({ aim, ...file }) =>
  TRANSFERS.flatMap(({ how, faults }) =>
    CACHES.map((cache) => ({
      ...file,
      aim: `${aim}, ${cache.how}: ${how}`,
      faults,
      calls: [...OPEN, ...cache.calls, pwrite(DIRECT, 4096, 8192), fsync(DIRECT), fsync(BUFFERED)],
    })),
  ),
);

/** Each of the three things that must be aligned, wrong by a byte, by half a sector, or right. */
const ALIGNMENTS: readonly { how: string; pos: number; segments: readonly SegmentWord[] }[] = [
  { how: 'position off by one', pos: 4097, segments: [4096] },
  { how: 'position off by half a sector', pos: 256, segments: [4096] },
  { how: 'length off by one', pos: 4096, segments: [4097] },
  { how: 'one byte', pos: 0, segments: [1] },
  { how: 'the second segment off', pos: 0, segments: [512, 100] },
  { how: 'segments off, sum aligned', pos: 0, segments: [100, 412] },
  { how: 'segments off behind the first pages, sum aligned', pos: 0, segments: [12_388, 3996] },
  { how: 'an empty segment', pos: 0, segments: [512, 0, 512] },
  { how: 'a sector each', pos: 512, segments: [512, 512, 512] },
  { how: 'first segment unreadable', pos: 0, segments: [unreadable(4096), 4096] },
  { how: 'second segment unreadable', pos: 0, segments: [4096, unreadable(4096)] },
  { how: 'second segment half unreadable', pos: 0, segments: [4096, unreadable(4096, 512)] },
  { how: 'second segment bad inside a sector', pos: 0, segments: [512, unreadable(4096, 100)] },
  { how: 'unreadable past EOF', pos: 16_384, segments: [4096, unreadable(4096)] },
  { how: 'misaligned past EOF', pos: 16_384, segments: [5000] },
  { how: 'at an unaligned EOF', pos: 16_896, segments: [512] },
];

const alignments: Row[] = ALIGNMENTS.flatMap(({ how, pos, segments }) =>
  CACHES.slice(0, 4).flatMap((cache) =>
    [{}, { file: { kind: 'block' as const }, disk: { sectors: 64 } }].map((device) => ({
      ...device,
      aim: `${how}: ${cache.how}${'file' in device ? ', block device' : ''}`,
      calls: [
        ...OPEN,
        ...cache.calls,
        seek(DIRECT, pos),
        write(DIRECT, ...segments),
        write(DIRECT, ...segments),
        fsync(DIRECT),
      ],
    })),
  ),
);

/** Some filesystems take a misaligned request through the page cache; there these are L11, L17 to L20. */
const MISALIGNED: readonly { how: string; segments: readonly SegmentWord[]; faults?: readonly Fault[] }[] = [
  { how: 'nothing readable', segments: [unreadable(8192)] },
  { how: 'half of it readable', segments: [unreadable(8192, 5000)] },
  { how: 'half of it readable, the flush fails', segments: [unreadable(8192, 5000)], faults: [fault('write', 'EIO')] },
  { how: 'no space', segments: [8192], faults: [fault('allocate', 'ENOSPC')] },
  { how: 'no space for the second page', segments: [8192], faults: [fault('allocate', 'ENOSPC', { nth: 2 })] },
  { how: 'all of it', segments: [8192] },
  { how: 'the flush fails', segments: [8192], faults: [fault('write', 'EIO')] },
  { how: 'the flush finds no space', segments: [8192], faults: [fault('write', 'ENOSPC')] },
];

const misaligned: Row[] = MISALIGNED.flatMap(({ how, segments, faults }) =>
  [[], [[4096, 16_384] as const]].map((holes) => ({
    aim: `misaligned ${holes.length > 0 ? 'over a hole' : 'in place'}: ${how}`,
    holes,
    faults,
    calls: [
      ...OPEN,
      pwrite(DIRECT, 4196, ...segments),
      pwrite(DIRECT, 4196, ...segments),
      fsync(DIRECT),
      fsync(BUFFERED),
    ],
  })),
);

/** Neighbours: buffered and direct writes over the same bytes. */
const neighbours: Row[] = [
  {
    aim: 'direct over dirty, then read both ways',
    calls: [
      ...OPEN,
      pwrite(BUFFERED, 0, 16_384),
      pwrite(DIRECT, 4096, 4096),
      pread(BUFFERED, 0, 16_384),
      pread(DIRECT, 0, 16_384),
    ],
  },
  {
    aim: 'buffered over direct',
    calls: [
      ...OPEN,
      pwrite(DIRECT, 0, 8192),
      pwrite(BUFFERED, 100, 100),
      pread(DIRECT, 0, 8192),
      dropCaches,
      pread(BUFFERED, 0, 8192),
    ],
  },
  {
    aim: 'fallback over cached pages',
    holes: [[4096, 12_288]],
    calls: [
      ...OPEN,
      pread(BUFFERED, 0, 16_384),
      pwrite(DIRECT, 0, 16_384),
      pread(BUFFERED, 0, 16_384),
      pread(DIRECT, 0, 16_384),
    ],
  },
  {
    aim: 'two direct writes overlapping by a sector',
    calls: [...OPEN, pwrite(DIRECT, 0, 4096), pwrite(DIRECT, 3584, 4096), pread(BUFFERED, 0, 8192)],
  },
];

/** A block that write_begin has prepared, and no byte came: a direct read over it finds the end, or a hole. */
const LEFT_BEHIND: readonly { how: string; pos: number; segments: readonly SegmentWord[] }[] = [
  { how: 'past the end', pos: 16_384, segments: [4096, unreadable(4096)] },
  { how: 'past the end, one byte', pos: 16_384, segments: [4096, unreadable(1)] },
  { how: 'in a hole', pos: 0, segments: [4096, unreadable(4096)] },
];

/** Blocks allocated for a direct append that stopped inside the first of them; then the file grows over them. */
const grownOver: Row[] = [8192, 16_384].map((length) => ({
  aim: `growing over what a direct append of ${length} bytes left when it stopped at a bad segment`,
  calls: [
    ...OPEN,
    pwrite(DIRECT, 16_384, unreadable(length, 512)),
    truncate(BUFFERED, 32_768),
    pread(BUFFERED, 16_384, length),
    pread(DIRECT, 16_384, length),
  ],
}));

const leftBehind: Row[] = LEFT_BEHIND.flatMap(({ how, pos, segments }) =>
  [[], [fsync(BUFFERED)]].map((syncs) => ({
    aim: `a direct read over what a bad segment left ${how}${syncs.length > 0 ? ', after fsync' : ''}`,
    holes: [[4096, 12_288]],
    calls: [
      ...OPEN,
      pwrite(BUFFERED, pos, ...segments),
      ...syncs,
      pread(DIRECT, pos, 8192),
      pread(BUFFERED, pos, 8192),
    ],
  })),
);

export const DIRECT_ROWS: readonly Row[] = [
  ...transfers,
  ...alignments,
  ...misaligned,
  ...neighbours,
  ...leftBehind,
  ...grownOver,
];
