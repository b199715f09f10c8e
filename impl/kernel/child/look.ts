import { isErrno, type Errno } from '../../../contract/errno.js';
import type { Stat } from '../../../contract/target.js';
import type { Look } from '../messages.js';
import { call, must } from './libc.js';

const AT_EMPTY_PATH = 0x1000;
const STATX_BASIC_STATS = 0x7ff;
const MODE = 28;
const SIZE = 40;
const CTIME = 96;
const MTIME = 112;
const SEEK = { SEEK_SET: 0, SEEK_CUR: 1, SEEK_END: 2 } as const;
const S_IFBLK = 0o060000;
const CAPABILITY = 'security.capability';

const into = Buffer.alloc(256);

/** Seconds from which times are counted: whole nanoseconds since then are exact. */
let epoch: bigint | undefined;

function nanoseconds(at: number): number {
  const seconds = into.readBigInt64LE(at);
  epoch ??= seconds;
  return Number(seconds - epoch) * 1e9 + into.readUInt32LE(at + 8);
}

/** As `fstat`, with the size of a block device. */
export function statOf(fd: number): Stat | Errno {
  const ret = call('statx', fd, '', AT_EMPTY_PATH, STATX_BASIC_STATS, into);
  if (isErrno(ret)) return ret;
  const mode = into.readUInt16LE(MODE);
  return {
    size: kindOf(mode) === S_IFBLK ? deviceSize(fd) : Number(into.readBigUInt64LE(SIZE)),
    mode: mode % 0o10000,
    mtime: nanoseconds(MTIME),
    ctime: nanoseconds(CTIME),
    capability: typeof call('fgetxattr', fd, CAPABILITY, null, 0) === 'number',
  };
}

const kindOf = (mode: number): number => mode - (mode % 0o10000);

/** The offset is put back. */
function deviceSize(fd: number): number {
  const offset = must('lseek', fd, 0, SEEK.SEEK_CUR);
  const size = must('lseek', fd, 0, SEEK.SEEK_END);
  must('lseek', fd, offset, SEEK.SEEK_SET);
  return size;
}

/** What the suite asks for after each call; neither changes anything. */
export const lookAt = (fd: number): Look => ({ stat: statOf(fd), offset: call('lseek', fd, 0, SEEK.SEEK_CUR) });

export const whenceOf = (word: string): number => SEEK[word as keyof typeof SEEK];
