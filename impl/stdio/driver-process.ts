import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { LastLines } from './last-lines.js';
import { adopt, kill, OWN_GROUP } from './live-children.js';
import type { Wire, WireListener } from './wire.js';

/** How long the streams of a process that is gone may stay open, in a child of its own: then they are given up. */
const LAST_WORDS_MS = 300;
/** How long a driver may take to end by itself after its standard input was closed. */
const FAREWELL_MS = 1000;

export interface Spawning {
  readonly command: string;
  readonly args: readonly string[];
  /** @default the working directory of this process */
  readonly cwd?: string;
}

/** A driver as a child process: requests on its standard input, replies on its standard output. No shell. */
export class DriverProcess implements Wire {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly stderr = new LastLines();
  private readonly gone: Promise<void>;
  private readonly closed: Promise<void>;

  constructor({ command, args, cwd }: Spawning) {
    const child = spawn(command, args, { cwd, detached: OWN_GROUP, windowsHide: true, stdio: 'pipe' });
    this.child = child;
    if (child.pid !== undefined) adopt(child);
    this.gone = new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    this.closed = new Promise((resolve) => {
      child.once('close', () => resolve());
    });
    // A driver that has gone, or reads no more, is told by its exit or by the missing reply.
    child.stdin.on('error', () => undefined);
    child.stderr.on('data', (chunk: Buffer) => this.stderr.push(chunk));
  }

  get unsent(): number {
    return this.child.stdin.writableLength;
  }

  get evidence(): readonly string[] {
    return this.stderr.all;
  }

  send(text: string): void {
    if (this.child.stdin.writable) this.child.stdin.write(text);
  }

  listen(listener: WireListener): void {
    const { child } = this;
    let ended = false;
    const end = (how: string): void => {
      if (!ended) listener.end(how);
      ended = true;
    };
    let how = 'closed its standard output';
    child.stdout.on('data', (chunk: Buffer) => {
      if (!ended) listener.bytes(chunk);
    });
    child.once('error', (error: NodeJS.ErrnoException) => end(`could not be started (${error.code ?? error.message})`));
    child.once('exit', (code, signal) => {
      how = signal === null ? `exited with code ${code ?? 'unknown'}` : `was killed by ${signal}`;
      setTimeout(() => end(how), LAST_WORDS_MS).unref();
    });
    child.once('close', () => end(how));
    // Usually the exit follows at once and says more.
    child.stdout.once('end', () => setTimeout(() => end(how), LAST_WORDS_MS).unref());
  }

  async kill(): Promise<void> {
    kill(this.child);
    await within(this.closed, LAST_WORDS_MS);
    this.letGo();
  }

  async close(): Promise<void> {
    this.child.stdin.end();
    await within(this.gone, FAREWELL_MS);
    await this.kill();
  }

  /** Resolves true when it has ended by itself within `ms` after its standard input was closed. */
  async endsByItself(ms: number): Promise<boolean> {
    this.child.stdin.end();
    return within(this.gone, ms);
  }

  /** So that a stream that someone else holds open does not keep this process alive. */
  private letGo(): void {
    const { stdin, stdout, stderr } = this.child;
    for (const stream of [stdin, stdout, stderr]) stream.destroy();
    this.child.unref();
  }
}

/** Waits for it, but no longer than `ms`; true if it came. */
function within(event: Promise<void>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(false);
    }, ms);
    void event.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
