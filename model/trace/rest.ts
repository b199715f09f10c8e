import type { TextRun } from '../../contract/trace-event.js';
import type { Description } from './description.js';
import type { TracePlace } from './finding.js';
import type { Inode } from './inode.js';
import type { Process } from './tasks.js';

/** What a short write left to be written: bytes [done, n) of what it offered. */
export interface Rest {
  readonly short: TracePlace;
  readonly pid: number;
  readonly fd: number;
  readonly process: Process;
  readonly description: Description;
  readonly inode: Inode;
  readonly append: boolean;
  /** Bytes that the short write offered. */
  readonly n: number;
  /** Bytes of them that are written. */
  done: number;
  /** What it was seen to offer; positions count from its first byte. */
  readonly text: readonly TextRun[];
  /** Where its first byte went; counted as the description's offset was when `epoch` was its epoch, unless `known`. */
  start: number;
  known: boolean;
  epoch: number;
  /** The same thread wrote what follows the full request. */
  wentOn: TracePlace | null;
  /** No descriptor of its process leads to the file any more. */
  closed: TracePlace | null;
}

export interface Comparison {
  /** Bytes of the rest that both texts show. */
  readonly compared: number;
  readonly differ: boolean;
}

/**
 * Compares what two writes were seen to offer where they meet: byte i of `later` stands at i + shift of `earlier`. Only
 * bytes before `to` of `earlier` count.
 */
export function compareText(
  earlier: readonly TextRun[],
  later: readonly TextRun[],
  shift: number,
  to: number,
): Comparison {
  let compared = 0;
  for (const a of earlier)
    for (const b of later) {
      const begin = Math.max(a.at, b.at + shift);
      const end = Math.min(a.at + a.text.length, b.at + shift + b.text.length, to);
      for (let i = begin; i < end; i++) {
        compared++;
        if (a.text.charCodeAt(i - a.at) !== b.text.charCodeAt(i - shift - b.at)) return { compared, differ: true };
      }
    }
  return { compared, differ: false };
}

/** How a write by someone stands to a rest. */
export type Meeting =
  /** It writes the rest, or a part from its start on. */
  | { readonly as: 'retry'; readonly exact: boolean }
  /** It writes other bytes where the rest belongs. */
  | { readonly as: 'other bytes' }
  /** It goes on after the full request. */
  | { readonly as: 'goes on' }
  /** It has to do with the rest, but in which way can't be told. */
  | { readonly as: 'unclear'; readonly reason: string }
  | { readonly as: 'apart' };

const APART: Meeting = { as: 'apart' };
const unclear = (reason: string): Meeting => ({ as: 'unclear', reason });

/** `at`: where the write begins, counted from the first byte of the short write; NaN = unknown. `n`: its length. */
export function meet(rest: Rest, at: number, n: number, text: readonly TextRun[]): Meeting {
  if (Number.isNaN(at)) return unclear('the place of a later write is not known');
  if (n < 0) return unclear('not all segments of a later write are shown');
  if (at >= rest.n) return at === rest.n ? { as: 'goes on' } : APART;
  if (at + n <= rest.done) return APART;
  if (at > rest.done) return unclear('a later write begins inside the rest');
  const end = Math.min(at + n, rest.n);
  const { compared, differ } = compareText(rest.text, text, at, end);
  if (at < rest.done) {
    // It begins before the rest: a second try of the whole, or a new version of these bytes.
    if (differ) return unclear('a later write replaced the bytes before the rest, too');
    if (at + n === rest.n) return { as: 'retry', exact: true };
    return unclear('a later write begins before the rest and ends elsewhere');
  }
  if (differ) return { as: 'other bytes' };
  if (at + n === rest.n) return { as: 'retry', exact: true };
  if (compared === end - rest.done) return { as: 'retry', exact: false };
  return unclear(
    'the next write has another length than the rest, and the recording shows too few bytes to compare (strace -s)',
  );
}
