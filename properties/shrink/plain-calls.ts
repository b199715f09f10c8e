import { isWrite, offered, type Call, type Scenario, type Segment, type WriteCall } from '../../contract/index.js';
import { Believed } from '../generate/believed.js';
import { withAccess } from './descriptors.js';
import { firstThatShows, type Pass } from './pass.js';

/** Calls of a simpler kind: one segment for several, readable ones, no vector, a position for a seek, SEEK_SET. */
export const plainCalls: Pass = function* (start) {
  let best = start;
  for (let i = best.calls.length - 1; i >= 0; i--) {
    const call = best.calls.at(i);
    if (!call) continue;
    best = yield* firstThatShows(best, positioned(best, i));
    if (isWrite(call)) {
      best = yield* firstThatShows(best, replaced(best, i, fewerSegments));
      best = yield* firstThatShows(best, replaced(best, i, readable));
      best = yield* firstThatShows(best, replaced(best, i, withoutVector));
    }
    if (call.call === 'open') best = yield* firstThatShows(best, [changed(best, i, readWrite(call))]);
    if (call.call === 'lseek') best = yield* firstThatShows(best, fromStart(best, i));
  }
};

const changed = (s: Scenario, i: number, call: Call): Scenario => ({ ...s, calls: s.calls.with(i, call) });

function* replaced(s: Scenario, i: number, simpler: (call: WriteCall) => Segment[][] | WriteCall): Generator<Scenario> {
  const call = s.calls.at(i);
  if (!call || !isWrite(call)) return;
  const others = simpler(call);
  if (!Array.isArray(others)) yield changed(s, i, others);
  else for (const segments of others) yield changed(s, i, withoutVector({ ...call, segments }));
}

/** As many bytes in one segment; else one segment less. */
function fewerSegments(call: WriteCall): Segment[][] {
  const { segments } = call;
  if (segments.length < 2) return [];
  const length = offered(call);
  return [[{ length, readable: length }], ...segments.map((_, i) => segments.toSpliced(i, 1))];
}

/** One segment that can't be read to its end becomes one that can, or one of which nothing can. */
const readable = ({ segments }: WriteCall): Segment[][] =>
  segments.flatMap((segment, i) =>
    segment.readable === segment.length
      ? []
      : [segments.with(i, { ...segment, readable: segment.length }), segments.with(i, { ...segment, readable: 0 })],
  );

const SINGLE = { write: 'write', writev: 'write', pwrite: 'pwrite', pwritev: 'pwrite' } as const;

const withoutVector = (call: WriteCall): WriteCall =>
  call.segments.length === 1 ? ({ ...call, call: SINGLE[call.call] } as WriteCall) : call;

const readWrite = (open: Extract<Call, { call: 'open' }>): Call => ({
  ...open,
  flags: withAccess(open.flags, 'O_RDWR'),
});

/** A seek and the call after it on the same descriptor as one call with a position, where the API has such calls. */
function positioned(s: Scenario, i: number): Scenario[] {
  const call = s.calls.at(i);
  const seek = i > 0 ? s.calls.at(i - 1) : undefined;
  if (!call || seek?.call !== 'lseek' || seek.whence !== 'SEEK_SET' || seek.offset < 0) return [];
  if (!('fd' in call) || call.fd !== seek.fd) return [];
  const has = s.level !== 'file' || s.calls.some((other) => isWrite(other) && 'position' in other);
  if (!has || !(call.call === 'write' || call.call === 'writev' || call.call === 'read')) return [];
  const placed = { ...call, call: `p${call.call}`, position: seek.offset } as Call;
  return [{ ...s, calls: s.calls.toSpliced(i - 1, 2, placed) }];
}

/** The same place, told from the start of the file. */
function fromStart(s: Scenario, i: number): Scenario[] {
  const seek = s.calls.at(i);
  if (seek?.call !== 'lseek') return [];
  if (seek.offset < 0 && seek.whence === 'SEEK_SET') return [changed(s, i, { ...seek, offset: -1 })];
  if (seek.whence === 'SEEK_SET') return [];
  const believed = new Believed(s);
  for (const call of s.calls.slice(0, i + 1)) believed.apply(call);
  const offset = believed.slots.get(seek.fd)?.offset ?? 0;
  return [changed(s, i, { ...seek, whence: 'SEEK_SET', offset })];
}
