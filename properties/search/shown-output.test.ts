import { Worker } from 'node:worker_threads';
import { expect, test } from '@jest/globals';
import { showOutput } from './shown-output.js';

async function shown(code: string): Promise<string> {
  const worker = new Worker(code, { eval: true, stdout: true, stderr: true });
  let text = '';
  showOutput(worker, (more) => (text += more));
  await new Promise((resolve) => worker.once('exit', resolve));
  // What was printed last comes after the exit.
  await new Promise((resolve) => setTimeout(resolve, 50));
  return text;
}

test('what a thread prints is shown escaped, line by line', async () => {
  const text = await shown(
    `process.stdout.write('one \\u001b[31mred\\n'); console.log('two'); process.stdout.write('no end');`,
  );
  expect(text).toBe('target: one \\x1b[31mred\ntarget: two\ntarget: no end\n');
  expect(await shown(`console.error('\\u0007')`)).toBe('target: \\x07\n');
});

test('of a flood only the beginning is shown', async () => {
  const lines = (await shown(`for (let i = 0; i < 5000; i++) console.log(i)`)).split('\n');
  expect(lines.slice(98)).toEqual(['target: 98', 'target: 99', 'target: (what else it prints is not shown)', '']);
  const [line, ...rest] = (await shown(`process.stdout.write('x'.repeat(1e6))`)).split('\n');
  expect(line.length).toBeLessThan(250);
  expect(rest).toEqual(['']);
});
