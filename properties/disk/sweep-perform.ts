import type { Call, Fault } from '../../contract/index.js';
import {
  dropCaches,
  fault,
  fsync,
  open,
  pread,
  pwrite,
  seek,
  unreadable,
  write,
  type SegmentWord,
} from '../generate/call.js';
import type { Row } from '../generate/row.js';

/** Where a write lies against the pages (4096 bytes) and the end of the file (10000 bytes). */
const EXTENTS: readonly { pos: number; count: number }[] = [
  { pos: 0, count: 1 },
  { pos: 0, count: 4096 },
  { pos: 0, count: 4097 },
  { pos: 1, count: 4095 },
  { pos: 4095, count: 1 },
  { pos: 4095, count: 2 },
  { pos: 4095, count: 4098 },
  { pos: 4096, count: 8192 },
  { pos: 5000, count: 5000 },
  { pos: 9999, count: 1 },
  { pos: 10_000, count: 1 },
  { pos: 9999, count: 2 },
  { pos: 10_001, count: 10 },
  { pos: 12_288, count: 4096 },
  { pos: 30_000, count: 10_000 },
];
const SIZE = 10_000;

/** What the page cache knows before the write. */
const CACHES: readonly { how: string; calls: readonly Call[] }[] = [
  { how: 'nothing cached', calls: [] },
  { how: 'clean pages', calls: [pread(0, 0, 65_536)] },
  { how: 'dirty pages', calls: [pwrite(0, 0, 16_384)] },
];

const extents: Row[] = EXTENTS.flatMap(({ pos, count }) =>
  CACHES.flatMap(({ how, calls }) =>
    [[], [[0, 12_288] as const]].map((holes) => ({
      aim: `${count} bytes at ${pos}: ${how}${holes.length > 0 ? ', a hole' : ''}`,
      file: { size: SIZE },
      holes,
      calls: [open(0, 'O_RDWR'), ...calls, seek(0, pos), write(0, count), write(0, 1), fsync(0)],
    })),
  ),
);

