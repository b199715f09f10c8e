import { sourceBytes, tagOf, type ContentRange, type Source } from '../../contract/index.js';

const SMALLEST_SECTOR = 512;
/** Two calls that share a tag agree by chance on this many bytes in a row once in 16^8 times. */
const LONGEST_CHANCE = 8;

/** Bytes that are compared at a time. */
const PIECE = 4096;
const ZEROS = new Uint8Array(PIECE);

/** Where the bytes of a write call went: byte x of the file is byte x - start of what the call offers. */
export interface Placed {
  readonly call: number;
  readonly start: number;
  readonly length: number;
}

/** Names the source of each byte that a read returned; `placed` in the order of the calls. */
export function describeContent(
  seed: number,
  bytes: Uint8Array,
  from: number,
  placed: readonly Placed[],
): ContentRange[] {
  const ranges: ContentRange[] = [];
  for (let done = 0; done < bytes.length;) {
    const { source, length } = runAt(seed, bytes, done, from, placed);
    const last = ranges.at(-1);
    if (last?.source === source) last.to += length;
    else ranges.push({ from: from + done, to: from + done + length, source });
    done += length;
  }
  return ranges;
}

/** The source of the byte at `at`, and for how many bytes it goes on. */
function runAt(
  seed: number,
  bytes: Uint8Array,
  at: number,
  from: number,
  placed: readonly Placed[],
): { source: Source; length: number } {
  const tag = bytes[at] >> 4;
  const position = from + at;
  if (tag === tagOf('hole')) {
    const length = matching(seed, 'hole', 0, bytes, at, bytes.length - at);
    return length > 0 ? { source: 'hole', length } : { source: 'other', length: 1 };
  }
  if (tag === tagOf('initial')) {
    const length = matching(seed, 'initial', position, bytes, at, bytes.length - at);
    return length > 0 ? { source: 'initial', length } : { source: 'other', length: 1 };
  }
  let found: Placed | undefined;
  let longest = 0;
  for (let i = placed.length - 1; i >= 0; i--) {
    if (tagOf(placed[i].call) !== tag || !covers(placed[i], position)) continue;
    const length = matchOf(seed, bytes, at, from, placed[i]);
    if (length > longest) [found, longest] = [placed[i], length];
  }
  if (!found) return { source: 'other', length: 1 };
  return { source: found.call, length: endOf(seed, bytes, position, from, placed, found, longest) };
}

const covers = ({ start, length }: Placed, position: number): boolean => position >= start && position < start + length;

/**
 * Where the run at `position` truly ends. Calls whose numbers differ by a multiple of DISTINCT_CALLS share the tag, and
 * one byte in 16: a run may seem to go on for a few bytes where a rival's has begun. Runs begin at sectors, and where a
 * write begins or another ends.
 */
function endOf(
  seed: number,
  bytes: Uint8Array,
  position: number,
  from: number,
  placed: readonly Placed[],
  { call }: Placed,
  length: number,
): number {
  const end = position + length;
  const rivalFrom = (begin: number): boolean =>
    begin > position &&
    begin < end &&
    end - begin <= LONGEST_CHANCE &&
    placed.some(
      (rival) =>
        rival.call !== call &&
        tagOf(rival.call) === tagOf(call) &&
        covers(rival, begin) &&
        matchOf(seed, bytes, begin - from, from, rival) > end - begin,
    );
  for (const { start, length: offered } of placed) {
    if (rivalFrom(start)) return start - position;
    if (rivalFrom(start + offered)) return start + offered - position;
  }
  const lastSector = Math.floor((end - 1) / SMALLEST_SECTOR) * SMALLEST_SECTOR;
  return rivalFrom(lastSector) ? lastSector - position : length;
}

/** Bytes from `at` on that are those of this write. */
function matchOf(seed: number, bytes: Uint8Array, at: number, from: number, { call, start, length }: Placed): number {
  const position = from + at;
  return matching(seed, call, position - start, bytes, at, Math.min(bytes.length - at, start + length - position));
}

/** How many of the `room` bytes at `at` are those that the source offers from its byte `offered` on. */
function matching(
  seed: number,
  source: 'initial' | 'hole' | number,
  offered: number,
  bytes: Uint8Array,
  at: number,
  room: number,
): number {
  for (let done = 0; done < room; done += PIECE) {
    const length = Math.min(PIECE, room - done);
    const expected = source === 'hole' ? ZEROS.subarray(0, length) : sourceBytes(seed, source, offered + done, length);
    const got = bytes.subarray(at + done, at + done + length);
    if (Buffer.compare(expected, got) !== 0) return done + firstDifference(expected, got);
  }
  return room;
}

/** Of two pieces of one length that differ. Halves what is left to look at until a loop is the faster way. */
function firstDifference(a: Uint8Array, b: Uint8Array): number {
  let [from, to] = [0, a.length];
  while (to - from > 64) {
    const middle = (from + to) >> 1;
    if (Buffer.compare(a.subarray(from, middle), b.subarray(from, middle)) === 0) from = middle;
    else to = middle;
  }
  while (a[from] === b[from]) from++;
  return from;
}
