import { Random } from '../checked/random.js';

const FILES = 4;
const LONGEST = 8192;
/** Bytes of a file after which the program begins it anew. */
const MOST_SIZE = 1 << 20;

/**
 * A trace as `woe.trace/1` of a program that copes with short writes: it writes, now and then gets less than it asked
 * for, goes on with the rest, looks at the size and the offset. Conforming throughout.
 */
export function tracedProgram(events: number, seed = 1): Buffer {
  const random = new Random(seed);
  const lines = ['{"schema":"woe.trace/1"}'];
  const say = (fields: Record<string, unknown>): void => {
    lines.push(JSON.stringify({ pid: 1, ...fields }));
  };
  const sizes: number[] = [];
  const open = (file: number): void => {
    sizes[file] = 0;
    const flags = ['O_RDWR', 'O_CREAT', 'O_TRUNC'];
    say({ call: 'open', path: `/tmp/file-${file}`, flags, ret: 3 + file });
  };
  for (let file = 0; file < FILES; file++) open(file);
  while (lines.length <= events) {
    const file = random.below(FILES);
    const fd = 3 + file;
    if (sizes[file] > MOST_SIZE) {
      say({ call: 'close', fd, ret: 0 });
      open(file);
      continue;
    }
    const asked = 1 + random.below(LONGEST);
    // One in eight is cut short; the rest follows at once.
    for (let left = asked; left > 0;) {
      const ret = left > 1 && random.once(8) ? 1 + random.below(left - 1) : left;
      say({ call: 'write', fd, n: left, ret });
      sizes[file] += ret;
      left -= ret;
    }
    if (random.once(4)) say({ call: 'fstat', fd, size: sizes[file], ret: 0 });
    if (random.once(4)) say({ call: 'lseek', fd, offset: 0, whence: 'SEEK_CUR', ret: sizes[file] });
    if (random.once(16)) say({ call: 'pwrite', fd, n: 10, at: 0, ret: sizes[file] >= 10 ? 10 : 0 });
  }
  return Buffer.from(`${lines.join('\n')}\n`);
}

/** Events of a trace: its lines without the first. */
export const eventsIn = (trace: Buffer): number => trace.toString('latin1').split('\n').length - 2;
