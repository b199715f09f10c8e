import {
  isErrno,
  type Errno,
  type IoSegment,
  type Maybe,
  type OpenFlag,
  type PreparedFile,
  type Ret,
  type Stat,
} from '../../contract/index.js';
import type { LayerFs, ShortWritingFs } from './short-writing-fs.js';

/** What takes bytes in order and tells no counts; what goes wrong is thrown, or rejects. */
export interface Sink {
  write(bytes: Uint8Array): Maybe<unknown>;
  /** Several pieces at once; without it, vectors are not tried. */
  writev?(pieces: readonly Uint8Array[]): Maybe<unknown>;
  close?(): Maybe<unknown>;
}

/** How a sink is to be opened, in the words of `fs.createWriteStream`. */
export interface SinkOptions {
  readonly path: string;
  /** `a` appends; `r+` writes from `start` on. */
  readonly flags: 'r+' | 'a';
  /** Bytes. A descriptor that only writes leaves it out while it is 0, and one that appends leaves it out always. */
  readonly start?: number;
}

export type CreateSink = (fs: LayerFs, options: SinkOptions) => Maybe<Sink>;

interface Slot {
  readonly flags: readonly OpenFlag[];
  /** Where a new sink has to go on; also where reads do. */
  position: number;
  sink: Sink | undefined;
}

/** Where the file of every sink is. */
export const SINK_PATH = '/woe';

/**
 * A file that is written through sinks, one for each descriptor, made with its first write and made anew after an
 * error. Reads, sizes and truncation are the suite's own: they look at what the sinks have left below.
 */
export class SinkFile implements PreparedFile {
  private readonly slots = new Map<number, Slot>();
  private next = 3;

  constructor(
    private readonly below: ShortWritingFs,
    private readonly create: CreateSink,
    private readonly mode: number,
  ) {}

  readonly induce: NonNullable<PreparedFile['induce']> = (kind, args) => {
    this.below.induce(kind, args);
  };

  open(flags: readonly OpenFlag[]): Ret {
    if (flags.includes('O_TRUNC')) this.below.bytes.truncate(0);
    this.slots.set(this.next, { flags, position: 0, sink: undefined });
    return this.next++;
  }

  /** The whole length, or the errno: a sink tells no more. */
  async write(fd: number, segments: readonly IoSegment[]): Promise<Ret> {
    const slot = this.slots.get(fd);
    if (!slot || slot.flags.includes('O_RDONLY')) return 'EBADF';
    const pieces = segments.map(({ bytes }) => Buffer.from(bytes));
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    try {
      slot.sink ??= await this.create(this.below.fs, optionsOf(slot));
      const { sink } = slot;
      await (pieces.length > 1 && sink.writev ? sink.writev(pieces) : sink.write(Buffer.concat(pieces)));
    } catch (error) {
      const { sink } = slot;
      slot.sink = undefined;
      await quietly(sink);
      return errnoOf(error);
    }
    slot.position += length;
    return length;
  }

  read(fd: number, length: number, position: number | null): Uint8Array | Errno {
    const slot = this.slots.get(fd);
    if (!slot || slot.flags.includes('O_WRONLY')) return 'EBADF';
    const bytes = this.below.bytes.read(position ?? slot.position, length);
    if (position === null) slot.position += bytes.length;
    return bytes;
  }

  fstat(fd: number): Stat | Errno {
    if (!this.slots.has(fd)) return 'EBADF';
    return { size: this.below.bytes.length, mode: this.mode, mtime: 0, ctime: 0, capability: false };
  }

  async close(fd: number): Promise<Ret> {
    const slot = this.slots.get(fd);
    if (!slot) return 'EBADF';
    this.slots.delete(fd);
    try {
      await slot.sink?.close?.();
      return 0;
    } catch (error) {
      return errnoOf(error);
    }
  }

  async dispose(): Promise<void> {
    for (const { sink } of this.slots.values()) await quietly(sink);
  }

  /** None of these is asked of a sink. */
  lseek(): Ret {
    return 'ENOSYS';
  }
  ftruncate(): Ret {
    return 'ENOSYS';
  }
  fsync(): Ret {
    return 'ENOSYS';
  }
  fdatasync(): Ret {
    return 'ENOSYS';
  }
}

function optionsOf({ flags, position }: Slot): SinkOptions {
  if (flags.includes('O_APPEND')) return { path: SINK_PATH, flags: 'a' };
  const named = position > 0 || !flags.includes('O_WRONLY');
  return { path: SINK_PATH, flags: 'r+', ...(named && { start: position }) };
}

/** A sink that failed may fail once more when it is closed. */
async function quietly(sink: Sink | undefined): Promise<void> {
  try {
    await sink?.close?.();
  } catch {
    // It was told already.
  }
}

/** The errno of what was thrown. The suite refuses another code as an invalid result. */
function errnoOf(error: unknown): Errno {
  const { code } = error as { code?: unknown };
  if (isErrno(code)) return code;
  if (typeof code === 'string') return code as Errno;
  throw error;
}
