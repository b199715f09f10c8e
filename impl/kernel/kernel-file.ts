import type {
  Errno,
  InducibleFault,
  IoSegment,
  OpenFlag,
  PreparedFile,
  Ret,
  Stat,
  WriteReply,
} from '../../contract/index.js';
import type { Talk } from './child-process.js';
import type { CallReply, Look, WriterRequest } from './messages.js';

/** The calls on a file of the writer's. Each answer brings along what the suite asks for next: fstat and the offset. */
export class KernelFile implements PreparedFile {
  private seen: { readonly fd: number; readonly look: Look } | undefined;

  constructor(
    private readonly writer: Talk,
    /** Full filesystems can be asked for. */
    private readonly mayFill: boolean,
  ) {}

  async open(flags: readonly OpenFlag[]): Promise<Ret> {
    const { ret, look } = await this.ask({ do: 'open', flags });
    if (look && typeof ret === 'number') this.seen = { fd: ret, look };
    return ret;
  }

  async write(fd: number, segments: readonly IoSegment[], position: number | null): Promise<WriteReply> {
    const offered = segments.map(({ length, bytes }) => ({ length, data: base64(bytes) }));
    return replyOf(await this.onFd({ do: 'write', fd, segments: offered, position }));
  }

  async ftruncate(fd: number, length: number): Promise<WriteReply> {
    return replyOf(await this.onFd({ do: 'ftruncate', fd, length }));
  }

  async read(fd: number, length: number, position: number | null): Promise<Uint8Array | Errno> {
    const { ret, data } = await this.onFd({ do: 'read', fd, length, position });
    return typeof ret === 'number' ? Buffer.from(data ?? '', 'base64') : ret;
  }

  async lseek(fd: number, offset: number, whence: 'SEEK_SET' | 'SEEK_CUR' | 'SEEK_END'): Promise<Ret> {
    if (whence === 'SEEK_CUR' && offset === 0 && this.seen?.fd === fd) return this.seen.look.offset;
    return (await this.onFd({ do: 'lseek', fd, offset, whence })).ret;
  }

  async fstat(fd: number): Promise<Stat | Errno> {
    if (this.seen?.fd === fd) return this.seen.look.stat;
    return (await this.ask({ do: 'fstat', fd })).look?.stat ?? 'EBADF';
  }

  async fsync(fd: number): Promise<Ret> {
    return (await this.onFd({ do: 'fsync', fd })).ret;
  }

  async fdatasync(fd: number): Promise<Ret> {
    return (await this.onFd({ do: 'fdatasync', fd })).ret;
  }

  async dup(fd: number): Promise<Ret> {
    const { ret, look } = await this.ask({ do: 'dup', fd });
    if (look && typeof ret === 'number') this.seen = { fd: ret, look };
    return ret;
  }

  async close(fd: number): Promise<Ret> {
    return (await this.ask({ do: 'close', fd })).ret;
  }

  async induce(kind: InducibleFault, args: { bytes?: number } | null): Promise<void> {
    if (kind !== 'enospcAfter' || !this.mayFill) return;
    this.seen = undefined;
    await this.writer.ask({ do: 'fill', bytes: args === null ? null : (args.bytes ?? 0) });
  }

  async dispose(): Promise<void> {
    await this.writer.ask({ do: 'dispose' } satisfies WriterRequest);
  }

  private async onFd(request: WriterRequest & { fd: number }): Promise<CallReply> {
    const reply = await this.ask(request);
    this.seen = reply.look && { fd: request.fd, look: reply.look };
    return reply;
  }

  private ask(request: WriterRequest): Promise<CallReply> {
    this.seen = undefined;
    return this.writer.ask<CallReply>(request);
  }
}

const replyOf = ({ ret, signal }: CallReply): WriteReply => (signal ? { ret, signal } : ret);

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
