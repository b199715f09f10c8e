/** However the suite's process ends, its drivers end with it. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';

const SAMPLE = join(__dirname, 'live-children.sample.ts');
const TS_NODE = { transpileOnly: true, experimentalResolver: true, compilerOptions: { module: 'node16' } };

/** Drivers of this kind that run now, on the whole machine. */
const drivers = (): string[] =>
  spawnSync('ps', ['-eo', 'pid=,stat=,args='], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter((line) => line.includes('harness/driver.js hang') && !/^\s*\d+\s+Z/.test(line));

const hasPs = spawnSync('ps', ['-e']).status === 0;

let running: ChildProcess | undefined;
// What a failed test left behind would go on, and keep Jest from ending.
afterEach(() => void running?.kill('SIGKILL'));

/** The sample, once it runs; `ended` gives the signal that ended it. */
async function ready(...args: string[]): Promise<{ child: ChildProcess; ended: Promise<NodeJS.Signals | null> }> {
  const bootstrap = `require('ts-node').register(${JSON.stringify(TS_NODE)}); process.argv.splice(1, 0, 'x'); require(${JSON.stringify(SAMPLE)})`;
  const child = spawn(process.execPath, ['-e', bootstrap, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  running = child;
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_, by) => resolve(by)));
  return { child, ended };
}

(hasPs ? test : test.skip).each<[string, NodeJS.Signals | null]>([
  ['exit', null],
  ['throw', null],
  ['close', null],
  ['signal', 'SIGINT'],
  ['signal', 'SIGTERM'],
  ['signal', 'SIGHUP'],
])(
  'by %s %s',
  async (way, signal) => {
    const before = drivers();
    const { child, ended } = await ready(way);
    if (signal) {
      expect(drivers().length).toBe(before.length + 1);
      child.kill(signal);
    }
    // The signal still means what it always means.
    expect(await ended).toBe(signal);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(drivers()).toEqual(before);
  },
  30_000,
);

(process.platform === 'win32' ? test.skip : test).each<NodeJS.Signals>(['SIGINT', 'SIGTERM', 'SIGHUP'])(
  '%s leaves a driver the time to remove its files',
  async (signal) => {
    const dir = mkdtempSync(join(tmpdir(), 'woe-live-'));
    const file = join(dir, 'made by the driver');
    const { child, ended } = await ready('signal', file);
    while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill(signal);
    expect(await ended).toBe(signal);
    expect(existsSync(file)).toBe(false);
    rmSync(dir, { recursive: true });
  },
  30_000,
);
