import {
  preview,
  type Environment,
  type Errno,
  type InducibleFault,
  type IoSegment,
  type OpenFlag,
  type PreparedFile,
  type Ret,
  type Stat,
  type WriteReply,
} from '../../contract/index.js';
import { NOTHING_TO_ASK, type Channel, type Server } from './channel.js';
import { wrongResult } from './checked.js';
import { DataSchema } from './messages.js';

/** Requests that are in flight when fstat and lseek are sent ahead behind another call. */
const AHEAD = 3;
/** Calls after which nobody wants to know how the file looks, or where it is not known yet which descriptor is meant. */
type Method = 'write' | 'read' | 'lseek' | 'ftruncate' | 'fsync' | 'fdatasync';

interface Ahead {
  readonly fd: number;
  readonly stat: Promise<unknown>;
  readonly offset: Promise<unknown>;
}

/**
 * The calls on a driver's file. What they return goes to the suite as it came: it judges the results of every target
 * in the same way. A driver whose window allows it gets `fstat` and `lseek(fd, 0, SEEK_CUR)`, which change nothing and
 * which the suite makes after each call, together with the call; the answers wait until they are asked for.
 */
export class RemoteFile implements PreparedFile {
  private ahead: Ahead | undefined;
  private armed = 0;

  constructor(
    private readonly channel: Channel,
    private readonly environment: Environment,
    private readonly server: Server = NOTHING_TO_ASK,
  ) {}

  open(flags: readonly OpenFlag[]): Promise<Ret> {
    return this.ask('open', { flags }) as Promise<Ret>;
  }

  write(fd: number, segments: readonly IoSegment[], position: number | null): Promise<WriteReply> {
    const offered = segments.map(({ length, bytes }) => ({ length, data: base64(bytes) }));
    return this.askAndLook('write', fd, { fd, segments: offered, position }) as Promise<WriteReply>;
  }

  async read(fd: number, length: number, position: number | null): Promise<Uint8Array | Errno> {
    const result = await this.askAndLook('read', fd, { fd, length, position });
    if (typeof result !== 'object' || result === null || !('data' in result)) return result as Errno;
    const { data } = result;
    if (!DataSchema.safeParse(data).success) throw wrongResult('read', 'data: expected base64 with padding');
    return Buffer.from(data as string, 'base64');
  }

  async lseek(fd: number, offset: number, whence: 'SEEK_SET' | 'SEEK_CUR' | 'SEEK_END'): Promise<Ret> {
    if (whence !== 'SEEK_CUR' || offset !== 0)
      return this.askAndLook('lseek', fd, { fd, offset, whence }) as Promise<Ret>;
    if (this.ahead?.fd === fd) return this.ahead.offset as Promise<Ret>;
    return this.ask('lseek', { fd, offset, whence }) as Promise<Ret>;
  }

  async fstat(fd: number): Promise<Stat | Errno> {
    return (this.ahead?.fd === fd ? this.ahead.stat : this.ask('fstat', { fd })) as Promise<Stat | Errno>;
  }

  ftruncate(fd: number, length: number): Promise<WriteReply> {
    return this.askAndLook('ftruncate', fd, { fd, length }) as Promise<WriteReply>;
  }

  fsync(fd: number): Promise<Ret> {
    return this.askAndLook('fsync', fd, { fd }) as Promise<Ret>;
  }

  fdatasync(fd: number): Promise<Ret> {
    return this.askAndLook('fdatasync', fd, { fd }) as Promise<Ret>;
  }

  dup(fd: number): Promise<Ret> {
    return this.ask('dup', { fd }) as Promise<Ret>;
  }

  close(fd: number): Promise<Ret> {
    return this.ask('close', { fd }) as Promise<Ret>;
  }

  async writeback(): Promise<void> {
    requireZero('writeback', await this.ask('writeback', {}));
  }

  async dropCaches(): Promise<void> {
    requireZero('dropCaches', await this.ask('dropCaches', {}));
  }

  async induce(kind: InducibleFault, args: { bytes?: number; errno?: Errno } | null): Promise<void> {
    this.armed += args === null ? -1 : 1;
    requireZero('induce', await this.ask('induce', { kind, args }));
  }

  /** Nothing to release in a driver that is gone. */
  async dispose(): Promise<void> {
    if (this.channel.ended) return;
    requireZero('dispose', await this.ask('dispose', {}));
  }

  /** Every request may change what was looked at ahead; the clock is told with each. */
  private ask(method: string, params: object): Promise<unknown> {
    this.ahead = undefined;
    return this.send(method, params);
  }

  private askAndLook(method: Method, fd: number, params: object): Promise<unknown> {
    const answer = this.ask(method, params);
    if (this.channel.window < AHEAD || this.armed > 0) return answer;
    const stat = this.send('fstat', { fd });
    const offset = this.send('lseek', { fd, offset: 0, whence: 'SEEK_CUR' });
    // If nobody asks for them nobody misses them; the call itself tells what went wrong.
    for (const look of [stat, offset]) look.catch(() => undefined);
    this.ahead = { fd, stat, offset };
    return answer;
  }

  private send(method: string, params: object): Promise<unknown> {
    return this.channel.request(method, { ...params, clock: this.environment.clock() }, this.server);
  }
}

export const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

/** Methods that can't fail answer 0. */
export function requireZero(method: string, result: unknown): void {
  if (result !== 0) throw wrongResult(method, `expected 0, got ${preview(result)}`);
}
