import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from '@jest/globals';
import { mountPoint } from '../../impl/kernel/sandbox.js';
import { describeKernel } from './possible.sample.js';

const TS_NODE = {
  cwd: __dirname,
  swc: true,
  experimentalResolver: true,
  compilerOptions: { module: 'node16' },
};
const RUNNER = `require(${JSON.stringify(require.resolve('ts-node'))}).register(${JSON.stringify(TS_NODE)});
process.argv.splice(1, 0, 'runner'); require(${JSON.stringify(join(__dirname, 'runner.sample.ts'))});`;
/** Tells our processes from all others. */
const MARK = `WOE_CLEANUP_TEST=${process.pid}`;
const ENDLESS = 1_000_000;
const SECOND = 1000;
/** On a machine that does much else besides, in milliseconds. */
const MINUTES = 180_000;

const readOr = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** The processes that the runner started, the runner included, with their command lines. */
function processes(): { pid: number; command: string; program: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && readOr(`/proc/${name}/environ`).split('\0').includes(MARK))
    .map((name) => ({ pid: Number(name), command: readOr(`/proc/${name}/cmdline`), program: programOf(name) }));
}

function programOf(pid: string): string {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`));
  } catch {
    return '';
  }
}

let runner: ChildProcess | undefined;

/** The images behind loop devices that the last runner's name is on; others may check kernels at the same time. */
const images = (): string[] =>
  readdirSync('/sys/block')
    .map((name) => readOr(`/sys/block/${name}/loop/backing_file`).trim())
    .filter((image) => runner?.pid !== undefined && image.includes(`woe-${runner.pid}-`));

const temporary = mkdtempSync(join(tmpdir(), 'woe-cleanup-'));

/** All that a run could leave behind. */
const left = (): object => ({
  mounts: readOr('/proc/self/mountinfo').trim().split('\n').length,
  loops: images(),
  processes: processes().map(({ command }) => command),
  files: [readdirSync(temporary, { recursive: true }), readdirSync(mountPoint() ?? '/mnt')],
});

async function eventually(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition() && waited < 10 * SECOND; waited += 50)
    await new Promise((resolve) => setTimeout(resolve, 50));
}

let said = '';
let before: object;

function start(id: string, runs: number): Promise<number | null> {
  const [name, value] = MARK.split('=');
  const child = spawn(process.execPath, ['-e', RUNNER, id, String(runs)], {
    env: { ...process.env, [name]: value },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  runner = child;
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve) => child.once('exit', resolve));
}
const running = (): Promise<void> => eventually(() => said.includes('running'));

/** The child that runs a script of impl/kernel. */
function child(script: string): number {
  const found = processes().find(({ program, command }) => program === 'node' && command.includes(script));
  if (!found) throw new Error(`no process runs ${script}`);
  return found.pid;
}

function tests(id: string): void {
  beforeEach(() => {
    said = '';
    before = left();
  });
  afterEach(async () => {
    await eventually(() => JSON.stringify(left()) === JSON.stringify(before));
    for (const { pid } of processes()) process.kill(pid, 'SIGKILL');
    expect(left()).toEqual(before);
  }, MINUTES);

  it(
    'success',
    async () => {
      await start(id, 0);
      expect(said).toMatch(/^(conformant|deviating)$/m);
    },
    MINUTES,
  );

  it(
    'a writer that is killed',
    async () => {
      const ended = start(id, ENDLESS);
      await running();
      process.kill(child('child/writer'), 'SIGKILL');
      await ended;
      expect(said).toContain('crashed');
    },
    MINUTES,
  );

  it(
    'Ctrl-C',
    async () => {
      const ended = start(id, ENDLESS);
      await running();
      runner?.kill('SIGINT');
      await ended;
      expect(said).toContain('interrupted');
    },
    MINUTES,
  );

  it(
    'SIGKILL of the runner',
    async () => {
      const ended = start(id, ENDLESS);
      await running();
      expect(processes().length).toBeGreaterThan(1);
      if (['ext4', 'blockdev'].includes(id)) expect(images().length).toBeGreaterThan(0);
      runner?.kill('SIGKILL');
      await ended;
    },
    MINUTES,
  );
}

afterAll(() => rmSync(temporary, { recursive: true }));

describeKernel('ext4', 'nothing is left of kernel:ext4 after', () => tests('ext4'));

/** Those whose storage is a server of ours. */
function served(id: string): void {
  tests(id);

  it(
    'a server that hangs',
    async () => {
      const ended = start(id, ENDLESS);
      await running();
      process.kill(child('fuse/main'), 'SIGSTOP');
      await ended;
      expect(said).toContain('timed out');
    },
    MINUTES,
  );

  it(
    'a server that hangs and a runner that is killed',
    async () => {
      const ended = start(id, ENDLESS);
      await running();
      process.kill(child('fuse/main'), 'SIGSTOP');
      await new Promise((resolve) => setTimeout(resolve, 200));
      runner?.kill('SIGKILL');
      await ended;
    },
    MINUTES,
  );
}

describeKernel('fuse', 'nothing is left of kernel:fuse after', () => served('fuse'));

if (existsSync('/dev/fuse'))
  describeKernel('blockdev', 'nothing is left of kernel:blockdev after', () => served('blockdev'));

describeKernel('tmpfs', 'nothing is left of kernel:dir=PATH after', () => tests(`dir=${temporary}`));
