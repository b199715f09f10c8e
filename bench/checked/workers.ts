import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { measured } from '../measure.js';
import type { Effort, Table } from '../row.js';
import type { Order, Turn } from './workers-thread.js';

const MOST = 2;
const WARM_UP_TURNS = 5;

/** A thread that checks for a while when it is told to. */
class Thread {
  private readonly worker = new Worker(join(__dirname, 'workers-thread.js'));
  private nextPass = 0;

  /** Writes checked per second of a turn. */
  rate(ms: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.worker.once('error', reject);
      this.worker.once('message', ({ writes, tookMs, nextPass }: Turn) => {
        this.worker.off('error', reject);
        this.nextPass = nextPass;
        resolve((writes / tookMs) * 1000);
      });
      this.worker.postMessage({ ms, firstPass: this.nextPass } satisfies Order);
    });
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }
}

/** One and two threads, in turns, each with all that the check needs of its own. */
export async function workersTable({ rounds, turnMs }: Effort): Promise<Table> {
  const threads = Array.from({ length: MOST }, () => new Thread());
  const rates: number[][] = threads.map(() => []);
  try {
    await Promise.all(threads.map((thread) => thread.rate(WARM_UP_TURNS * turnMs)));
    for (let round = 0; round < rounds; round++)
      for (let width = 1; width <= MOST; width++) {
        const all = await Promise.all(threads.slice(0, width).map((thread) => thread.rate(2 * turnMs)));
        rates[width - 1].push(all.reduce((sum, rate) => sum + rate, 0));
      }
  } finally {
    await Promise.all(threads.map((thread) => thread.end()));
  }
  const rows = rates.map((all, i) =>
    measured(`${i + 1} worker${i > 0 ? 's' : ''}`, 'own generator at disk level', all),
  );
  return {
    title: 'Checked writes at disk level by worker threads',
    unit: 'writes/s',
    measured: rows,
    aims: [{ what: '2 workers / 1 worker', got: rows[1].median / rows[0].median, atLeast: 1.8, unit: 'x' }],
    notes: [],
  };
}
