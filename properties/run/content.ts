import { sourceBytes, tagOf, type ContentRange, type Source } from '../../contract/index.js';

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
  for (let i = placed.length - 1; i >= 0; i--) {
    const { call, start, length: offered } = placed[i];
    if (tagOf(call) !== tag || position < start || position >= start + offered) continue;
    const room = Math.min(bytes.length - at, start + offered - position);
    const length = matching(bytes, at, sourceBytes(seed, call, position - start, room));
    if (length > 0) return { source: call, length };
  }
  return { source: 'other', length: 1 };
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
