import { isUtf8 } from 'node:buffer';
import { Misbehaviour } from '../../contract/misbehaviour.js';
import { escapeBytes } from './escape-bytes.js';
import { LineReader } from './line-reader.js';
import { FailureSchema, MAX_LINE, NoteSchema, ReplySchema, RequestSchema } from './messages.js';
import type { Wire } from './wire.js';

/** Answers what the driver asks while it works on a request. Throws `Refusal` for what makes no sense. */
export interface Server {
  /** The result of a request of the driver. */
  request(method: string, params: Record<string, unknown>): unknown;
  note(method: string, params: Record<string, unknown>): void;
}

/** What the driver said can't be understood: `expected` says what could have been. */
export class Refusal extends Error {
  constructor(readonly expected: string) {
    super(expected);
  }
}

export interface ChannelOptions {
  /** How long the driver may keep silent while something is asked of it, in milliseconds. */
  readonly timeoutMs: number;
  /** Requests that are sent before the first of them is answered. */
  readonly window: number;
  /** The longest line that the driver takes, in bytes. */
  readonly maxBytes: number;
}

interface Asked {
  readonly id: number;
  readonly method: string;
  readonly text: string;
  readonly server: Server;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Misbehaviour) => void;
  /** Requests of the driver while it worked on this one. */
  served: number;
  /** Messages of the driver without an id, likewise: they are kept. */
  told: number;
}

/** More requests of the driver during one of ours than any work needs: it loops. */
const MOST_SERVED = 20_000;
/** Likewise of messages without an id. */
const MOST_TOLD = 10_000;
/** Answers that wait because the driver does not read; more than that are not kept for it. */
const MOST_UNSENT = 64 * 1024 * 1024;

/** Far more than any message has: what is nested deeply would overflow the stack of whoever looks at it. */
const MOST_BRACKETS = 1000;

/** How often an array or an object begins in the line, but no more than is too many; short lines are not looked at. */
function bracketsIn(line: Buffer): number {
  let count = 0;
  if (line.length <= MOST_BRACKETS) return count;
  for (const bracket of ['[', '{'])
    for (let at = line.indexOf(bracket); at >= 0 && count <= MOST_BRACKETS; at = line.indexOf(bracket, at + 1)) count++;
  return count;
}

export const NOTHING_TO_ASK: Server = {
  request(method) {
    throw new Refusal(`no request such as ${JSON.stringify(method.slice(0, 40))} here`);
  },
  note(method) {
    throw new Refusal(`no message such as ${JSON.stringify(method.slice(0, 40))} here`);
  },
};

/**
 * Requests and replies over a wire: ours are answered in their order, the driver's at once. The first thing that goes
 * wrong ends the channel and the driver; what was asked, and all that is asked later, fails with that Misbehaviour.
 */
export class Channel {
  /** Sent, not answered; the oldest first. */
  private sent: Asked[] = [];
  private waiting: Asked[] = [];
  private out: string[] = [];
  private nextId = 1;
  private readonly reader: LineReader;
  private timer: NodeJS.Timeout;
  private progress = 0;
  private failure: Misbehaviour | undefined;
  private ending = false;
  private told = false;

  constructor(
    private readonly wire: Wire,
    private options: ChannelOptions,
  ) {
    this.reader = new LineReader(
      MAX_LINE,
      (line) => this.take(line),
      (start) =>
        this.fail(
          'protocol error',
          `sent a line of more than ${MAX_LINE} bytes, which begins with: ${escapeBytes(start)}`,
        ),
    );
    this.timer = setTimeout(() => this.onSilence(), options.timeoutMs);
    wire.listen({ bytes: (chunk) => this.reader.push(chunk), end: (how) => this.onEnd(how) });
  }

  /** What ended the channel, if anything has. */
  get ended(): Misbehaviour | undefined {
    return this.failure;
  }

  /** What the driver can take is known after the handshake. Only between requests. */
  adjust(options: ChannelOptions): void {
    clearTimeout(this.timer);
    this.options = options;
    this.timer = setTimeout(() => this.onSilence(), options.timeoutMs);
  }

