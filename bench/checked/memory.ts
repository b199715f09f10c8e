import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Table } from '../row.js';
import { numberText } from '../text.js';
import type { MemorySample } from './memory-process.js';

const MIB = 2 ** 20;
/** What may be left over at the end, of the tables that grow while the code warms up. */
const HEAP_GROWTH = 1;
const RSS_GROWTH = 16;

/** A process of its own that checks a million writes and looks at its memory ten times. */
function samples(): Promise<MemorySample[]> {
  return new Promise((resolve, reject) => {
    const child = fork(join(__dirname, 'memory-process.js'), [], { execArgv: ['--expose-gc'] });
    let taken: MemorySample[] = [];
    child.on('message', (message) => (taken = message as MemorySample[]));
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0 && taken.length > 1) resolve(taken);
      else reject(new Error(`the process that watches its memory ended with code ${code}`));
    });
  });
}

/** Heap and RSS over a million calls: flat, or something is kept that should not be. */
export async function memoryTable(): Promise<Table> {
  const taken = await samples();
  const last = taken[taken.length - 1];
  const half = taken.length / 2;
  const inMib = (of: (sample: MemorySample) => number): string =>
    taken.map((sample) => numberText(of(sample) / MIB)).join(' ');
  const lowest = (some: readonly MemorySample[], of: (sample: MemorySample) => number): number =>
    Math.min(...some.map(of)) / MIB;
  // Buffers are freed some time after the collection: the lowest of each half says what stays.
  const growth = (of: (sample: MemorySample) => number): number =>
    lowest(taken.slice(half), of) - lowest(taken.slice(0, half), of);
  return {
    title: `Memory over ${last.writes.toLocaleString('en-US')} checked writes at disk level, after each tenth`,
    unit: 'MiB',
    measured: [],
    aims: [
      { what: 'heap growth, first half to second', got: growth(({ heap }) => heap), atMost: HEAP_GROWTH, unit: ' MiB' },
      { what: 'RSS growth, first half to second', got: growth(({ rss }) => rss), atMost: RSS_GROWTH, unit: ' MiB' },
    ],
    notes: [`heap in MiB: ${inMib(({ heap }) => heap)}`, `RSS in MiB: ${inMib(({ rss }) => rss)}`],
  };
}
