import { setTimeout } from 'node:timers/promises';
import { OWN } from './own.js';

/** Bytes in use after the garbage collection, when so many writes had been checked. */
export interface MemorySample {
  readonly writes: number;
  readonly heap: number;
  readonly rss: number;
}

const WRITES = 1_000_000;
const SAMPLES = 10;
const COLLECTIONS = 2;
const PAUSE_MS = 20;
/** A slow machine stops early and says after how many. */
const LONGEST_MS = 25_000;

async function sample(): Promise<MemorySample[]> {
  const taken: MemorySample[] = [];
  const start = performance.now();
  let writes = 0;
  for (let pass = 0; taken.length < SAMPLES; pass++) {
    writes += await OWN.disk.run(pass);
    const done = Math.max(writes / WRITES, (performance.now() - start) / LONGEST_MS);
    if (done * SAMPLES < taken.length + 1) continue;
    // The memory of a buffer goes back some time after the collection that finds it unused.
    for (let i = 0; i < COLLECTIONS; i++) {
      global.gc?.();
      await setTimeout(PAUSE_MS);
    }
    const { heapUsed, external, rss } = process.memoryUsage();
    taken.push({ writes, heap: heapUsed + external, rss });
  }
  return taken;
}

void sample().then((taken) => process.send?.(taken));
