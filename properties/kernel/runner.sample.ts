import { KERNEL_LOOKUP } from '../../impl/kernel/index.js';
import { check } from '../check.js';

/** `runner ID RUNS`: checks kernel:ID; says `running` at the first progress and the verdict at the end. Ctrl-C stops it. */
async function main([id, runs]: readonly string[]): Promise<void> {
  const stop = new AbortController();
  process.on('SIGINT', () => stop.abort());
  const target = await KERNEL_LOOKUP.find(id, 'linux-6.x');
  if (!target) throw new Error(`no target kernel:${id}`);
  let told = false;
  const onProgress = (): void => {
    if (!told) process.stdout.write('running\n');
    told = true;
  };
  const result = await check({ target, runs: Number(runs), timeoutMs: 1000, onProgress, signal: stop.signal });
  process.stdout.write(`${result.verdict}\n`);
}

void main(process.argv.slice(2));
