/** Sends back what it gets: what the pipe and two processes cost, without a protocol. */
import { readSync, writeSync } from 'node:fs';

const chunk = Buffer.alloc(1 << 16);
const EOF = 0;

/** A pipe that has nothing yet, or takes no more now, is asked again a moment later. */
function patiently(work: () => number): number {
  for (;;)
    try {
      return work();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
}

for (let length = -1; length !== EOF;) {
  length = patiently(() => readSync(0, chunk));
  for (let sent = 0; sent < length;) {
    const from = sent;
    sent += patiently(() => writeSync(1, chunk, from, length - from));
  }
}
