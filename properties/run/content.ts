import { sourceBytes, tagOf, type ContentRange, type Source } from '../../contract/index.js';

const SMALLEST_SECTOR = 512;
/** Two calls that share a tag agree by chance on this many bytes in a row once in 16^8 times. */
const LONGEST_CHANCE = 8;

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
    const length = zeros(bytes, at);
    return length > 0 ? { source: 'hole', length } : { source: 'other', length: 1 };
  }
  if (tag === tagOf('initial')) {
    const length = matching(bytes, at, sourceBytes(seed, 'initial', position, bytes.length - at));
    return length > 0 ? { source: 'initial', length } : { source: 'other', length: 1 };
  }
  const matches: { placed: Placed; length: number }[] = [];
  for (let i = placed.length - 1; i >= 0; i--) {
    const { call, start, length: offered } = placed[i];
    if (tagOf(call) !== tag || position < start || position >= start + offered) continue;
    const length = matchOf(seed, bytes, at, from, placed[i]);
    if (length > 0) matches.push({ placed: placed[i], length });
  }
  if (matches.length === 0) return { source: 'other', length: 1 };
  const longest = matches.reduce((best, match) => (match.length > best.length ? match : best));
  const { call } = longest.placed;
  const rivals = placed.filter((other) => other.call !== call && tagOf(other.call) === tag);
  if (rivals.length === 0) return { source: call, length: longest.length };
  return { source: call, length: endOf(seed, bytes, position, from, placed, rivals, longest.length) };
}

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
  rivals: readonly Placed[],
  length: number,
): number {
  const end = position + length;
  const begins = placed
    .flatMap(({ start, length: offered }) => [start, start + offered])
    .concat(Math.floor((end - 1) / SMALLEST_SECTOR) * SMALLEST_SECTOR)
    .filter((begin) => begin > position && begin < end && end - begin <= LONGEST_CHANCE);
  for (const begin of begins)
    for (const rival of rivals) {
      if (begin < rival.start || begin >= rival.start + rival.length) continue;
      if (matchOf(seed, bytes, begin - from, from, rival) > end - begin) return begin - position;
    }
  return length;
}

/** Bytes from `at` on that are those of this write. */
function matchOf(seed: number, bytes: Uint8Array, at: number, from: number, { call, start, length }: Placed): number {
  const position = from + at;
  const room = Math.min(bytes.length - at, start + length - position);
  return matching(bytes, at, sourceBytes(seed, call, position - start, room));
}

function zeros(bytes: Uint8Array, at: number): number {
  let end = at;
  while (end < bytes.length && bytes[end] === 0) end++;
  return end - at;
}

function matching(bytes: Uint8Array, at: number, expected: Uint8Array): number {
  let length = 0;
  while (length < expected.length && bytes[at + length] === expected[length]) length++;
  return length;
}
