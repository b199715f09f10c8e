import { CALL, NO_OTHER, NO_TEXT, PLACE_UNKNOWN, type TraceEvent, WHENCE } from '../../../contract/trace-event.js';
import { type TraceCall, WHENCES } from '../../../contract/trace.js';
import { flagBits } from '../packed-fields.js';
import { descriptorIn, flagsIn, integerIn, quotedPathIn, stringIn, vectorIn } from './values.js';

/** Fills an event from the arguments, without the result; false when they are not those of the call. */
type Fill = (args: readonly string[], e: TraceEvent) => boolean;

function fd(text: string | undefined, e: TraceEvent): boolean {
  const descriptor = descriptorIn(text);
  if (!descriptor) return false;
  e.fd = descriptor.fd;
  e.path = descriptor.path;
  return true;
}

const onFd =
  (call: TraceCall, ...more: Fill[]): Fill =>
  (args, e) => {
    e.call = CALL[call];
    return fd(args[0], e) && more.every((fill) => fill(args, e));
  };

const number =
  (field: 'n' | 'at' | 'size' | 'offset' | 'other', index: number, min = 0): Fill =>
  (args, e) => {
    const value = integerIn(args[index]);
    if (value === undefined || value < min) return false;
    e[field] = value;
    return true;
  };

const data: Fill = (args, e) => {
  const text = stringIn(args[1])?.slice(0, e.n);
  if (text !== undefined && text !== '') e.data = [{ at: 0, text }];
  return true;
};

const vector: Fill = (args, e) => {
  const offered = vectorIn(args[1]);
  if (!offered) return false;
  e.n = offered.n;
  e.data = offered.data;
  return true;
};

/** A vector to read into: its length does not matter. */
const someLength: Fill = (_, e) => {
  e.n = 0;
  return true;
};

const MINUS_ONE = ['-1', '18446744073709551615'];

/** pwritev2 and preadv2: position -1 is the offset; RWF_APPEND goes to the end. */
const positionOrOffset =
  (positioned: TraceCall, sequential: TraceCall): Fill =>
  (args, e) => {
    const isSequential = MINUS_ONE.includes(args[3] ?? '');
    e.call = CALL[isSequential ? sequential : positioned];
    // At the end, and the offset moves there.
    if (isSequential && (args[4] ?? '').includes('RWF_APPEND')) e.call = CALL.opaque;
    if (isSequential) return true;
    if (!number('at', 3)(args, e)) return false;
    if ((args[4] ?? '').includes('RWF_APPEND')) e.at = PLACE_UNKNOWN;
    return true;
  };

const whence: Fill = (args, e) => {
  const name = WHENCES.find((candidate) => candidate === /SEEK_\w+/.exec(args[2] ?? '')?.[0]);
  if (!name) return false;
  e.whence = WHENCE[name];
  return true;
};

/** Flags as a number can't be told apart from one kind of machine to the next: such a call is passed over. */
function setFlags(text: string | undefined, e: TraceEvent): boolean {
  const names = flagsIn(text);
  e.flags = flagBits(names ?? []);
  return names !== undefined;
}

const openAt =
  (path: number, flags: (args: readonly string[]) => string): Fill =>
  (args, e) => {
    e.call = CALL.open;
    e.path = quotedPathIn(args[path]) ?? '';
    return setFlags(flags(args), e);
  };

const twoPaths =
  (from: number, to: number): Fill =>
  (args, e) => {
    e.call = CALL.rename;
    const [path, newPath] = [quotedPathIn(args[from]), quotedPathIn(args[to])];
    if (path === undefined || newPath === undefined) return false;
    e.path = path;
    e.newPath = newPath;
    return true;
  };

const onPath =
  (call: 'unlink' | 'truncate', index: number, ...more: Fill[]): Fill =>
  (args, e) => {
    e.call = CALL[call];
    const path = quotedPathIn(args[index]);
    if (path === undefined) return false;
    e.path = path;
    return more.every((fill) => fill(args, e));
  };

/** A size that a structure shows: `{st_mode=S_IFREG|0644, st_size=5, ...}`. Only of a regular file does it mean bytes. */
const shownSize =
  (index: number, prefix: 'st' | 'stx'): Fill =>
  (args, e) => {
    const text = args[index] ?? '';
    const size = new RegExp(`${prefix}_size=(\\d+)`).exec(text)?.[1];
    if (!text.includes('S_IFREG')) return false;
    const value = integerIn(size);
    if (value === undefined) return false;
    e.size = value;
    return true;
  };

/** fstat of a descriptor under the name of newfstatat or statx: the path is empty. */
const emptyPath: Fill = (args) => args[1] === '""';

const fcntl: Fill = (args, e) => {
  const command = /F_\w+/.exec(args[1] ?? '')?.[0] ?? '';
  if (command.startsWith('F_DUPFD')) e.call = CALL.dup;
  else if (command === 'F_SETFL') {
    e.call = CALL.setFlags;
    if (!setFlags(args[2], e)) return false;
  } else return false;
  return fd(args[0], e);
};

