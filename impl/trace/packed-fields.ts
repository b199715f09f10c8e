import { ERRNO, isErrno } from '../../contract/errno.js';
import { FLAG, KILLED, OTHER_ERRNO, RET_UNKNOWN, WHENCE, type TraceEvent } from '../../contract/trace-event.js';
import { TRACE_FLAGS, WHENCES, type TraceField } from '../../contract/trace.js';

const MOST_SMALL = 2 ** 31 - 1;

/** -0 is one: it packs as 0. */
const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isSmall = (value: unknown): value is number => isCount(value) && value <= MOST_SMALL;

/** A text of hexadecimal pairs as one character for each byte. */
const bytesOf = (hex: string): string => Buffer.from(hex, 'hex').toString('latin1');

/** Sets `e.ret` from the name of an errno. */
export function setErrno(e: TraceEvent, name: string): void {
  if (isErrno(name)) e.ret = -ERRNO[name];
  else {
    e.ret = OTHER_ERRNO;
    e.errno = name;
  }
}

export function flagBits(names: readonly string[]): number {
  let bits = 0;
  for (const name of TRACE_FLAGS) if (names.includes(name)) bits |= FLAG[name];
  return bits;
}

function setRet(e: TraceEvent, value: unknown): boolean {
  if (isCount(value)) e.ret = value === 0 ? 0 : value;
  else if (value === null) e.ret = RET_UNKNOWN;
  else if (typeof value === 'string' && /^E[A-Z0-9]{1,30}$/.test(value)) setErrno(e, value);
  else return false;
  return true;
}

/** For each field: puts a value into an event; false if it is not one that the field can have. */
export const PACK: Record<TraceField, (e: TraceEvent, value: unknown) => boolean> = {
  pid: (e, value) => isSmall(value) && setNumber(e, 'pid', value),
  fd: (e, value) => isSmall(value) && setNumber(e, 'fd', value),
  n: (e, value) => isCount(value) && setNumber(e, 'n', value),
  at: (e, value) => isCount(value) && setNumber(e, 'at', value),
  offset: (e, value) => typeof value === 'number' && Number.isSafeInteger(value) && setNumber(e, 'offset', value),
  whence: (e, value) =>
    WHENCES.some((name) => name === value) && setNumber(e, 'whence', WHENCE[value as (typeof WHENCES)[number]]),
  size: (e, value) => isCount(value) && setNumber(e, 'size', value),
  path: (e, value) => typeof value === 'string' && setText(e, 'path', value),
  newPath: (e, value) => typeof value === 'string' && setText(e, 'newPath', value),
  newFd: (e, value) => isSmall(value) && setNumber(e, 'other', value),
  last: (e, value) => isSmall(value) && setNumber(e, 'other', value),
  flags: (e, value) => isFlags(value) && setNumber(e, 'flags', flagBits(value)),
  child: (e, value) => isSmall(value) && setNumber(e, 'other', value),
  files(e, value) {
    if (typeof value !== 'boolean') return false;
    e.files = value;
    return true;
  },
  thread(e, value) {
    if (typeof value !== 'boolean') return false;
    e.thread = value;
    return true;
  },
  status: (e, value) =>
    value === null ? setNumber(e, 'other', KILLED) : isSmall(value) && value <= 255 && setNumber(e, 'other', value),
  data(e, value) {
    if (typeof value !== 'string' || !/^([0-9a-f]{2})*$/.test(value)) return false;
    if (value !== '') e.data = [{ at: 0, text: bytesOf(value) }];
    return true;
  },
  ret: setRet,
};

const isFlags = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((flag) => typeof flag === 'string' && /^O_[A-Z0-9_]+$/.test(flag));

function setNumber(
  e: TraceEvent,
  field: 'pid' | 'fd' | 'n' | 'at' | 'offset' | 'whence' | 'size' | 'other' | 'flags',
  value: number,
): true {
  e[field] = value === 0 ? 0 : value;
  return true;
}

function setText(e: TraceEvent, field: 'path' | 'newPath', value: string): true {
  e[field] = value;
  return true;
}
