import type { Call, Errno, InducibleFault, OpenFlag } from '../../contract/index.js';
import { fstat, fsync, induced, open, pread, pwrite, seek, unreadable, write } from '../generate/call.js';
import type { Row } from '../generate/row.js';

const KINDS: readonly { kind: InducibleFault; errno?: Errno }[] = [
  { kind: 'enospcAfter' },
  { kind: 'shortAfter' },
  { kind: 'errorAfter', errno: 'EIO' },
  { kind: 'errorAfter', errno: 'ENOSPC' },
];

/** Bytes that go through before the fault; the write has 8192. */
const AFTER = [0, 1, 511, 512, 513, 4095, 4096, 4097, 7680, 8191, 8192, 8193] as const;
const COUNT = 8192;

const OPENINGS: readonly { how: string; flags: readonly OpenFlag[] }[] = [
  { how: 'buffered', flags: ['O_RDWR'] },
  { how: 'direct', flags: ['O_RDWR', 'O_DIRECT'] },
  { how: 'append', flags: ['O_WRONLY', 'O_APPEND'] },
  { how: 'O_DSYNC', flags: ['O_RDWR', 'O_DSYNC'] },
];

/** What meets the fault, which is armed before it; the first write call of each is the one that succeeds before. */
const WRITES: readonly { how: string; calls: readonly Call[]; nth: number }[] = [
  { how: 'write', calls: [write(0, COUNT), write(0, COUNT)], nth: 1 },
  { how: 'the second write', calls: [write(0, COUNT), write(0, COUNT), write(0, 512)], nth: 2 },
  { how: 'pwrite', calls: [pwrite(0, 8192, COUNT), pwrite(0, 8192, COUNT)], nth: 1 },
  { how: 'writev', calls: [write(0, 512, 4096, 3584), write(0, 512)], nth: 1 },
];

/** The write that stops half way, the retry, and what fstat and fsync know of it. */
export const TARGET_FAULT_ROWS: readonly Row[] = KINDS.flatMap(({ kind, errno }) =>
  AFTER.flatMap((bytes) =>
    OPENINGS.flatMap(({ how, flags }) =>
      WRITES.map((way) => ({
        aim: `${kind}${errno ? ` ${errno}` : ''} after ${bytes} bytes: ${way.how}, ${how}`,
        file: { size: 10_240 },
        faults: [induced(kind, way.nth, bytes, errno)],
        calls: [open(0, ...flags), seek(0, 4096), ...way.calls, seek(0, 0, 'SEEK_CUR'), fstat(0), fsync(0), fsync(0)],
      })),
    ),
  ),
);

/** Bytes of a direct write into the middle of a larger file, and where it starts. */
const PAGES = 16_384;
const INSIDE = 4096;

/** How much of it goes directly, and what becomes of the rest: nothing, a page, all but no more. */
const DIRECT_BYTES = [0, 4096] as const;
const REST: readonly { how: string; bytes: (direct: number) => number }[] = [
  { how: 'the rest fails', bytes: (direct) => direct },
  { how: 'a page of the rest goes through', bytes: (direct) => direct + 4096 },
  { how: 'the rest goes through', bytes: () => PAGES },
];

/** A short direct transfer, then trouble in the fallback or, once all is stored, in its flush. */
export const SHORT_THEN_FAULT_ROWS: readonly Row[] = KINDS.filter(({ kind }) => kind !== 'shortAfter').flatMap(
  ({ kind, errno }) =>
    DIRECT_BYTES.flatMap((direct) =>
      REST.map(({ how, bytes }) => ({
        aim: `${direct} bytes directly, then ${kind}${errno ? ` ${errno}` : ''}: ${how}`,
        file: { size: 32_768 },
        faults: [induced('shortAfter', 1, direct), induced(kind, 1, bytes(direct), errno)],
        calls: [
          open(0, 'O_RDWR', 'O_DIRECT'),
          seek(0, INSIDE),
          write(0, PAGES),
          seek(0, 0, 'SEEK_CUR'),
          fstat(0),
          fsync(0),
          fsync(0),
          write(0, 4096),
        ],
      })),
    ),
);

/** Nothing of a write goes through, and perhaps not even the removal of privileges before it. */
export const PRIVILEGED_FAULT_ROWS: readonly Row[] = [{ mode: 0o6755 }, { mode: 0o644, capability: true }].flatMap(
  (file) =>
    OPENINGS.map(({ how, flags }) => ({
      aim: `errorAfter 0 bytes on a file with ${file.capability ? 'a capability' : 'set-id bits'}, ${how}`,
      file: { size: 10_240, ...file },
      faults: [induced('errorAfter', 1, 0, 'EIO')],
      calls: [open(0, ...flags), seek(0, 4096), write(0, COUNT), fstat(0), write(0, COUNT), fstat(0), fsync(0)],
    })),
);

/** On a DAX inode a transfer of nothing returns 0, and there is no fallback. */
export const DAX_FAULT_ROWS: readonly Row[] = [0, 1, 512].map((bytes) => ({
  aim: `shortAfter ${bytes} bytes on a DAX inode`,
  file: { size: 10_240, dax: true },
  faults: [induced('shortAfter', 1, bytes)],
  calls: [open(0, 'O_RDWR'), write(0, COUNT), write(0, COUNT), fstat(0), fsync(0)],
}));

/** Bytes that a device still takes of a write of two pages. */
const DEVICE_TAKES = [0, 512, 4096, 8192] as const;

/** A block device fails under a write: at once where it is direct or synced, else at the next fsync, which says so once. */
export const DEVICE_FAULT_ROWS: readonly Row[] = OPENINGS.flatMap(({ how, flags }) =>
  DEVICE_TAKES.flatMap((bytes) =>
    [false, true].map((sticky): Row => ({
      aim: `errorAfter ${bytes} bytes${sticky ? ', from now on' : ''}: a block device, ${how}`,
      file: { kind: 'block' },
      disk: { sectors: 64 },
      faults: [{ ...induced('errorAfter', 1, bytes, 'EIO'), sticky }],
      calls: [
        open(0, ...flags),
        seek(0, 4096),
        write(0, COUNT),
        seek(0, 0, 'SEEK_CUR'),
        fsync(0),
        fsync(0),
        pread(0, 4096, COUNT),
      ],
    })),
  ),
);

/** A direct write that bytes which can't be read cut short, while its storage may fail: the flush of the fallback too. */
export const BAD_SEGMENT_FAULT_ROWS: readonly Row[] = [0, 4096, 8192].map((bytes) => ({
  aim: `errorAfter ${bytes} bytes under a direct write with an unreadable segment`,
  file: { size: 10_240 },
  faults: [induced('errorAfter', 1, bytes, 'EIO')],
  calls: [
    open(0, 'O_RDWR', 'O_DIRECT'),
    write(0, 4096, 512, unreadable(512)),
    seek(0, 0, 'SEEK_CUR'),
    fstat(0),
    fsync(0),
  ],
}));
