import { spawn, type ChildProcess } from 'node:child_process';
import type { Duplex, Readable, Writable } from 'node:stream';
import { Misbehaviour } from '../../contract/misbehaviour.js';
import { adopt, kill, OWN_GROUP } from '../stdio/live-children.js';
import { LastLines } from '../stdio/last-lines.js';
import { LineReader } from '../stdio/line-reader.js';
import type { Event, Line, ServerRequest, WriterRequest } from './messages.js';

/** The longest line of a child: a read of the largest file, as base64. */
const MAX_LINE = 64 * 1024 * 1024;
/** How long a child may take to end by itself, and its streams to close after it was killed, in milliseconds. */
const FAREWELL_MS = 1000;

interface Asked {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** Requests and answers, in order, over one stream of a child. */
export class Talk {
  private readonly asked: Asked[] = [];
  private ended: Misbehaviour | undefined;
  /** Told of what the child says without being asked. */
  onEvent: (event: Event) => void = () => undefined;

  constructor(
    private readonly into: Writable,
    from: Readable,
    private readonly timeoutMs: number,
    private readonly onSilence: () => void,
  ) {
    const reader = new LineReader(
      MAX_LINE,
      (line) => this.take(line),
      () => this.end('protocol error', 'said a line that is too long', []),
    );
    from.on('data', (chunk: Buffer) => reader.push(chunk));
    into.on('error', () => undefined);
    from.on('error', () => undefined);
  }

  /** Rejects with Misbehaviour when the child ends, keeps silent, or could not do it. */
  ask<T>(request: WriterRequest | ServerRequest): Promise<T> {
    if (this.ended) return Promise.reject(this.ended);
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.end('timed out', `${request.do} was not answered within ${this.timeoutMs / 1000} s`, []);
        this.onSilence();
      }, this.timeoutMs);
      this.asked.push({ resolve: resolve as (value: unknown) => void, reject, timer });
      this.into.write(`${JSON.stringify(request)}\n`);
    });
  }

  /** Fails what was asked and all that will be. */
  end(verdict: 'crashed' | 'timed out' | 'protocol error', message: string, evidence: readonly string[]): void {
    this.ended ??= new Misbehaviour(verdict, message, evidence);
    for (const { reject, timer } of this.asked.splice(0)) {
      clearTimeout(timer);
      reject(this.ended);
    }
  }

  private take(line: Buffer): void {
    let said: Line;
    try {
      said = JSON.parse(line.toString()) as Line;
    } catch {
      this.end('protocol error', 'said what is no JSON', [line.toString().slice(0, 200)]);
      return;
    }
    if ('event' in said) {
      this.onEvent(said);
      return;
    }
    const asked = this.asked.shift();
    if (!asked) return;
    clearTimeout(asked.timer);
    if ('failed' in said) asked.reject(new Misbehaviour('crashed', said.failed));
    else asked.resolve(said.ok);
  }
}

export interface Command {
  readonly argv: readonly string[];
  /** Streams beside the three usual ones, from descriptor 3 on. */
  readonly more: number;
  /**
   * It has something to take back, and does so when its standard input ends: it is not killed when this process ends.
   * @default false
   */
  readonly cleansUp?: boolean;
  /** How long each answer may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** A child in a process group of its own, with a talk over its standard streams and one over each further stream. */
export class KernelChild {
  readonly talks: readonly Talk[];
  readonly pid: number | undefined;
  private readonly child: ChildProcess;
  private readonly stderr = new LastLines();
  private readonly gone: Promise<void>;

  constructor({ argv, more, cleansUp = false, timeoutMs }: Command) {
    const [program, ...args] = argv;
    const stdio = Array.from({ length: 3 + more }, (): 'pipe' => 'pipe');
    const child = spawn(program, args, { stdio, env: process.env, detached: OWN_GROUP });
    this.child = child;
    this.pid = child.pid;
    if (child.pid !== undefined && !cleansUp) adopt(child);
    const silent = (): void => void this.kill();
    const { stdin, stdout, stderr } = child as ChildProcess & { stdin: Writable; stdout: Readable; stderr: Readable };
    const streams = Array.from({ length: more }, (_, i) => child.stdio[3 + i] as Duplex);
    this.talks = [
      new Talk(stdin, stdout, timeoutMs, silent),
      ...streams.map((stream) => new Talk(stream, stream, timeoutMs, silent)),
    ];
    stderr.on('data', (chunk: Buffer) => this.stderr.push(chunk));
    this.gone = new Promise((resolve) => {
      child.once('error', (error) => {
        this.endTalks(`could not be started (${error.message})`);
        resolve();
      });
      child.once('close', (code, signal) => {
        this.endTalks(signal ? `was killed by ${signal}` : `exited with code ${code ?? 'unknown'}`);
        resolve();
      });
    });
  }

  /** What it said on its standard error, the last lines. */
  get evidence(): readonly string[] {
    return this.stderr.all;
  }

  /** Lets it end by itself, and kills what is left. Resolves when nobody holds its streams any more. */
  async close(): Promise<void> {
    for (const stream of this.child.stdio) if (stream && 'end' in stream) stream.end();
    await this.within(FAREWELL_MS);
    await this.kill();
  }

  async kill(): Promise<void> {
    kill(this.child);
    await this.within(FAREWELL_MS);
    for (const stream of this.child.stdio) stream?.destroy();
    this.child.unref();
  }

  private endTalks(how: string): void {
    for (const talk of this.talks) talk.end('crashed', `the child process ${how}`, this.evidence);
  }

  private within(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      void this.gone.then(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
