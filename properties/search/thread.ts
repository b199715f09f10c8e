import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Misbehaviour, UsageError, preview } from '../../contract/index.js';
import { fromFailure } from './failure.js';
import type { TargetFacts } from './facts.js';
import type { Reply, Request, Work } from './messages.js';
import type { SessionSetup } from './session.js';
import { showOutput } from './shown-output.js';

/** A target may keep so much; beyond it the thread ends as *crashed*. */
const MOST_HEAP_MB = 1024;
/** How long a thread may take to start, or to make a long list of scenarios, in milliseconds. */
const MOST_PREPARING = 60_000;
/** How long a target may take to load, in milliseconds. */
const MOST_LOADING = 10_000;
/** How long a target may take to close, in milliseconds. */
const MOST_CLOSING = 2000;
/** How often the watch looks, in milliseconds. */
const LOOK = 100;

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One worker thread with a target in it, watched from outside: when it begins no new scenario for `timeoutMs`, or
 * ends, what it was asked for fails as Misbehaviour, and the thread is gone. A target that never gets as far fails
 * `ready` as UsageError.
 */
export class Thread {
  private readonly worker: Worker;
  private readonly beats = new Int32Array(new SharedArrayBuffer(4));
  private readonly pending = new Map<number, Pending>();
  private readonly watch: NodeJS.Timeout;
  private nextId = 0;
  private seen = -1;
  private seenAt = performance.now();
  private ended: Error | undefined;
  private isLoading = false;
  /** Resolves when the target is there. */
  readonly ready: Promise<TargetFacts>;

  constructor(
    private readonly target: string,
    private readonly session: SessionSetup,
  ) {
    this.worker = startWorker({ target, session, beats: this.beats });
    showOutput(this.worker);
    this.ready = new Promise((resolve, reject) => {
      this.pending.set(-1, { resolve, reject });
    });
    // Whoever asks for it is told; nobody may have asked yet.
    this.ready.catch(() => undefined);
    this.worker.on('message', (reply: Reply) => {
      this.take(reply);
    });
    this.worker.on('error', (error: Error) => {
      this.crash(`: ${error.message}`);
    });
    this.worker.on('exit', (code) => {
      this.crash(` with code ${code}${this.isLoading ? ': process.exit, or an await of what never comes?' : ''}`);
    });
    this.watch = setInterval(() => {
      this.look();
    }, LOOK);
    this.watch.unref();
  }

  get isOver(): boolean {
    return this.ended !== undefined;
  }

  /** Asks for work; several requests may wait. */
  ask<T>(work: Work): Promise<T> {
    if (this.ended) return Promise.reject(this.ended);
    if (this.pending.size === 0) this.seenAt = performance.now();
    const id = this.nextId++;
    return new Promise<T>((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.worker.postMessage({ id, work } satisfies Request);
    });
  }

  /** Lets the target take away what it has made, if it still answers. */
  async close(): Promise<void> {
    if (!this.ended) await inTime(this.ask({ do: 'close' }), MOST_CLOSING);
    this.end(new Error('closed'));
    await this.worker.terminate();
  }

  private take(reply: Reply): void {
    this.isLoading = 'loads' in reply;
    if ('loads' in reply) {
      this.seenAt = performance.now();
      return;
    }
    const id = 'facts' in reply ? -1 : (reply.id ?? -1);
    const waiting = this.pending.get(id);
    this.pending.delete(id);
    this.seenAt = performance.now();
    if ('failure' in reply) waiting?.reject(fromFailure(reply.failure));
    else waiting?.resolve(('facts' in reply ? reply.facts : reply.value) as never);
  }

  private look(): void {
    const beats = Atomics.load(this.beats, 0);
    const now = performance.now();
    if (beats !== this.seen || this.pending.size === 0) {
      this.seen = beats;
      this.seenAt = now;
      return;
    }
    const { timeoutMs } = this.session;
    const { isLoading } = this;
    const inScenario = timeoutMs + LOOK;
    const allowed = isLoading ? MOST_LOADING : beats === 0 ? Math.max(timeoutMs, MOST_PREPARING) : inScenario;
    if (now - this.seenAt <= allowed) return;
    if (isLoading) this.end(this.unloaded(`took more than ${MOST_LOADING / 1000} s: an endless loop?`));
    else this.end(new Misbehaviour('timed out', `no answer within ${timeoutMs / 1000} s: an endless loop?`));
  }

  private crash(how: string): void {
    if (this.isLoading) this.end(this.unloaded(`ended its thread${how}`));
    else this.end(new Misbehaviour('crashed', `the thread of the target ended${how}`));
  }

  private unloaded(why: string): UsageError {
    return new UsageError(`${preview(this.target)}: loading it ${why}`);
  }

  private end(reason: Error): void {
    if (this.ended) return;
    this.ended = reason;
    clearInterval(this.watch);
    for (const { reject } of this.pending.values()) reject(reason);
    this.pending.clear();
    void this.worker.terminate();
  }
}

/** Resolves when the work is over, however it ends, or time is up. */
function inTime(work: Promise<unknown>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void work
      .catch(() => undefined)
      .finally(() => {
        clearTimeout(timer);
        resolve();
      });
  });
}

/** In the sources the worker is TypeScript, which Node can't run by itself. */
function startWorker(workerData: unknown): Worker {
  const file = join(__dirname, `worker${extname(__filename)}`);
  const resourceLimits = { maxOldGenerationSizeMb: MOST_HEAP_MB };
  const options = { workerData, resourceLimits, stdout: true, stderr: true };
  if (extname(__filename) === '.js') return new Worker(file, options);
  const tsNode = { transpileOnly: true, experimentalResolver: true, compilerOptions: { module: 'node16' } };
  const bootstrap = `require('ts-node').register(${JSON.stringify(tsNode)}); require(${JSON.stringify(file)});`;
  return new Worker(bootstrap, { ...options, eval: true });
}
