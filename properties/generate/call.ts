import type {
  Call,
  DiskFaultKind,
  DiskOperation,
  Errno,
  Fault,
  InducibleFault,
  OpenFlag,
  Segment,
} from '../../contract/index.js';

/** Short words for the calls and faults of hand-written scenarios. Bytes throughout. */

/** A segment; a number stands for that many readable bytes. */
export type SegmentWord = number | Segment;

/** A segment of `length` bytes of which only the first `readable` can be read. */
export const unreadable = (length: number, readable = 0): Segment => ({ length, readable });

const segmentsOf = (words: readonly SegmentWord[]): Segment[] =>
  words.map((word) => (typeof word === 'number' ? { length: word, readable: word } : word));

export const open = (fd: number, ...flags: OpenFlag[]): Call => ({ call: 'open', fd, flags });

/** write, or writev of several segments. */
export const write = (fd: number, ...segments: SegmentWord[]): Call => ({
  call: segments.length === 1 ? 'write' : 'writev',
  fd,
  segments: segmentsOf(segments),
});

/** pwrite, or pwritev of several segments. */
export const pwrite = (fd: number, position: number, ...segments: SegmentWord[]): Call => ({
  call: segments.length === 1 ? 'pwrite' : 'pwritev',
  fd,
  segments: segmentsOf(segments),
  position,
});

export const read = (fd: number, length: number): Call => ({ call: 'read', fd, length });
export const pread = (fd: number, position: number, length: number): Call => ({ call: 'pread', fd, length, position });
export const seek = (fd: number, offset: number, whence: 'SEEK_SET' | 'SEEK_CUR' | 'SEEK_END' = 'SEEK_SET'): Call => ({
  call: 'lseek',
  fd,
  offset,
  whence,
});
export const fstat = (fd: number): Call => ({ call: 'fstat', fd });
export const truncate = (fd: number, length: number): Call => ({ call: 'ftruncate', fd, length });
export const fsync = (fd: number): Call => ({ call: 'fsync', fd });
export const fdatasync = (fd: number): Call => ({ call: 'fdatasync', fd });
export const dup = (fd: number, as: number): Call => ({ call: 'dup', fd, as });
export const close = (fd: number): Call => ({ call: 'close', fd });
export const writeback: Call = { call: 'writeback' };
export const dropCaches: Call = { call: 'dropCaches' };
export const powerCut: Call = { call: 'powerCut' };

type Details = Partial<Pick<Fault, 'nth' | 'sticky' | 'where' | 'args'>>;

/** By default the first matching operation, once, wherever it is. */
export const fault = (on: DiskOperation, kind: DiskFaultKind, details: Details = {}): Fault => ({
  on,
  kind,
  args: {},
  where: null,
  nth: 1,
  sticky: false,
  ...details,
});

/** Armed before the nth write call; strikes after `bytes` bytes. */
export const induced = (kind: InducibleFault, nth: number, bytes: number, errno?: Errno): Fault => ({
  on: 'target',
  kind,
  args: errno ? { bytes, errno } : { bytes },
  where: null,
  nth,
  sticky: false,
});