/** Flags of clone and clone3; fork and vfork share nothing. */
const fork: Fill = (args, e) => {
  e.call = CALL.fork;
  const text = args.join(',');
  e.files = text.includes('CLONE_FILES');
  e.thread = text.includes('CLONE_THREAD');
  return true;
};

const status =
  (call: 'exit' | 'exitGroup'): Fill =>
  (args, e) => {
    e.call = CALL[call];
    const value = integerIn(args[0]);
    e.other = value === undefined ? NO_OTHER : value & 255;
    return true;
  };

/** A call that moves offsets or changes sizes in a way that is not followed: of one or two descriptors. */
const opaque =
  (first: number, second?: number): Fill =>
  (args, e) => {
    e.call = CALL.opaque;
    if (!fd(args[first], e)) return false;
    const other = second === undefined ? undefined : descriptorIn(args[second]);
    e.other = other?.fd ?? NO_OTHER;
    e.newPath = other?.path ?? '';
    return true;
  };

const second: Fill = (args, e) => {
  e.other = descriptorIn(args[1])?.fd ?? NO_OTHER;
  return e.other >= 0;
};

/** The last descriptor may be ~0. */
const lastOfRange: Fill = (args, e) => {
  e.other = Math.min(Number(args[1]), 2 ** 31 - 1);
  return !Number.isNaN(e.other);
};

/** With CLOSE_RANGE_CLOEXEC nothing is closed. */
const closesNow: Fill = (args) => !(args[2] ?? '').includes('CLOEXEC');

const cloneRange: Fill = (args, e) => /^(FICLONE|BTRFS_IOC_CLONE)/.test(args[1] ?? '') && opaque(0)(args, e);

const exec: Fill = (_, e) => {
  e.call = CALL.exec;
  return true;
};

const plainWrite = onFd('write', number('n', 2), data);
const ftruncate = onFd('ftruncate', number('size', 1));
const fstat = onFd('fstat', shownSize(1, 'st'));

/** Every system call that is followed. Of one that is followed only in some forms, the others are passed over. */
export const SYSCALLS: ReadonlyMap<string, Fill> = new Map(
  Object.entries({
    write: plainWrite,
    pwrite64: onFd('pwrite', number('n', 2), number('at', 3), data),
    writev: onFd('write', vector),
    pwritev: onFd('pwrite', vector, number('at', 3)),
    pwritev2: onFd('pwrite', vector, positionOrOffset('pwrite', 'write')),
    read: onFd('read', number('n', 2)),
    readv: onFd('read', someLength),
    pread64: onFd('pread', number('n', 2), number('at', 3)),
    preadv: onFd('pread', someLength, number('at', 3)),
    preadv2: onFd('pread', someLength, positionOrOffset('pread', 'read')),
    lseek: onFd('lseek', number('offset', 1, Number.MIN_SAFE_INTEGER), whence),
    open: openAt(0, (args) => args[1] ?? ''),
    openat: openAt(1, (args) => args[2] ?? ''),
    openat2: openAt(1, (args) => /flags=([^,}]*)/.exec(args[2] ?? '')?.[1] ?? ''),
    creat: openAt(0, () => 'O_WRONLY|O_CREAT|O_TRUNC'),
    dup: onFd('dup'),
    dup2: onFd('dup2', second),
    dup3: onFd('dup2', second),
    fcntl,
    fcntl64: fcntl,
    ftruncate,
    ftruncate64: ftruncate,
    truncate: onPath('truncate', 0, number('size', 1)),
    truncate64: onPath('truncate', 0, number('size', 1)),
    fstat,
    fstat64: fstat,
    newfstatat: onFd('fstat', emptyPath, shownSize(2, 'st')),
    statx: onFd('fstat', emptyPath, shownSize(4, 'stx')),
    fsync: onFd('fsync'),
    fdatasync: onFd('fdatasync'),
    close: onFd('close'),
    close_range: onFd('closeRange', lastOfRange, closesNow),
    fork,
    vfork: fork,
    clone: fork,
    clone3: fork,
    execve: exec,
    execveat: exec,
    exit_group: status('exitGroup'),
    unlink: onPath('unlink', 0),
    unlinkat: onPath('unlink', 1),
    rename: twoPaths(0, 1),
    renameat: twoPaths(1, 3),
    renameat2: twoPaths(1, 3),
    sendfile: opaque(0, 1),
    sendfile64: opaque(0, 1),
    copy_file_range: opaque(0, 2),
    splice: opaque(0, 2),
    fallocate: opaque(0),
    sendto: opaque(0),
    sendmsg: opaque(0),
    sendmmsg: opaque(0),
    ioctl: cloneRange,
  } satisfies Record<string, Fill>),
);

/** An event without anything in its optional fields. */
export function cleared(e: TraceEvent): TraceEvent {
  e.path = '';
  e.newPath = '';
  e.data = NO_TEXT;
  e.files = false;
  e.thread = false;
  e.injected = false;
  e.other = NO_OTHER;
  return e;
}