  get window(): number {
    return this.options.window;
  }

  /** The failure, if it came between two requests, so that nobody was told yet; the second time undefined. */
  takeUntold(): Misbehaviour | undefined {
    if (this.told) return undefined;
    this.told = this.failure !== undefined;
    return this.failure;
  }

  /** Asks the driver; `server` answers what it asks meanwhile. Rejects with Misbehaviour. */
  request(method: string, params: object, server: Server = NOTHING_TO_ASK): Promise<unknown> {
    if (this.failure) {
      this.told = true;
      return Promise.reject(this.failure);
    }
    const id = this.nextId++;
    const text = `{"id":${id},"method":"${method}","params":${JSON.stringify(params)}}\n`;
    if (text.length > this.options.maxBytes)
      return Promise.reject(
        new Misbehaviour(
          'protocol error',
          `${method} needs a line of ${text.length} bytes, and the driver takes at most ${this.options.maxBytes} (limits.maxBytes)`,
        ),
      );
    return new Promise((resolve, reject) => {
      const asked: Asked = { id, method, text, server, resolve, reject, served: 0, told: 0 };
      if (this.sent.length < this.options.window && this.waiting.length === 0) this.post(asked);
      else this.waiting.push(asked);
    });
  }

  /** Ends the driver in peace. */
  async close(): Promise<void> {
    this.ending = true;
    clearTimeout(this.timer);
    this.failure ??= new Misbehaviour('crashed', 'the driver was closed');
    this.rejectAll(this.failure);
    await this.wire.close();
  }

  private rejectAll(failure: Misbehaviour): void {
    for (const { reject } of [...this.sent, ...this.waiting]) {
      this.told = true;
      reject(failure);
    }
    this.sent = [];
    this.waiting = [];
  }

  private post(asked: Asked): void {
    if (this.sent.length === 0) this.timer.refresh();
    this.sent.push(asked);
    this.write(asked.text);
  }

  /** What is written in one turn goes out at once. */
  private write(text: string): void {
    if (this.out.push(text) > 1) return;
    queueMicrotask(() => {
      const batch = this.out.length === 1 ? this.out[0] : this.out.join('');
      this.out = [];
      if (!this.failure) this.wire.send(batch);
    });
  }

  private take(line: Buffer): void {
    if (this.failure || this.ending) return;
    this.progress++;
    this.timer.refresh();
    try {
      this.understand(this.parsed(line));
    } catch (error) {
      if (error instanceof Misbehaviour) this.end(error);
      else if (error instanceof Refusal)
        this.fail('protocol error', `expected ${error.expected}; got: ${escapeBytes(line)}`);
      else throw error;
    }
  }

  private parsed(line: Buffer): object {
    if (bracketsIn(line) > MOST_BRACKETS) throw new Refusal(`a message of at most ${MOST_BRACKETS} arrays and objects`);
    let value: unknown;
    try {
      if (isUtf8(line)) value = JSON.parse(line.toString('utf8'));
    } catch {
      value = undefined;
    }
    if (typeof value === 'object' && value !== null) return value;
    throw new Refusal(`${this.sent.length > 0 ? replyTo(this.sent[0]) : 'nothing'}, a JSON object on one line`);
  }

  private understand(message: object): void {
    if (!('method' in message)) this.onReply(message);
    else if ('id' in message) this.onRequest(message);
    else this.onNote(message);
  }

  private onReply(message: object): void {
    const failed = 'error' in message;
    const parsed = failed ? FailureSchema.safeParse(message) : ReplySchema.safeParse(message);
    if (!parsed.success || (!failed && !('result' in message)))
      throw new Refusal(`{"id", "result"}, {"id", "error": {"message"}} or {"id", "method", "params"}`);
    const { id } = parsed.data;
    const [asked] = this.sent;
    if (asked?.id !== id) throw new Refusal(this.expectedInsteadOf(id));
    this.sent.shift();
    const next = this.waiting.shift();
    if (next) this.post(next);
    if ('error' in parsed.data)
      asked.reject(new DriverError(asked.method, parsed.data.error.message.slice(0, 500), this.wire.evidence));
    else asked.resolve(parsed.data.result);
  }

