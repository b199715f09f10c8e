import { preview } from '../../../contract/parse.js';
import { CALL, KILLED, RET_UNKNOWN, type TraceEvent } from '../../../contract/trace-event.js';
import type { Read } from '../ndjson.js';
import { setErrno } from '../packed-fields.js';
import { argumentsOf } from './arguments.js';
import { headOf } from './head.js';
import { cleared, SYSCALLS } from './syscalls.js';
import { descriptorIn, integerIn } from './values.js';

/** Beginnings of unfinished calls that are kept: how many, and the characters of one. */
const MOST_UNFINISHED = 1024;
const MOST_CHARACTERS = 1 << 16;

/** Calls during which another may end on the same file: their beginning is an event of its own. */
const OVERLAPPING = new Set([
  CALL.write,
  CALL.pwrite,
  CALL.read,
  CALL.pread,
  CALL.lseek,
  CALL.ftruncate,
  CALL.fstat,
  CALL.fsync,
  CALL.fdatasync,
  CALL.setFlags,
  CALL.opaque,
]);

const RESUMED = /^<\.\.\. ([a-z_0-9]+) resumed>/;
const CALLED = /^([a-z_][a-z_0-9]*)\(/;
const UNFINISHED = '<unfinished ...>';
const EXITED = /^\+\+\+ exited with (\d+) \+\+\+/;
const KILLED_BY = '+++ killed by ';
/** Signals, stops and what strace says itself. */
const PASSED_OVER = /^(--- |\+\+\+ |strace: |> |<detached \.\.\.>)/;

const TOO_LONG = 'it resumes a call whose beginning is not in the trace, or too long';

/** Reads strace's lines; remembers the beginnings of unfinished calls. */
export class StraceReader {
  private readonly unfinished = new Map<number, string>();
  private readonly head = { pid: 0, from: 0 };

  read(line: string, e: TraceEvent): Read {
    const { pid, from } = headOf(line, this.head);
    const text = from === 0 ? line : line.slice(from);
    cleared(e);
    e.pid = pid;
    const name = CALLED.exec(text)?.[1];
    if (name !== undefined) return this.called(name, text, e);
    const resumed = RESUMED.exec(text);
    if (resumed) return this.resumed(resumed[1], text.slice(resumed[0].length), e);
    return ended(text, e);
  }

  private called(name: string, text: string, e: TraceEvent): Read {
    const isUnfinished = text.endsWith(UNFINISHED);
    if (!SYSCALLS.has(name)) return isUnfinished || / = |\)$/.test(text) ? 'passed over' : notStrace(text);
    if (isUnfinished) return this.began(name, text.slice(0, -UNFINISHED.length).trimEnd(), e);
    return complete(name, text, e);
  }

  private began(name: string, text: string, e: TraceEvent): Read {
    this.unfinished.delete(e.pid);
    if (text.length > MOST_CHARACTERS) return 'passed over';
    if (this.unfinished.size >= MOST_UNFINISHED) this.unfinished.clear();
    this.unfinished.set(e.pid, text);
    const fill = SYSCALLS.get(name);
    e.call = -1;
    fill?.(argumentsOf(text, name.length + 1).list, e);
    if (e.call === CALL.fork) e.call = CALL.beginFork;
    else if (OVERLAPPING.has(e.call)) e.call = CALL.begin;
    else return 'passed over';
    return 'event';
  }

  private resumed(name: string, rest: string, e: TraceEvent): Read {
    if (!SYSCALLS.has(name)) return 'passed over';
    const begun = this.unfinished.get(e.pid);
    this.unfinished.delete(e.pid);
    if (begun?.startsWith(`${name}(`) !== true) return { unknown: TOO_LONG };
    // `<... write resumed> <unfinished ...>) = ?`: killed inside.
    return complete(name, begun + rest.replace(/^\s*<unfinished \.\.\.>/, ''), e);
  }
}

/** `write(3</tmp/x>, "abc", 3) = 3` */
function complete(name: string, text: string, e: TraceEvent): Read {
  const { list, end } = argumentsOf(text, name.length + 1);
  const result = end < 0 ? null : /^\s*= (.*)$/s.exec(text.slice(end));
  if (!result) return { unknown: `${name} without a result: ${preview(text.slice(-60))}` };
  if (!setResult(result[1], e)) return { unknown: `${name}: expected a result, got ${preview(result[1])}` };
  if (SYSCALLS.get(name)?.(list, e) !== true) return 'passed over';
  if (e.call === CALL.fork) e.other = e.ret;
  if (e.call === CALL.exec && e.ret !== 0) return 'passed over';
  if (e.call === CALL.open) withShownPath(result[1], e);
  return 'event';
}

/** `4096`, `3</tmp/x>`, `-1 EIO (Input/output error)`, `?`, `? ERESTARTSYS (To be restarted ...)`. */
function setResult(text: string, e: TraceEvent): boolean {
  e.injected = text.includes('(INJECTED)');
  const [, number, rest] = /^(-?\d{1,19}|\?)(.*)$/s.exec(text) ?? [];
  if (number === undefined) return /^0x[0-9a-f]+/.test(text) && setUnknown(e);
  if (number === '?') {
    // Interrupted before it did anything; the kernel starts it again.
    if (rest.startsWith(' ERESTART')) setErrno(e, 'EINTR');
    else setUnknown(e);
    return true;
  }
  const value = integerIn(number);
  if (value === undefined) return false;
  if (value >= 0) e.ret = value;
  else setErrno(e, /^ (E[A-Z0-9]+)/.exec(rest)?.[1] ?? 'EUNKNOWN');
  return true;
}

function setUnknown(e: TraceEvent): true {
  e.ret = RET_UNKNOWN;
  return true;
}

/** What -y shows of the new descriptor is the whole path, where `open` may have been given a relative one. */
function withShownPath(result: string, e: TraceEvent): void {
  const text = result.replace(/ <\d+\.\d+>$/, '').replace(/ \(INJECTED\)$/, '');
  const shown = descriptorIn(text)?.path;
  if (shown !== undefined && shown !== '') e.path = shown;
}

function ended(text: string, e: TraceEvent): Read {
  const exited = EXITED.exec(text);
  if (exited || text.startsWith(KILLED_BY)) {
    e.call = CALL.exit;
    e.other = exited ? Number(exited[1]) & 255 : KILLED;
    return 'event';
  }
  return PASSED_OVER.test(text) ? 'passed over' : notStrace(text);
}

const notStrace = (text: string): Read => ({ unknown: `expected a line of strace or JSON, got ${preview(text)}` });
