import type { Part } from './parts.js';

/** Functions of the Node script, callees before callers; only those that a script uses are in it. */
export const NODE_PARTS: readonly Part[] = [
  {
    name: 'mixed',
    text: String.raw`function mixed(value) {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}`,
  },
  {
    name: 'byteOf',
    text: String.raw`/** Byte i that a source offers: 'hole' (zeros), the 'initial' bytes of the file, or call k. Its high half tells them apart. */
function byteOf(source, i) {
  if (source === 'hole') return 0;
  const tag = source === 'initial' ? 1 : 2 + (source % 14);
  const salt = source === 'initial' ? 0x51ed27 : source + 1;
  const phase = mixed(SEED ^ Math.imul(salt, 0x9e3779b1)) % 65536;
  return (tag << 4) | (mixed((phase + i) % 65536) & 15);
}`,
  },
  {
    name: 'bytes',
    text: String.raw`const bytes = (source, from, length) => Buffer.from(Uint8Array.from({ length }, (_, i) => byteOf(source, from + i)));`,
  },
  {
    name: 'attempt',
    text: String.raw`/** What a call returned, or the code of what it threw. */
function attempt(call) {
  try {
    return call() ?? 0;
  } catch (error) {
    return typeof error?.code === 'string' ? error.code : 'throws ' + error;
  }
}`,
  },
  {
    name: 'fail',
    text: String.raw`function fail(meaning, call, what, got, allowed) {
  throw new Outcome(
    meaning,
    meaning === DEVIATES
      ? 'deviates: call ' + call + ', ' + CALLS[call] + ': ' + what + ' is ' + got + '; allowed are only: ' + allowed
      : "can't tell: call " + call + ', ' + CALLS[call] + ': ' + what + ' is ' + got + ', but in the counterexample ' + allowed,
  );
}`,
  },
  {
    name: 'oneOf',
    text: String.raw`/** allowed: [low, high] for counts, names for errors. */
function oneOf(meaning, call, what, got, words, allowed) {
  const fits = (one) => (typeof one === 'string' ? got === one : Number.isSafeInteger(got) && got >= one[0] && got <= one[1]);
  if (!allowed.some(fits)) fail(meaning, call, what, what === 'mode' ? '0' + got.toString(8) : String(got), words);
}`,
  },
  {
    name: 'between',
    text: String.raw`function between(meaning, call, what, got, low, high) {
  if (!(got >= low && got <= high)) fail(meaning, call, what, String(got), low === high ? String(low) : low + ' to ' + high);
}`,
  },
  {
    name: 'sizeOf',
    text: String.raw`const sizeOf = (number) => Number(fs.fstatSync(number).size);`,
  },
  {
    name: 'modeOf',
    text: String.raw`const modeOf = (number) => Number(fs.fstatSync(number).mode) % 0o10000;`,
  },
  {
    name: 'timesOf',
    text: String.raw`function timesOf(number) {
  const { mtimeMs, ctimeMs } = fs.fstatSync(number);
  return { mtime: Number(mtimeMs), ctime: Number(ctimeMs) };
}`,
  },
  {
    name: 'unmoved',
    text: String.raw`function unmoved(meaning, call, before, after) {
  for (const time of ['mtime', 'ctime']) if (before[time] !== after[time]) fail(meaning, call, time, 'moved', 'not moved');
}`,
  },
  {
    name: 'settle',
    text: String.raw`/** The clock of file times is coarse: wait until it has surely moved. */
const settle = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);`,
  },
  {
    name: 'nameOf',
    text: String.raw`const nameOf = ({ source }) => ({ hole: 'zeros', initial: 'the initial bytes' })[source] ?? 'the bytes of call ' + source;`,
  },
  {
    name: 'eachFrom',
    text: String.raw`/** Each byte of [from, to) of the file that was read comes from one of the origins. */
function eachFrom(meaning, call, read, position, from, to, origins) {
  for (let at = Math.max(from, position); at < to && at < position + read.length; at++) {
    const byte = read[at - position];
    if (!origins.some(({ source, start }) => byte === byteOf(source, at - start)))
      fail(meaning, call, 'byte ' + at, '0x' + byte.toString(16).padStart(2, '0'), origins.map(nameOf).join(' or '));
  }
}`,
  },
  {
    name: 'allFrom',
    text: String.raw`/** All bytes of [from, to) that were read come from the same one of the origins. */
function allFrom(meaning, call, read, position, from, to, origins) {
  const holds = ({ source, start }) => {
    for (let at = Math.max(from, position); at < to && at < position + read.length; at++)
      if (read[at - position] !== byteOf(source, at - start)) return false;
    return true;
  };
  if (!origins.some(holds)) fail(meaning, call, 'a sector', 'torn', 'all old or all new');
}`,
  },
  {
    name: 'contentOf',
    text: String.raw`function contentOf(number, size) {
  const content = Buffer.alloc(size);
  let done = 0;
  while (done < size) {
    const count = fs.readSync(number, content, done, size - done, done);
    if (count <= 0) break;
    done += count;
  }
  return content.subarray(0, done);
}`,
  },
  {
    name: 'offsetByReading',
    text: String.raw`/** Where a descriptor stands, without lseek: bytes from there to an end far away. Last, for it changes the file. */
function offsetByReading(number, far) {
  const other = fs.openSync(path, 'r+');
  fs.ftruncateSync(other, far);
  fs.closeSync(other);
  const room = Buffer.alloc(1 << 16);
  let left = 0;
  for (let count = 1; count > 0; left += count) count = fs.readSync(number, room, 0, room.length, null);
  return far - left;
}`,
  },
  {
    name: 'offsetByWriting',
    text: String.raw`/** Where a descriptor stands, without lseek or reading: where a byte that is nowhere else in the file lands. */
function offsetByWriting(number) {
  const other = fs.openSync(path, 'r+');
  const before = contentOf(other, sizeOf(other));
  const marker = Array.from({ length: 256 }, (_, byte) => 255 - byte).find((byte) => !before.includes(byte));
  if (marker === undefined) throw new Outcome(DIFFERS, 'could not run: every byte value is in the file');
  fs.writeSync(number, Buffer.of(marker), 0, 1, null);
  const after = contentOf(other, sizeOf(other));
  fs.closeSync(other);
  return after.indexOf(marker);
}`,
  },
];
