import type { Fault, OpenFlag } from '../../contract/index.js';
import { fault, fsync, open, pwrite, seek, unreadable, write, type SegmentWord } from '../generate/call.js';
import type { Row } from '../generate/row.js';

const OPENINGS: readonly { how: string; flags: readonly OpenFlag[] }[] = [
  { how: 'O_DSYNC', flags: ['O_RDWR', 'O_DSYNC'] },
  { how: 'O_SYNC', flags: ['O_RDWR', 'O_SYNC'] },
  { how: 'O_DIRECT O_DSYNC', flags: ['O_RDWR', 'O_DIRECT', 'O_DSYNC'] },
  { how: 'O_APPEND O_SYNC', flags: ['O_RDWR', 'O_APPEND', 'O_SYNC'] },
  { how: 'no sync', flags: ['O_RDWR'] },
];

/** What the core returns. */
const WRITES: readonly { how: string; segments: readonly SegmentWord[]; faults?: readonly Fault[] }[] = [
  { how: 'all', segments: [8192] },
  { how: 'a part', segments: [4096, unreadable(4096)] },
  { how: 'an error', segments: [unreadable(4096)] },
  { how: 'nothing', segments: [0] },
  { how: 'one byte', segments: [1] },
];

/** What the sync after it meets. */
const SYNCS: readonly { how: string; faults: readonly Fault[] }[] = [
  { how: 'succeeds', faults: [] },
  { how: 'fails to write', faults: [fault('write', 'EIO')] },
  { how: 'finds no space', faults: [fault('write', 'ENOSPC')] },
  { how: 'fails at the second write', faults: [fault('write', 'EIO', { nth: 2 })] },
  { how: 'fails to flush', faults: [fault('flush', 'EIO')] },
  { how: 'fails to flush, for good', faults: [fault('flush', 'EIO', { sticky: true })] },
  { how: 'fails to write the inode', faults: [fault('writeInode', 'EIO', { nth: 2 })] },
];

const FILES: readonly Pick<Row, 'aim' | 'file' | 'disk' | 'holes'>[] = [
  { aim: 'a file', file: { size: 16_384 } },
  { aim: 'an empty file', file: { size: 0 } },
  { aim: 'a hole', file: { size: 16_384 }, holes: [[0, 16_384]] },
  { aim: 'a block device', file: { kind: 'block' }, disk: { sectors: 64 } },
];

const matrix: Row[] = FILES.flatMap(({ aim, ...file }) =>
  OPENINGS.flatMap(({ how, flags }) =>
    WRITES.flatMap((call) =>
      SYNCS.map((sync) => ({
        ...file,
        aim: `${how} on ${aim}: core writes ${call.how}, sync ${sync.how}`,
        faults: sync.faults,
        calls: [open(0, ...flags), seek(0, 4096), write(0, ...call.segments), write(0, 4096), fsync(0)],
      })),
    ),
  ),
);

/** A sync covers its own range; dirty pages of others stay dirty, but their errors are in the same mapping. */
const others: Row[] = SYNCS.map((sync) => ({
  aim: `O_DSYNC beside dirty pages of another descriptor: sync ${sync.how}`,
  file: { size: 65_536 },
  faults: sync.faults,
  calls: [
    open(0, 'O_RDWR', 'O_DSYNC'),
    open(1, 'O_RDWR'),
    pwrite(1, 32_768, 8192),
    pwrite(0, 0, 4096),
    pwrite(0, 8192, 100),
    fsync(1),
    fsync(0),
  ],
}));

/** At the end of a block device nothing is written, so nothing is synced. */
const deviceEnd: Row[] = OPENINGS.map(({ how, flags }) => ({
  aim: `${how} at the end of a block device`,
  disk: { sectors: 64 },
  file: { kind: 'block' as const },
  calls: [open(0, ...flags), seek(0, 32_768 - 4096), write(0, 8192), write(0, 512), fsync(0)],
}));

export const SYNC_ROWS: readonly Row[] = [...matrix, ...others, ...deviceEnd];
