import type { Worker } from 'node:worker_threads';
import { escapeBytes } from '../../impl/stdio/escape-bytes.js';
import { LineReader } from '../../impl/stdio/line-reader.js';

/** Lines that are shown of one thread: a target that prints in a loop floods nothing. */
const MOST_LINES = 100;
/** Bytes of a line; of those that are longer only the beginning is shown, and nothing after it. */
const MOST_BYTES = 64 * 1024;

/**
 * Shows what a target prints in its thread, on standard error, escaped: standard output is the result's, which may be
 * read by a machine, and a terminal is to stay as it is.
 */
export function showOutput(worker: Worker, write = (text: string): unknown => process.stderr.write(text)): void {
  let lines = 0;
  const show = (line: Buffer): void => {
    lines++;
    if (lines <= MOST_LINES) write(`target: ${escapeBytes(line)}\n`);
    else if (lines === MOST_LINES + 1) write('target: (what else it prints is not shown)\n');
  };
  for (const stream of [worker.stdout, worker.stderr]) {
    const reader = new LineReader(MOST_BYTES, show, show);
    stream.on('data', (chunk: Buffer) => {
      reader.push(chunk);
    });
    stream.on('end', () => {
      if (reader.rest.length > 0) show(reader.rest);
    });
  }
}
