import { isErrno, toSigned, type CallObservation, type Deviation, type Difference } from '../../contract/index.js';
import { sourceNamed } from '../explain/allowed-content.js';
import type { Source } from '../../contract/index.js';

/** The numbers that a difference allows, errnos negative; undefined when one of them is no number of this observable. */
export function numbersIn({ allowed }: Difference): number[] | undefined {
  const values = allowed.map((text) => (/^\d{1,16}$/.test(text) ? Number(text) : isErrno(text) ? toSigned(text) : NaN));
  return values.every(Number.isSafeInteger) ? values : undefined;
}

/** `mode 0644` as bits. */
export function modesIn({ allowed }: Difference): number[] | undefined {
  const values = allowed.map((text) => parseInt(/^mode 0([0-7]{1,5})$/.exec(text)?.[1] ?? '', 8));
  return values.every(Number.isSafeInteger) ? values : undefined;
}

/** Whether the call must raise SIGXFSZ; undefined when the difference is not about that. */
export function signalIn({ allowed }: Difference): boolean | undefined {
  if (allowed[0] === 'SIGXFSZ') return true;
  return allowed[0] === 'no signal' ? false : undefined;
}

/** The call has no effect, so that neither time may move. Other causes hang on a clock that only the suite has. */
export const keepsTimes = ({ allowed, because }: Difference): boolean =>
  allowed.length === 1 &&
  allowed[0] === 'mtime not moved, ctime not moved' &&
  because[0] === 'the call has no effect on the inode';

/** `the bytes of call 1 in [0, 512)`, all of one range. */
export function rangeIn({ allowed }: Difference): { from: number; to: number; sources: Source[] } | undefined {
  const [, from, to] = / in \[(\d+), (\d+|Infinity)\)$/.exec(allowed[0]) ?? [];
  if (from === undefined) return undefined;
  const tail = ` in [${from}, ${to})`;
  const sources = allowed.flatMap((text) => (text.endsWith(tail) ? sourceNamed(text.slice(0, -tail.length)) : []));
  return sources.length === allowed.length ? { from: Number(from), to: Number(to), sources } : undefined;
}

/** `sector 3 all old or all new`. */
export function tornSectorIn({ allowed }: Difference): number | undefined {
  const [, sector] = /^sector (\d{1,15}) all old or all new$/.exec(allowed[0]) ?? [];
  return sector === undefined ? undefined : Number(sector);
}

/** The first difference of the call's own return value: a step trace names what functions within it return. */
export const returnDifference = ({ differences }: Deviation, seen: CallObservation): Difference | undefined =>
  differences.find(
    (one) => one.observable === 'return' && one.got === String(seen.ret) && numbersIn(one) !== undefined,
  );
