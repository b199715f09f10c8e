import { types } from 'node:util';
import {
  isErrno,
  isRet,
  Misbehaviour,
  preview,
  type Errno,
  type Ret,
  type Stat,
  type WriteReply,
} from '../../contract/index.js';

/** What a target returned, after it was checked: targets are not trusted to return what their types say. */
const invalid = (call: string, value: unknown, expected: string): Misbehaviour =>
  new Misbehaviour('invalid result', `${call} returned ${preview(value)}; expected ${expected}`);

/** Each is read once; none when one of them throws. */
function membersOf<T extends object>(value: object, names: readonly (keyof T)[]): Partial<T> {
  try {
    return Object.fromEntries(names.map((name) => [name, (value as T)[name]])) as Partial<T>;
  } catch {
    return {};
  }
}

export function checkedRet(call: string, value: unknown): Ret {
  if (isRet(value)) return value;
  throw invalid(call, value, 'a count >= 0 or an errno name, e.g. 4096 or "EIO"');
}

export function checkedWrite(call: string, value: unknown): { ret: Ret; signal: 'SIGXFSZ' | null } {
  if (typeof value !== 'object' || value === null) return { ret: checkedRet(call, value), signal: null };
  const { ret, signal } = membersOf<Exclude<WriteReply, Ret>>(value, ['ret', 'signal']);
  if (isRet(ret) && signal === 'SIGXFSZ') return { ret, signal };
  throw invalid(call, value, 'a count, an errno name, or {ret, signal: "SIGXFSZ"}');
}

export function checkedRead(call: string, value: unknown, length: number): Uint8Array | Errno {
  if (isErrno(value)) return value;
  // Not `instanceof`, which a proxy passes: this one does not ask the value.
  const isBytes = types.isUint8Array(value);
  if (isBytes && value.length <= length) return value;
  const got = isBytes ? `${value.length} bytes` : value;
  throw invalid(call, got, `an errno name or a Uint8Array of at most ${length} bytes`);
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isTime = (value: unknown): value is number => Number.isFinite(value);

const STAT = ['size', 'mode', 'mtime', 'ctime', 'capability'] as const;

export function checkedStat(value: unknown): Stat | Errno {
  if (isErrno(value)) return value;
  if (typeof value === 'object' && value !== null) {
    const { size, mode, mtime, ctime, capability } = membersOf<Stat>(value, STAT);
    if (isCount(size) && isCount(mode) && isTime(mtime) && isTime(ctime) && typeof capability === 'boolean')
      return { size, mode: mode % 0o10000, mtime, ctime, capability };
  }
  throw invalid('fstat', value, 'an errno name or {size, mode, mtime, ctime, capability}');
}
