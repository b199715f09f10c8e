/** The compiled command, run as a process: what only a process can show. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';

const ROOT = resolve(__dirname, '..');
const WOE = join(ROOT, 'dist', 'cli', 'woe.js');
const MINUTE = 60_000;

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'woe-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

function woe(...args: string[]): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(WOE, args, {
    cwd: dir,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 2 * MINUTE,
    killSignal: 'SIGKILL',
  });
  return { code: status, stdout, stderr };
}

/** One line on standard error, nothing on standard output, exit code 2. */
function expectRefusal(args: readonly string[], message: RegExp): void {
  const { code, stdout, stderr } = woe(...args);
  expect(stderr).toMatch(/^woe: [^\n]+\n$/);
  expect(stderr).toMatch(message);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
}

describe('woe check reference', () => {
  test(
    'is conformant at every level and covers all that can be covered',
    () => {
      const { code, stdout, stderr } = woe('check', 'reference', '--runs', '2000', '--seed', '1', '--format', 'json');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const result = JSON.parse(stdout);
      expect(result.verdict).toBe('conformant');
      const { iter, disk } = result.coverage.byLevel;
      expect(iter.leaves).toMatchObject({ covered: 24, total: 24 });
      expect(disk.leaves).toMatchObject({ covered: 19, total: 19 });
      for (const kind of ['states', 'transitions', 'guards']) expect(iter[kind].missing).toEqual([]);
      expect(disk.transitions.missing).toEqual([]);
      for (const { reason } of disk.transitions.unreachable) expect(reason).toMatch(/\w/);
    },
    2 * MINUTE,
  );

  test(
    'gives the same bytes for the same seed, on the terminal but for the time and in every file',
    () => {
      const runs = ['a', 'b'].map((out) =>
        woe('check', '--seed', '7', '--runs', '200', '--format', 'json', '--out', out),
      );
      const timeless = runs.map(({ stdout }) => stdout.replace(/"timing": \{[^}]*\}/, ''));
      expect(timeless[0]).not.toBe(runs[0].stdout);
      expect(timeless[0]).toBe(timeless[1]);
      const files = readdirSync(join(dir, 'a'));
      expect(files).toEqual(['junit.xml', 'result.json']);
      for (const name of files)
        expect(readFileSync(join(dir, 'a', name), 'utf8')).toBe(readFileSync(join(dir, 'b', name), 'utf8'));
    },
    2 * MINUTE,
  );
});

describe('a refused run', () => {
  test.each<[string[], RegExp]>([
    [
      ['check', 'nonsense'],
      /target: expected one of reference, mutant:ID, kernel:ID, .\/module.js, -- COMMAND, got "nonsense"/,
    ],
    [['check', 'mutant:nonsense'], /target: expected mutant:ID with one of .*, got "mutant:nonsense"/],
    [['check', '--profile', 'posix', '--level', 'iter'], /no level iter/],
    [['check', '--only', 'zzz*'], /no rule matches "zzz\*"/],
    [['check', '--only', 'ret-*', '--skip', '*'], /leave no rule/],
    [['check', '--disk', '.'], /EISDIR/],
    [['check', '--disk', 'no/such/dir/disk.img'], /directory does not exist/],
    [['check', '--runs', '-1'], /--runs/],
  ])('woe %j', (args, message) => expectRefusal(args, message));

  // A recursive mkdir of Node goes round there for ever.
  (existsSync('/proc/self') ? test : test.skip)('ends where no directory can be made', () =>
    expectRefusal(['init', 'python', '/proc/x'], /expected a directory that can be written to, got "\/proc\/x"/),
  );

  test('never touches the disk file', () => {
    const disk = join(dir, 'small.img');
    writeFileSync(disk, 'not a disk');
    expectRefusal(['check', '--disk', disk], /expected \d+ bytes/);
    expect(readFileSync(disk, 'utf8')).toBe('not a disk');
    const fresh = join(dir, 'fresh.img');
    expectRefusal(['check', '--disk', fresh, '--only', 'zzz*'], /no rule/);
    expect(existsSync(fresh)).toBe(false);
  });
});

