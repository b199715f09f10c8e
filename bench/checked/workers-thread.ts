import { parentPort } from 'node:worker_threads';
import { OWN } from './own.js';

/** Check for so long, in milliseconds. */
export interface Order {
  readonly ms: number;
  readonly firstPass: number;
}

export interface Turn {
  readonly writes: number;
  readonly tookMs: number;
  readonly nextPass: number;
}

async function turn({ ms, firstPass }: Order): Promise<Turn> {
  const start = performance.now();
  let [writes, pass, tookMs] = [0, firstPass, 0];
  while (tookMs < ms) {
    writes += await OWN.disk.run(pass++);
    tookMs = performance.now() - start;
  }
  return { writes, tookMs, nextPass: pass };
}

parentPort?.on('message', (order: Order) => {
  void turn(order).then((done) => parentPort?.postMessage(done));
});