/** Segments, one of them bad. Through 4.7 a bad segment ends the chunk, later it may spoil it. */
const VECTORS: readonly { how: string; segments: readonly SegmentWord[] }[] = [
  { how: 'one, nothing readable', segments: [unreadable(100)] },
  { how: 'one, a byte readable', segments: [unreadable(100, 1)] },
  { how: 'one, all but a byte readable', segments: [unreadable(5000, 4999)] },
  { how: 'one, a page readable', segments: [unreadable(8192, 4096)] },
  { how: 'one, beyond a page readable', segments: [unreadable(8192, 4196)] },
  { how: '100 good bytes, then bad', segments: [100, unreadable(100)] },
  { how: 'a page, then bad', segments: [4096, unreadable(4096)] },
  { how: '4196 good bytes, then bad', segments: [4196, unreadable(4096)] },
  { how: '4196 good bytes, then half bad', segments: [4196, unreadable(4096, 2048)] },
  { how: 'bad, then good', segments: [unreadable(100), 4096] },
  { how: 'bad in the middle', segments: [100, unreadable(100, 50), 100] },
  { how: 'bad at the end of the third page', segments: [5000, 5000, unreadable(2288, 2287)] },
  { how: 'empty first', segments: [0, 4096] },
  { how: 'empty between', segments: [100, 0, 100] },
  { how: 'empty last', segments: [4096, 0] },
  { how: 'empty, then bad', segments: [0, unreadable(100)] },
  { how: 'good, empty, bad', segments: [10, 0, unreadable(100)] },
  { how: 'many small ones', segments: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  { how: 'many across a page', segments: [1000, 1000, 1000, 1000, 1000, 1000] },
  { how: 'straddling pages', segments: [4095, 2, 4095] },
];
const STARTS = [0, 4000, 4096, 9990] as const;

const vectors: Row[] = VECTORS.flatMap(({ how, segments }) =>
  STARTS.flatMap((pos) =>
    [CACHES[0], CACHES[1]].map((cache) => ({
      aim: `segments at ${pos}, ${cache.how}: ${how}`,
      file: { size: SIZE },
      calls: [open(0, 'O_RDWR'), ...cache.calls, seek(0, pos), write(0, ...segments), write(0, ...segments), fsync(0)],
    })),
  ),
);

/** write_begin: reading the page of a partial write, and allocating under it. */
/** Behind the bytes that are counted a hole reads as zeros, though the page was made for more of them. */
const vectorsInHoles: Row[] = VECTORS.flatMap(({ how, segments }) =>
  [0, 4000].map((pos) => ({
    aim: `segments at ${pos} of a hole: ${how}`,
    file: { size: SIZE },
    holes: [[0, 12_288]],
    calls: [open(0, 'O_RDWR'), seek(0, pos), write(0, ...segments), pread(0, 0, 12_288), fsync(0)],
  })),
);

const DISK_WAYS: readonly { how: string; faults: readonly Fault[]; holes?: readonly (readonly [number, number])[] }[] =
  [
    { how: 'a read error', faults: [fault('read', 'EIO')] },
    { how: 'a second read error', faults: [fault('read', 'EIO', { nth: 2 })] },
    { how: 'read errors for good', faults: [fault('read', 'EIO', { sticky: true })] },
    { how: 'a short read of nothing', faults: [fault('read', 'short', { args: { sectors: 0 } })] },
    { how: 'a short read', faults: [fault('read', 'short', { args: { sectors: 3 } })] },
    { how: 'a latent sector', faults: [fault('read', 'latent', { where: { from: 2, to: 3 } })] },
    { how: 'bit rot on the way in', faults: [fault('read', 'bitRot', { args: { bit: 7 } })] },
    { how: 'a misdirected read', faults: [fault('read', 'misdirected', { args: { sector: 16 } })] },
    { how: 'no space at once', faults: [fault('allocate', 'ENOSPC')], holes: [[0, 12_288]] },
    { how: 'no space for the second page', faults: [fault('allocate', 'ENOSPC', { nth: 2 })], holes: [[0, 12_288]] },
    { how: 'no space for the third page', faults: [fault('allocate', 'EDQUOT', { nth: 3 })], holes: [[0, 12_288]] },
    { how: 'allocation fails for good', faults: [fault('allocate', 'EIO', { sticky: true })], holes: [[0, 12_288]] },
  ];

const diskWays: Row[] = DISK_WAYS.flatMap(({ how, faults, holes }) =>
  [
    { pos: 100, count: 9000 },
    { pos: 4096, count: 100 },
    { pos: 0, count: 8193 },
  ].map(({ pos, count }) => ({
    aim: `${how} under ${count} bytes at ${pos}`,
    file: { size: 12_288 },
    holes,
    faults,
    calls: [
      open(0, 'O_RDWR'),
      seek(0, pos),
      write(0, count),
      write(0, count),
      dropCaches,
      write(0, 10),
      fsync(0),
      fsync(0),
    ],
  })),
);

/** Where writes go through at once, the disk can refuse what a short copy brought. */
const WRITE_FAULTS: readonly { how: string; faults: readonly Fault[] }[] = [
  { how: 'fails', faults: [fault('write', 'EIO')] },
  { how: 'has no space', faults: [fault('write', 'ENOSPC')] },
  { how: 'takes nothing', faults: [fault('write', 'short', { args: { sectors: 0 } })] },
  { how: 'takes a sector', faults: [fault('write', 'short', { args: { sectors: 1 } })] },
];

const shortCopies: Row[] = WRITE_FAULTS.flatMap(({ how, faults }) =>
  [0, 100].flatMap((pos) =>
    CACHES.slice(0, 2).map((cache) => ({
      aim: `a short copy at ${pos}, ${cache.how}: the disk ${how}`,
      faults,
      calls: [
        open(0, 'O_RDWR'),
        ...cache.calls,
        seek(0, pos),
        write(0, 2000, unreadable(3000, 1000)),
        write(0, 5000),
        fsync(0),
        fsync(0),
      ],
    })),
  ),
);

/** The disk fills up by itself: so many sectors are left. */
const exhausted: Row[] = [0, 1, 7, 8, 9, 16].flatMap((spareSectors) =>
  [false, true].map((direct) => ({
    aim: `${spareSectors} sectors left${direct ? ', direct' : ''}`,
    file: { size: 4096 },
    spareSectors,
    calls: [
      open(0, 'O_RDWR', ...(direct ? (['O_DIRECT'] as const) : [])),
      seek(0, 4096),
      write(0, 8192),
      write(0, 8192),
      pwrite(0, 0, 4096),
      fsync(0),
      fsync(0),
    ],
  })),
);

export const PERFORM_ROWS: readonly Row[] = [
  ...extents,
  ...vectors,
  ...vectorsInHoles,
  ...diskWays,
  ...shortCopies,
  ...exhausted,
];