test.each([
  ['writeIter() { process.exit(0); }', /"check .*ends.mjs --workers 0" to be done, .* ended the process/],
  ['writeIter: await new Promise(() => {})', /waits for what never comes/],
])('a target in the main thread with %s is no success', (iter, why) => {
  const own = `name: "x", version: "1", capabilities: [], iter: { ${iter} }`;
  writeFileSync(join(dir, 'ends.mjs'), `export default { ${own} };`);
  expectRefusal(['check', './ends.mjs', '--workers', '0'], why);
});

test(
  'the virtual disk can live in a file, with the same result',
  () => {
    const options = ['check', '--level', 'disk', '--runs', '50', '--format', 'tap'];
    const inMemory = woe(...options);
    expect(woe(...options, '--disk', 'disk.img')).toEqual(inMemory);
    // And again in the file that is there now.
    expect(woe(...options, '--disk', 'disk.img')).toEqual(inMemory);
  },
  2 * MINUTE,
);

describe('Ctrl-C', () => {
  let running: ChildProcess | undefined;
  let watch: NodeJS.Timeout | undefined;
  // What a failed test left behind would go on, and keep Jest from ending.
  afterEach(() => {
    clearInterval(watch);
    running?.kill('SIGKILL');
  });

  const interrupted = (
    signals: number,
    signal: NodeJS.Signals = 'SIGINT',
  ): Promise<{ code: number | null; stdout: string; stderr: string }> =>
    new Promise((done) => {
      // The file is made when the run begins, however long it took to come to that.
      const begun = `begun${signals}${signal}.img`;
      const child = spawn(WOE, ['check', '--runs', '1000000000', '--disk', begun], { cwd: dir });
      running = child;
      let stdout = '';
      let stderr = '';
      child.stdout.on('data', (data) => (stdout += String(data)));
      child.stderr.on('data', (data) => {
        stderr += String(data);
        if (signals > 1) child.kill('SIGINT');
      });
      child.on('close', (code) => done({ code, stdout, stderr }));
      watch = setInterval(() => {
        if (!existsSync(join(dir, begun))) return;
        clearInterval(watch);
        child.kill(signal);
      }, 50);
    });

  test.each<NodeJS.Signals>(['SIGINT', 'SIGTERM', 'SIGHUP'])(
    'once, as %s: prints what was found and ends with 130',
    async (signal) => {
      const { code, stdout, stderr } = await interrupted(1, signal);
      expect(code).toBe(130);
      expect(stdout).toMatch(/^interrupted: reference .*\n[\s\S]*\nNext {2}woe check/);
      expect(stderr).toMatch(/Ctrl-C again stops at once/);
    },
    MINUTE,
  );
  test('twice: ends with 130 too', async () => expect((await interrupted(2)).code).toBe(130), MINUTE);
});

describe('output', () => {
  const shell = (script: string, env: NodeJS.ProcessEnv = {}): string =>
    spawnSync('bash', ['-c', script], { cwd: dir, encoding: 'utf8', env: { ...process.env, WOE, ...env } }).stdout;

  test('a reader that goes away does no harm', () => {
    expect(shell('"$WOE" rules --format json | head -c 1; echo " $PIPESTATUS"')).toBe('[ 0\n');
  });

  const onLinux = existsSync('/dev/full') ? test : test.skip;
  onLinux('a full disk is told in one line', () => {
    const told = shell('"$WOE" rules 2>&1 >/dev/full; echo "$?"');
    expect(told).toBe("woe: can't write to standard output (ENOSPC)\n2\n");
  });

  test('a large document arrives whole through a pipe', () => {
    expect(JSON.parse(shell('"$WOE" model --format json | cat')).combinations).toHaveLength(512);
  });

  test('has no colour where there is no terminal', () => {
    expect(shell('"$WOE" rules', { FORCE_COLOR: '1' })).not.toContain('\u001b');
  });
});
