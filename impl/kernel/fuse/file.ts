import type {
  Environment,
  Errno,
  InducibleFault,
  IoSegment,
  OpenFlag,
  Ret,
  WriteReply,
} from '../../../contract/index.js';
import type { Talk } from '../child-process.js';
import { KernelFile } from '../kernel-file.js';
import type { Held, Seen } from '../messages.js';
import { calleesOf } from './callees.js';
import type { Script } from './script.js';

/** The three processes of the sandbox. */
export interface FuseTalks {
  readonly server: Talk;
  readonly writer: Talk;
  /** Another program that has the file mapped. */
  readonly dirtier: Talk;
  /** Told of a WRITE that the server holds back. */
  onHeld: (held: Held) => void;
}

type Armed = ReadonlyMap<InducibleFault, { readonly bytes?: number; readonly errno?: Errno }>;

const PAGE = 4096;

/**
 * What the armed faults come to. errorAfter strikes whatever changes the file once its bytes are used up: the removal of
 * privileges too, and the final flush of the fallback. So that the flush has something to write, another program dirties
 * a page behind a short direct transfer while that is under way; a buffered one holds the locks of its pages.
 */
export function scriptOf(armed: Armed, direct: boolean): Script {
  const short = armed.get('shortAfter');
  const error = armed.get('errorAfter');
  const space = armed.get('enospcAfter');
  return {
    ...(short ? { shortAfter: short.bytes ?? 0 } : {}),
    ...(space ? { failAfter: { bytes: space.bytes ?? 0, errno: 'ENOSPC', all: false } } : {}),
    ...(error ? { failAfter: { bytes: error.bytes ?? 0, errno: error.errno ?? 'EIO', all: true } } : {}),
    ...(direct && short && error ? { hold: true } : {}),
  };
}

/** A file of the server's. The requests of each write call are reported as the callees that they show. */
export class FuseFile extends KernelFile {
  private readonly armed = new Map<InducibleFault, { bytes?: number; errno?: Errno }>();
  private readonly direct = new Map<number, boolean>();

  constructor(
    private readonly talks: FuseTalks,
    private readonly name: string,
    private readonly environment: Environment,
    private readonly unit: number,
  ) {
    super(talks.writer, false);
  }

  override async open(flags: readonly OpenFlag[]): Promise<Ret> {
    const ret = await super.open(flags);
    if (typeof ret === 'number') this.direct.set(ret, flags.includes('O_DIRECT'));
    return ret;
  }

  override async dup(fd: number): Promise<Ret> {
    const ret = await super.dup(fd);
    if (typeof ret === 'number') this.direct.set(ret, this.direct.get(fd) ?? false);
    return ret;
  }

  override async induce(kind: InducibleFault, args: { bytes?: number; errno?: Errno } | null): Promise<void> {
    if (args === null) this.armed.delete(kind);
    else this.armed.set(kind, args);
  }

  override async write(fd: number, segments: readonly IoSegment[], position: number | null): Promise<WriteReply> {
    const direct = this.direct.get(fd) ?? false;
    const script = { ...scriptOf(this.armed, direct), unit: this.unit };
    const { reply, seen } = await this.scripted(script, fd, segments, position);
    const count = segments.reduce((sum, { length }) => sum + length, 0);
    const readable = segments.every(({ length, bytes }) => bytes.length === length);
    const shape = { direct, count, readable, limit: this.environment.file.rlimitFsize };
    for (const step of calleesOf(seen, shape)) this.environment.trace(step);
    return reply;
  }

  /** Writes while the server follows a script; also what it saw meanwhile. */
  async scripted(
    script: Script,
    fd: number,
    segments: readonly IoSegment[],
    position: number | null,
  ): Promise<{ reply: WriteReply; seen: Seen[] }> {
    const { server, dirtier } = this.talks;
    const count = segments.reduce((sum, { length }) => sum + length, 0);
    let dirtied: Promise<boolean> = Promise.resolve(false);
    this.talks.onHeld = (held) => {
      dirtied = this.meanwhile(held, count, script).finally(() => server.ask({ do: 'release' }));
      // The write fails for the same reason, and says so.
      dirtied.catch(() => undefined);
    };
    await server.ask({ do: 'script', script });
    const reply = await super.write(fd, segments, position);
    const seen = await server.ask<Seen[]>({ do: 'script', script: {} });
    if (await dirtied) await dirtier.ask({ do: 'letGo' });
    return { reply, seen };
  }

  /** Dirties the first page behind the short transfer, if the request and the file go so far. */
  private async meanwhile({ offset, fileSize }: Held, count: number, script: Script): Promise<boolean> {
    const short = script.shortAfter ?? script.writes?.[0]?.bytes ?? 0;
    const page = Math.ceil((offset + short) / PAGE) * PAGE;
    if (page >= Math.min(fileSize, offset + count)) return false;
    await this.talks.dirtier.ask({ do: 'dirty', name: this.name, offset: page });
    return true;
  }
}