  private expectedInsteadOf(id: number): string {
    const known = id < this.nextId;
    const [asked] = this.sent;
    if (this.sent.some((other) => other.id === id))
      return `${replyTo(asked)} first: replies come in the order of the requests`;
    const problem = known ? `${id} was answered already` : `no request has the id ${id}`;
    return `${asked ? replyTo(asked) : 'no reply'} (${problem})`;
  }

  private onRequest(message: object): void {
    const parsed = RequestSchema.safeParse(message);
    if (!parsed.success) throw new Refusal('a request {"id": a whole number, "method": a name, "params": an object}');
    const { id, method, params } = parsed.data;
    const asked = this.working();
    if (++asked.served > MOST_SERVED) throw endless(`asked ${MOST_SERVED} times`, asked);
    const result = asked.server.request(method, params);
    if (this.wire.unsent > MOST_UNSENT)
      throw new Misbehaviour('timed out', `does not read: ${this.wire.unsent} bytes of answers wait for it`);
    this.write(`{"id":${id},"result":${JSON.stringify(result)}}\n`);
  }

  private onNote(message: object): void {
    const parsed = NoteSchema.safeParse(message);
    if (!parsed.success) throw new Refusal('a message {"method": a name, "params": an object}');
    const asked = this.working();
    if (++asked.told > MOST_TOLD) throw endless(`sent ${MOST_TOLD} messages without an id`, asked);
    asked.server.note(parsed.data.method, parsed.data.params);
  }

  /** The oldest request, on which the driver works: what it asks is about that. */
  private working(): Asked {
    const [asked] = this.sent;
    if (!asked) throw new Refusal('nothing: the driver may ask only while it works on a request');
    return asked;
  }

  /** The clock may have run while this process stood still: what has come meanwhile is looked at first. */
  private onSilence(): void {
    const { progress } = this;
    if (this.sent.length === 0 || this.failure) return;
    setImmediate(() => {
      if (this.progress !== progress || this.sent.length === 0) return;
      this.fail('timed out', `no reply to ${nameOf(this.sent[0])} within ${this.options.timeoutMs / 1000} s`);
    });
  }

  private onEnd(how: string): void {
    if (this.ending) return;
    const [asked] = this.sent;
    const when = asked ? ` before it answered ${nameOf(asked)}` : '';
    const { rest } = this.reader;
    const left = rest.length > 0 ? `; its last line has no end: ${escapeBytes(rest)}` : '';
    this.fail(how.startsWith('closed') ? 'protocol error' : 'crashed', `${how}${when}${left}`);
  }

  private fail(verdict: Misbehaviour['verdict'], message: string): void {
    this.end(new Misbehaviour(verdict, message));
  }

  /** Whoever waits is told when the last words of the driver have come. */
  private end({ verdict, message }: Misbehaviour): void {
    if (this.failure) return;
    clearTimeout(this.timer);
    this.failure = new Misbehaviour(verdict, message);
    void this.wire.kill().then(() => {
      this.failure = new Misbehaviour(verdict, message, this.wire.evidence);
      this.rejectAll(this.failure);
    });
  }
}

/** The driver answered a request with `error`: it is up, but it could not do it. */
export class DriverError extends Misbehaviour {
  constructor(method: string, message: string, evidence: readonly string[]) {
    super('crashed', `${method} was answered with an error: ${message}`, evidence);
  }
}

const endless = (what: string, { method }: Asked): Misbehaviour =>
  new Misbehaviour('timed out', `${what} during one ${method} and did not answer it`);
const nameOf = ({ method, id }: Asked): string => `${method} (id ${id})`;
const replyTo = (asked: Asked): string => `a reply to ${nameOf(asked)}`;
