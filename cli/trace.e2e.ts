/** `woe trace` as a process: memory, standard input, exit codes. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';

const ROOT = resolve(__dirname, '..');
const WOE = join(ROOT, 'dist', 'cli', 'woe.js');
const TRACES = join(ROOT, 'fixtures', 'traces');
const MINUTE = 60_000;
const LINES = 1_000_000;
/** Enough to fill the heap if each left something behind. */
const MANY = 200_000;

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'woe-trace-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

/** With a heap of so many MiB. */
function woe(heap: number, ...args: string[]) {
  const argv = [`--max-old-space-size=${heap}`, WOE, 'trace', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8', maxBuffer: 1 << 26 });
  return { code: status, stdout, stderr };
}

/** A file of so many lines, `lineOf(i)` each; written in pieces. */
function longTrace(name: string, lines: number, lineOf: (i: number) => string): string {
  const path = join(dir, name);
  const fd = openSync(path, 'w');
  for (let from = 0; from < lines; from += 10_000)
    writeSync(fd, Array.from({ length: 10_000 }, (_, i) => `${lineOf(from + i)}\n`).join(''));
  closeSync(fd);
  return path;
}

describe('in 64 MiB', () => {
  test.each<[string, number, (i: number) => string, number]>([
    ['1,000,000 lines of NDJSON', LINES, (i) => `{"pid":1,"call":"write","fd":3,"n":${i % 8192},"ret":${i % 8192}}`, 1],
    ['1,000,000 lines of strace', LINES, (i) => `${i % 97} write(${i % 13}</tmp/x>, "abcdefgh"..., 4096) = 4096`, 1],
    ['ever new files', MANY, (i) => (i % 2 === 0 ? `creat("/tmp/${i}", 0644) = 3` : 'close(3) = 0'), 1],
    ['descriptors that are never closed', MANY, (i) => `creat("/tmp/${i}", 0644) = ${i}`, 1],
    ['tasks that never exit, each with a short write', MANY, (i) => `${i} write(3</tmp/${i}>, "abcdefgh", 8) = 1`, 1],
    ['unfinished calls of ever new tasks', MANY, (i) => `${i} write(3</tmp/x>, "abcdefgh", 8 <unfinished ...>`, 1],
    ['lines of no trace', MANY, (i) => `nothing ${i}`, 0],
  ])(
    '%s',
    (...[, lines, lineOf, share]) => {
      const { code, stdout, stderr } = woe(64, longTrace('long', lines, lineOf), '--format', 'json');
      expect(stderr).toBe('');
      expect(code).toBe(share > 0 ? 0 : 2);
      expect(JSON.parse(stdout).files[0]).toMatchObject({ lines, events: lines * share });
    },
    MINUTE,
  );

  test(
    'one line of 300 MB is passed over',
    () => {
      const path = join(dir, 'wide');
      const fd = openSync(path, 'w');
      writeSync(fd, 'write(3</tmp/x>, "abc", 3) = 3\nwrite(3, "');
      for (let i = 0; i < 300; i++) writeSync(fd, Buffer.alloc(1_000_000, 'a'));
      writeSync(fd, '", 4) = 4\nwrite(3</tmp/x>, "abc", 3) = 3\n');
      closeSync(fd);
      const { code, stdout } = woe(64, path, '--format', 'json');
      expect(code).toBe(0);
      expect(JSON.parse(stdout).files[0]).toMatchObject({ lines: 3, events: 2, unknown: { lines: 1 } });
    },
    MINUTE,
  );
});

test('reads standard input', async () => {
  const child = spawn(process.execPath, [WOE, 'trace', '-']);
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  child.stdin.end('write(3</tmp/x>, "abc", 3) = 7\n');
  const code = await new Promise((done) => child.on('close', done));
  expect(output).toMatch(/^deviating: standard input breaks 1 rule: count-within-request/);
  expect(code).toBe(1);
});

let running: ChildProcess | undefined;
// It reads until it is told to end: what a failed test left behind would keep Jest from ending.
afterEach(() => void running?.kill('SIGKILL'));

test('Ctrl-C ends it although standard input goes on, with what was found', async () => {
  const child = spawn(process.execPath, [WOE, 'trace', '-']);
  running = child;
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  child.stdin.write('write(3</tmp/x>, "abc", 3) = 7\n');
  // More than a pipe holds: once it is gone, the command is reading.
  await new Promise((done) => child.stdin.write('close(3) = 0\n'.repeat(100_000), done));
  child.kill('SIGINT');
  const code = await new Promise((done) => child.on('close', done));
  expect(output).toMatch(/^interrupted: standard input was not read to its end; found so far: breaks 1 rule/);
  expect(code).toBe(130);
});

test.each([
  ['ignores.strace', 1, /line \d+ .*= 1808\n/],
  ['retries.strace', 0, /^conformant/],
  ['example.ndjson', 1, /line 4 /],
  ['README.md', 2, /^could not run/],
])('%s exits %i', (file, code, output) => {
  const ran = woe(64, join(TRACES, file));
  expect(ran.code).toBe(code);
  expect(ran.stdout).toMatch(output);
});
