import { z } from 'zod';
import { Bytes } from './scenario.js';

/**
 * `woe.trace/1`: what a program asked of the kernel and what it got, one call a line, in the order in which the calls
 * ended. A file may begin with the line `{"schema":"woe.trace/1"}`.
 */
export const TRACE_SCHEMA = 'woe.trace/1';

export const WHENCES = ['SEEK_SET', 'SEEK_CUR', 'SEEK_END', 'SEEK_DATA', 'SEEK_HOLE'] as const;

/** The flags of `open` and F_SETFL that change what is judged. Others may be named and are passed over. */
export const TRACE_FLAGS = ['O_WRONLY', 'O_RDWR', 'O_CREAT', 'O_EXCL', 'O_TRUNC', 'O_APPEND', 'O_DIRECT'] as const;

const Small = z
  .number()
  .int()
  .min(0)
  .max(2 ** 31 - 1);

/** Every field of an event, by name. */
export const TRACE_FIELDS = {
  /** The task (thread) that called. */
  pid: Small,
  fd: Small,
  /** Bytes asked for, all segments together. */
  n: Bytes,
  /** Position of a positioned call, in bytes. */
  at: Bytes,
  /** What lseek was told; it may be negative. */
  offset: z.number().int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER),
  whence: z.enum(WHENCES),
  size: Bytes,
  path: z.string(),
  newPath: z.string(),
  newFd: Small,
  /** The last descriptor of a range, inclusive. */
  last: Small,
  flags: z.array(z.string().regex(/^O_[A-Z0-9_]+$/)),
  child: Small,
  /** The child shares the table of descriptors (CLONE_FILES). */
  files: z.boolean(),
  /** The child is a thread of the same process (CLONE_THREAD). */
  thread: z.boolean(),
  /** Exit status; null when a signal ended it. */
  status: z.number().int().min(0).max(255).nullable(),
  /** The first bytes that a write offered, in hexadecimal; as many as were recorded. */
  data: z.string().regex(/^([0-9a-f]{2})*$/),
  /** A count, a descriptor or an offset; the name of an errno; null when nobody knows. */
  ret: z.union([Bytes, z.string().regex(/^E[A-Z0-9]{1,30}$/), z.null()]),
} as const;
export type TraceField = keyof typeof TRACE_FIELDS;

interface Row {
  readonly needs: readonly TraceField[];
  readonly may: readonly TraceField[];
}

const row = (needs: readonly TraceField[], may: readonly TraceField[] = []): Row => ({ needs, may });

/** The calls of a trace with the fields each needs, in their canonical order, and those it may have besides. */
export const TRACE_CALLS = {
  open: row(['path', 'flags', 'ret']),
  write: row(['fd', 'n', 'ret'], ['path', 'data']), // and writev
  pwrite: row(['fd', 'n', 'at', 'ret'], ['path', 'data']), // and pwritev, pwritev2
  read: row(['fd', 'n', 'ret'], ['path']),
  pread: row(['fd', 'n', 'at', 'ret'], ['path']),
  lseek: row(['fd', 'offset', 'whence', 'ret'], ['path']),
  ftruncate: row(['fd', 'size', 'ret'], ['path']),
  fstat: row(['fd', 'size', 'ret'], ['path']),
  fsync: row(['fd', 'ret'], ['path']),
  fdatasync: row(['fd', 'ret'], ['path']),
  close: row(['fd', 'ret'], ['path']),
  closeRange: row(['fd', 'last', 'ret']),
  dup: row(['fd', 'ret'], ['path']), // and F_DUPFD: `ret` is the new descriptor
  dup2: row(['fd', 'newFd', 'ret'], ['path']), // and dup3
  setFlags: row(['fd', 'flags', 'ret'], ['path']), // F_SETFL
  fork: row(['child'], ['files', 'thread']), // and vfork, clone, clone3
  exec: row([]),
  exit: row(['status']), // of one task
  exitGroup: row(['status']), // of all tasks of the process
  unlink: row(['path', 'ret']),
  rename: row(['path', 'newPath', 'ret']),
  truncate: row(['path', 'size', 'ret']),
  opaque: row(['fd'], ['path', 'newFd']), // a call that moves the offset or changes the size in a way that is not told
  begin: row(['fd'], ['path']), // the next call of this task has begun; others may end before it does
  beginFork: row([], ['files', 'thread']),
} as const satisfies Record<string, Row>;
export type TraceCall = keyof typeof TRACE_CALLS;
export const TRACE_CALL_NAMES = Object.keys(TRACE_CALLS) as TraceCall[];

const eventSchema = (call: TraceCall): z.ZodObject => {
  const { needs, may }: Row = TRACE_CALLS[call];
  return z.strictObject({
    pid: TRACE_FIELDS.pid,
    call: z.literal(call),
    ...Object.fromEntries(needs.map((field) => [field, TRACE_FIELDS[field]])),
    ...Object.fromEntries(may.map((field) => [field, TRACE_FIELDS[field].optional()])),
  });
};

/** One line of a trace. */
export const TraceLineSchema = z.union([
  z.strictObject({ schema: z.literal(TRACE_SCHEMA) }),
  ...TRACE_CALL_NAMES.map(eventSchema),
]);
