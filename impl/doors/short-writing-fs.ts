import type * as nodeFs from 'node:fs';
import type { Errno, InducibleFault } from '../../contract/index.js';
import { MemoryBytes } from './memory-bytes.js';

/** The part of node's fs that what writes a file needs: callbacks, and synchronous. */
export type LayerFs = Pick<
  typeof nodeFs,
  'open' | 'close' | 'write' | 'writev' | 'fsync' | 'openSync' | 'closeSync' | 'writeSync' | 'writevSync' | 'fsyncSync'
>;

interface Opened {
  readonly append: boolean;
  position: number;
}

/** After so many short transfers of one write call the rest goes through at once. */
const MOST_SHORT = 64;
const ARMED_BY: readonly InducibleFault[] = ['enospcAfter', 'errorAfter'];

/**
 * An fs-like layer over one file in memory, which transfers less than it is asked for, or fails, as it is told. What
 * fails half way leaves whole sectors.
 */
export class ShortWritingFs {
  private readonly opened = new Map<number, Opened>();
  private nextFd = 3;
  /** Bytes that a transfer may have; and how many more may be cut to it. */
  private short = Infinity;
  private cuts = 0;
  /** Bytes that are still taken before `errno`. */
  private left = Infinity;
  private errno: Errno = 'EIO';

  constructor(
    readonly bytes: MemoryBytes,
    private readonly sectorSize: number,
  ) {}

  /** `args` null disarms. */
  induce(kind: InducibleFault, args: { bytes?: number; errno?: Errno } | null): void {
    const after = args ? (args.bytes ?? 0) : Infinity;
    if (kind === 'shortAfter') {
      this.short = Math.max(1, after);
      this.cuts = args ? MOST_SHORT : 0;
    }
    if (!ARMED_BY.includes(kind)) return;
    this.left = after;
    this.errno = kind === 'enospcAfter' ? 'ENOSPC' : (args?.errno ?? 'EIO');
  }

  /** What a stream or sink is given in place of node's fs. */
  readonly fs: LayerFs = this.asNodeFs();

  /** Node's flags as words; a number is not understood. */
  private open(flags: string): number {
    if (flags.startsWith('w')) this.bytes.truncate(0);
    this.opened.set(this.nextFd, { append: flags.startsWith('a'), position: 0 });
    return this.nextFd++;
  }

  private close(fd: number): void {
    if (!this.opened.delete(fd)) throw failure('EBADF', 'close');
  }

  private fsync(fd: number): void {
    if (!this.opened.has(fd)) throw failure('EBADF', 'fsync');
  }

  /** A position that is no number means the descriptor's own. Returns the bytes taken; throws with a code. */
  private write(fd: number, data: Uint8Array, position: unknown): number {
    const file = this.opened.get(fd);
    if (!file) throw failure('EBADF', 'write');
    const positioned = Number.isSafeInteger(position) && !file.append;
    const start = positioned ? (position as number) : file.append ? this.bytes.length : file.position;
    const count = this.taken(start, data.length);
    this.bytes.put(start, data.subarray(0, count));
    if (!positioned) file.position = start + count;
    return count;
  }

  /** How much of a request goes through now. */
  private taken(start: number, length: number): number {
    const wanted = this.cuts > 0 ? Math.min(length, this.short) : length;
    if (this.left === Infinity) {
      if (wanted < length) this.cuts--;
      return wanted;
    }
    if (length <= this.left && wanted === length) {
      this.left -= length;
      return length;
    }
    const room = this.sectorSize - (start % this.sectorSize);
    const most = Math.min(wanted, this.left);
    // Up to the end of a sector, so that an error that follows leaves none torn.
    const whole = most < room ? room : most - ((start + most) % this.sectorSize);
    if (whole > this.left || whole > length) {
      if (length > this.left) throw failure(this.errno, 'write');
      this.left -= length;
      return length;
    }
    this.left -= whole;
    this.cuts--;
    return whole;
  }

  private asNodeFs(): LayerFs {
    const sync = {
      openSync: (_path: unknown, flags: unknown) => this.open(String(flags)),
      closeSync: (fd: number) => {
        this.close(fd);
      },
      fsyncSync: (fd: number) => {
        this.fsync(fd);
      },
      writeSync: (fd: number, data: Uint8Array, offset = 0, length = data.length - offset, position?: unknown) =>
        this.write(fd, data.subarray(offset, offset + length), position),
      writevSync: (fd: number, data: readonly Uint8Array[], position?: unknown) =>
        this.write(fd, Buffer.concat(data), position),
    };
    const fs = {
      ...sync,
      open: later(sync.openSync),
      close: later(sync.closeSync),
      fsync: later(sync.fsyncSync),
      write: later(sync.writeSync),
      writev: later(sync.writevSync),
    };
    return fs as unknown as LayerFs;
  }
}

type Callback = (error: unknown, ...results: unknown[]) => void;

/** The same with a callback at the end, which gets the second argument too, as that of `write` does. */
const later =
  (call: (...args: never[]) => unknown) =>
  (...all: unknown[]): void => {
    const callback = all.at(-1) as Callback;
    const args = all.slice(0, -1);
    process.nextTick(() => {
      let result: unknown;
      try {
        result = call(...(args as never[]));
      } catch (error) {
        callback(error);
        return;
      }
      callback(null, result, args[1]);
    });
  };

const failure = (code: Errno, syscall: string): Error =>
  Object.assign(new Error(`${code}: induced, ${syscall}`), { code, syscall });
