import { CALL, NO_TEXT, WHENCE, type TraceEvent } from '../../contract/trace-event.js';

/**
 * A scanner for the calls that make up nearly all of a trace, in canonical form: keys in the order of `TRACE_CALLS`, no
 * spaces, numbers of at most 15 digits, a count as the result. Anything else is left to JSON.parse, so that the scanner
 * decides nothing: where it answers, it answers the same (`scanner.test.ts`).
 */

const NEWLINE = 0x0a;
const MINUS = 0x2d;
const ZERO = 0x30;
const BRACE = 0x7d;
const MOST_DIGITS = 15;
const MOST_SMALL = 2 ** 31 - 1;

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

const PID = bytes('{"pid":');
const CALL_KEY = bytes(',"call":"');
const N = bytes(',"n":');
const AT = bytes(',"at":');
const RET = bytes(',"ret":');
const SIZE = bytes(',"size":');
const OFFSET = bytes(',"offset":');
const WHENCE_KEY = bytes(',"whence":"SEEK_');

/** What a call has between its descriptor and its result. */
type Middle = 'nothing' | 'n' | 'n at' | 'size' | 'offset whence';

interface Row {
  readonly call: number;
  readonly literal: Uint8Array;
  readonly middle: Middle;
}

const row = (name: keyof typeof CALL, middle: Middle): Row => ({
  call: CALL[name],
  literal: bytes(`,"call":"${name}","fd":`),
  middle,
});

/** By the first byte of the call's name. */
const ROWS: readonly (readonly Row[] | undefined)[] = (() => {
  const table: Row[][] = [];
  for (const each of [
    row('write', 'n'),
    row('pwrite', 'n at'),
    row('read', 'n'),
    row('pread', 'n at'),
    row('lseek', 'offset whence'),
    row('fsync', 'nothing'),
    row('fdatasync', 'nothing'),
    row('fstat', 'size'),
    row('ftruncate', 'size'),
    row('close', 'nothing'),
  ])
    (table[each.literal[CALL_KEY.length]] ??= []).push(each);
  return table;
})();

/** What `number` read last. */
let value = 0;

/** Position after `literal`, -1 if something else stands there. */
function after(line: Uint8Array, at: number, literal: Uint8Array): number {
  for (let i = 0; i < literal.length; i++) if (line[at + i] !== literal[i]) return -1;
  return at + literal.length;
}

/** Position after the digits of a number as JSON writes it, which is then in `value`; -1 if there is none, or a long one. */
function number(line: Uint8Array, from: number): number {
  let at = from;
  let digit = line[at] - ZERO;
  let sum = 0;
  while (digit >= 0 && digit <= 9) {
    sum = sum * 10 + digit;
    digit = line[++at] - ZERO;
  }
  const length = at - from;
  if (length === 0 || length > MOST_DIGITS || (length > 1 && line[from] === ZERO)) return -1;
  value = sum;
  return at;
}

function numberAfter(line: Uint8Array, at: number, literal: Uint8Array): number {
  const from = after(line, at, literal);
  return from < 0 ? -1 : number(line, from);
}

/**
 * Reads the line that begins at `from` into `e`. Returns the position after its newline, -1 if the line is not in
 * canonical form; then `e` holds nothing of use. A newline has to come at some place from `from` on.
 */
export function scanLine(line: Uint8Array, from: number, e: TraceEvent): number {
  let at = numberAfter(line, from, PID);
  if (at < 0 || value > MOST_SMALL) return -1;
  e.pid = value;
  const rows = ROWS[line[at + CALL_KEY.length]];
  if (rows === undefined) return -1;
  let next = -1;
  let found = rows[0];
  for (let i = 0; i < rows.length && next < 0; i++) {
    found = rows[i];
    next = after(line, at, found.literal);
  }
  if (next < 0) return -1;
  at = number(line, next);
  if (at < 0 || value > MOST_SMALL) return -1;
  e.fd = value;
  at = middleOf(line, at, found.middle, e);
  if (at < 0) return -1;
  at = numberAfter(line, at, RET);
  if (at < 0 || line[at] !== BRACE || line[at + 1] !== NEWLINE) return -1;
  e.ret = value;
  e.call = found.call;
  e.path = '';
  e.data = NO_TEXT;
  e.injected = false;
  return at + 2;
}

function middleOf(line: Uint8Array, from: number, middle: Middle, e: TraceEvent): number {
  let at = from;
  if (middle === 'n' || middle === 'n at') {
    at = numberAfter(line, at, N);
    e.n = value;
    if (at < 0 || middle === 'n') return at;
    at = numberAfter(line, at, AT);
    e.at = value;
    return at;
  }
  if (middle === 'nothing') return at;
  if (middle === 'size') {
    at = numberAfter(line, at, SIZE);
    e.size = value;
    return at;
  }
  return seekOf(line, at, e);
}

function seekOf(line: Uint8Array, from: number, e: TraceEvent): number {
  let at = after(line, from, OFFSET);
  if (at < 0) return -1;
  const negative = line[at] === MINUS;
  at = number(line, negative ? at + 1 : at);
  if (at < 0 || (negative && value === 0)) return -1;
  e.offset = negative ? -value : value;
  at = after(line, at, WHENCE_KEY);
  if (at < 0) return -1;
  for (const { word, whence } of WHENCE_WORDS) {
    const end = after(line, at, word);
    if (end < 0) continue;
    e.whence = whence;
    return end;
  }
  return -1;
}

const WHENCE_WORDS = [
  { word: bytes('CUR"'), whence: WHENCE.SEEK_CUR },
  { word: bytes('SET"'), whence: WHENCE.SEEK_SET },
  { word: bytes('END"'), whence: WHENCE.SEEK_END },
] as const;
