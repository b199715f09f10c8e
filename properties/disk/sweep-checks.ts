import type { Call, FileSpec, OpenFlag } from '../../contract/index.js';
import { close, dup, fsync, open, pwrite, seek, truncate, write } from '../generate/call.js';
import type { Row } from '../generate/row.js';

/** generic_write_checks: each limit before, at, inside, just behind the request. Bytes. */
const LIMIT_WAYS = [
  { how: 'past the limit', limitFrom: -1 },
  { how: 'at the limit', limitFrom: 0 },
  { how: 'one byte below the limit', limitFrom: 1 },
  { how: 'cut by a byte', limitFrom: 8191 },
  { how: 'fits exactly', limitFrom: 8192 },
  { how: 'a byte to spare', limitFrom: 8193 },
  { how: 'cut at a sector', limitFrom: 512 },
  { how: 'cut at a page', limitFrom: 4096 },
] as const;

const OPENINGS: readonly { how: string; flags: readonly OpenFlag[] }[] = [
  { how: 'buffered', flags: ['O_RDWR'] },
  { how: 'direct', flags: ['O_RDWR', 'O_DIRECT'] },
  { how: 'append', flags: ['O_WRONLY', 'O_APPEND'] },
  { how: 'direct, append', flags: ['O_RDWR', 'O_DIRECT', 'O_APPEND'] },
  { how: 'O_DSYNC', flags: ['O_RDWR', 'O_DSYNC'] },
];

const POSITION = 8192;
const COUNT = 8192;
const EOF = 16_384;
const MAX_BYTES = 131_072;

const appends = (flags: readonly OpenFlag[]): boolean => flags.includes('O_APPEND');

/** A write at the limit, once more, and a pwrite elsewhere below it. */
const aroundLimit = (flags: readonly OpenFlag[], position: number): Call[] => [
  open(0, ...flags),
  seek(0, position),
  write(0, COUNT),
  write(0, COUNT),
  pwrite(0, position, COUNT),
  pwrite(0, 0, 512),
];

const rlimitRows: Row[] = OPENINGS.flatMap(({ how, flags }) =>
  LIMIT_WAYS.map((way) => ({
    aim: `RLIMIT_FSIZE: ${way.how}, ${how}`,
    file: { rlimitFsize: (appends(flags) ? EOF : POSITION) + way.limitFrom },
    calls: aroundLimit(flags, POSITION),
  })),
);

const maxBytesRows: Row[] = OPENINGS.flatMap(({ how, flags }) =>
  LIMIT_WAYS.map((way) => {
    const start = MAX_BYTES - way.limitFrom;
    const size = appends(flags) ? Math.min(start, MAX_BYTES) : EOF;
    return { aim: `s_maxbytes: ${way.how}, ${how}`, file: { size }, calls: aroundLimit(flags, start) };
  }),
);

/** Both limits at once; the smaller one decides, and only one of them signals. */
const bothLimitRows: Row[] = [-4096, -1, 0, 1, 4096].flatMap((difference) =>
  [0, 1, 4096].map((room) => ({
    aim: `RLIMIT_FSIZE ${difference} bytes from s_maxbytes, ${room} bytes below it`,
    file: { rlimitFsize: MAX_BYTES + difference },
    calls: aroundLimit(['O_RDWR'], MAX_BYTES + Math.min(0, difference) - room),
  })),
);

const BLOCK_DISKS = [
  { sectorSize: 512, sectors: 64 },
  { sectorSize: 4096, sectors: 16 },
] as const;

/** A block device has its own end, takes no limit of the process, and appends like it writes. */
const blockRows: Row[] = BLOCK_DISKS.flatMap((disk) =>
  OPENINGS.flatMap(({ how, flags }) =>
    LIMIT_WAYS.map((way) => ({
      aim: `block device of ${disk.sectorSize}-byte sectors: ${way.how}, ${how}`,
      disk,
      file: { kind: 'block' as const, rlimitFsize: way.how === 'fits exactly' ? 4096 : null },
      calls: aroundLimit(flags, disk.sectorSize * disk.sectors - way.limitFrom),
    })),
  ),
);

const PRIVILEGED: Partial<FileSpec> = { mode: 0o6755, capability: true };

const emptyRows: Row[] = [...OPENINGS, { how: 'read-only', flags: ['O_RDONLY'] as const }].flatMap(({ how, flags }) =>
  [
    { file: PRIVILEGED, aim: 'keeps privileges' },
    { file: { rlimitFsize: 0 }, aim: 'is not limited' },
    { file: { kind: 'block' as const }, aim: 'on a block device' },
  ].map(({ file, aim }) => ({
    aim: `no bytes, ${how}: ${aim}`,
    file,
    calls: [
      open(0, ...flags),
      write(0, 0),
      pwrite(0, 100, 0),
      seek(0, 5000),
      write(0, 0, 0),
      pwrite(0, MAX_BYTES + 1, 0),
    ],
  })),
);

const appendRows: Row[] = [0, 1, 4095, 4096, 4097, 16_384].flatMap((size) =>
  [['O_RDWR', 'O_APPEND'] as const, ['O_RDWR', 'O_APPEND', 'O_DIRECT'] as const].map((flags) => ({
    aim: `append to ${size} bytes${flags.length === 3 ? ', direct' : ''}`,
    file: { size },
    calls: [
      open(0, ...flags),
      write(0, 4096),
      seek(0, 10),
      write(0, 512, 3584),
      pwrite(0, 0, 4096),
      truncate(0, 512),
      write(0, 4096),
      fsync(0),
    ],
  })),
);

const descriptorRows: Row[] = [
  { aim: 'EBADF: read-only descriptor', calls: [open(0, 'O_RDONLY'), write(0, 4096), pwrite(0, 0, 4096), write(0, 0)] },
  { aim: 'EBADF: read-only direct descriptor', calls: [open(0, 'O_RDONLY', 'O_DIRECT'), write(0, 4096)] },
  { aim: 'EBADF: closed descriptor', calls: [open(0, 'O_RDWR'), close(0), write(0, 4096), pwrite(0, 0, 1), fsync(0)] },
  {
    aim: 'EBADF: closed, its dup still writes',
    calls: [open(0, 'O_RDWR'), dup(0, 1), write(0, 100), close(0), write(0, 100), write(1, 100)],
  },
  {
    aim: 'EINVAL: lseek before the start',
    calls: [open(0, 'O_RDWR'), seek(0, 100), seek(0, -1), seek(0, -101, 'SEEK_CUR'), write(0, 10)],
  },
];

export const CHECK_ROWS: readonly Row[] = [...rlimitRows, ...blockRows, ...emptyRows, ...appendRows, ...descriptorRows];

/** Only the suite's own disk has a known s_maxbytes. */
export const MAX_BYTES_ROWS: readonly Row[] = [...maxBytesRows, ...bothLimitRows];
