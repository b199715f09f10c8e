import { TRACE_CALL_NAMES, TRACE_FLAGS, WHENCES, type TraceCall } from './trace.js';

/** Bytes that a write was seen to offer: `text` holds one character for each byte, `at` counts from the write's first. */
export interface TextRun {
  readonly at: number;
  readonly text: string;
}

/** A number for each call, flag and whence: what the hot loop compares. */
export const CALL = Object.freeze(Object.fromEntries(TRACE_CALL_NAMES.map((name, i) => [name, i]))) as Readonly<
  Record<TraceCall, number>
>;
export const FLAG = Object.freeze(Object.fromEntries(TRACE_FLAGS.map((name, i) => [name, 2 ** i]))) as Readonly<
  Record<(typeof TRACE_FLAGS)[number], number>
>;
export const WHENCE = Object.freeze(Object.fromEntries(WHENCES.map((name, i) => [name, i]))) as Readonly<
  Record<(typeof WHENCES)[number], number>
>;

export const NO_TEXT: readonly TextRun[] = [];

/** `ret` of a call whose result nobody knows. */
export const RET_UNKNOWN = -10_000;
/** `ret` of a call that failed with an errno that is not in the contract's table; its name is in `errno`. */
export const OTHER_ERRNO = -9_999;
/** `n` of a write whose segments were not all shown. */
export const LENGTH_UNKNOWN = -1;
/** `at` of a positioned write whose place nobody knows, as with RWF_APPEND. */
export const PLACE_UNKNOWN = -1;
/** `other` when there is none. */
export const NO_OTHER = -1;
/** `status` of what a signal ended. */
export const KILLED = -1;

/**
 * One event, packed and reused: a reader of traces fills it, the judge looks at it and keeps nothing of it but numbers
 * and strings. Only the fields that its call has (`TRACE_CALLS`) mean anything.
 */
export class TraceEvent {
  call = 0;
  pid = 0;
  fd = 0;
  n = 0;
  at = 0;
  /** A count, a descriptor, an offset; a negated errno; RET_UNKNOWN. */
  ret = 0;
  offset = 0;
  whence = 0;
  size = 0;
  flags = 0;
  /** newFd, last, child or status. */
  other = 0;
  files = false;
  thread = false;
  /** The tracer made the result up (`strace -e inject`): the program saw it, the file did not. */
  injected = false;
  /** Path of the file, as far as it is known; else empty. */
  path = '';
  newPath = '';
  /** Name of the errno when `ret` is OTHER_ERRNO. */
  errno = '';
  data: readonly TextRun[] = NO_TEXT;
  /** Line of the trace, from 1. */
  line = 0;
}
