import { Misbehaviour, UsageError } from '../../contract/index.js';
import { Channel } from './channel.js';
import { explained } from './explained.js';
import { DriverProcess, type Spawning } from './driver-process.js';
import { HandshakeSchema, LEAST_MAX_BYTES, PROTOCOL, type Handshake } from './messages.js';
import type { Wire } from './wire.js';

export interface DriverOptions {
  /** How long the driver may keep silent while something is asked of it, in milliseconds. @default 2000 */
  readonly timeoutMs?: number;
  /** How long it may take to start and to answer the handshake, in milliseconds. @default 10 000, or timeoutMs if longer */
  readonly startMs?: number;
  /** @default the working directory of this process */
  readonly cwd?: string;
}

export const DEFAULT_TIMEOUT_MS = 2000;
const DEFAULT_START_MS = 10_000;
/** A driver that ended is started again so many times. */
export const MOST_RESTARTS = 5;
/** What the suite says of itself; its version is the protocol's, so that nothing depends on the release. */
const SUITE = { name: 'written-or-err', version: '1' } as const;

/** Starts what speaks the protocol; the handshake follows. */
export type Start = () => Wire;

/**
 * A driver, over the processes that it takes: when one has ended by misbehaviour, the next session starts another and
 * says hello again, at most five times in all.
 */
export class Driver {
  private restarts = 0;
  private starting: Promise<Channel> | undefined;
  private closed = false;

  private constructor(
    private readonly start: Start,
    private readonly options: DriverOptions,
    private channel: Channel,
    readonly handshake: Handshake,
  ) {}

  /** Starts the command and exchanges the handshake. Throws UsageError when that fails: there is nothing to check then. */
  static async run(spawning: Spawning, options: DriverOptions = {}): Promise<Driver> {
    return Driver.over(() => new DriverProcess(spawning), options, `exec: ${spawning.command}`);
  }

  /** As `run`, over any wire; `what` names it in messages. */
  static async over(start: Start, options: DriverOptions, what: string): Promise<Driver> {
    try {
      const { channel, handshake } = await greet(start, options);
      return new Driver(start, options, channel, handshake);
    } catch (error) {
      if (!(error instanceof Misbehaviour)) throw error;
      const said = error.evidence.length > 0 ? `; it said: ${error.evidence.slice(-3).join(' | ')}` : '';
      throw new UsageError(
        `${what}: no handshake: ${error.message}${said}; \`woe protocol -- COMMAND\` tests a driver`,
      );
    }
  }

  /** The channel that is up, or undefined: then `session` makes one. */
  get live(): Channel | undefined {
    return this.channel.ended ? undefined : this.channel;
  }

  /** A channel that is up, for a new scenario. Rejects with Misbehaviour when the driver was restarted often enough. */
  async session(): Promise<Channel> {
    if (!this.channel.ended) return this.channel;
    const untold = this.channel.takeUntold();
    if (untold) throw untold;
    this.starting ??= this.restart(this.channel.ended).finally(() => {
      this.starting = undefined;
    });
    return this.starting;
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.channel.close();
  }

  private async restart(last: Misbehaviour): Promise<Channel> {
    if (this.closed) throw last;
    if (this.restarts >= MOST_RESTARTS)
      throw new Misbehaviour(last.verdict, `${last.message} (after ${MOST_RESTARTS} restarts)`, last.evidence);
    this.restarts++;
    const { channel, handshake } = await greet(this.start, this.options);
    if (JSON.stringify(handshake) !== JSON.stringify(this.handshake)) {
      await channel.close();
      throw new Misbehaviour('nondeterministic', 'after a restart the handshake was another one');
    }
    this.channel = channel;
    return channel;
  }
}

async function greet(start: Start, options: DriverOptions): Promise<{ channel: Channel; handshake: Handshake }> {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, startMs = Math.max(DEFAULT_START_MS, timeoutMs) } = options;
  const channel = new Channel(start(), { timeoutMs: startMs, window: 1, maxBytes: LEAST_MAX_BYTES });
  try {
    const answer = await channel.request('hello', { protocol: PROTOCOL, suite: SUITE });
    const parsed = HandshakeSchema.safeParse(answer);
    if (!parsed.success)
      throw new Misbehaviour('protocol error', `hello: ${explained(parsed.error.issues[0], answer)}`);
    channel.adjust({ timeoutMs, ...parsed.data.limits });
    return { channel, handshake: parsed.data };
  } catch (error) {
    await channel.close();
    throw error;
  }
}
