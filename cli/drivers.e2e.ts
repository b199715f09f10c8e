/** The drivers in `fixtures/drivers`, run as a user runs them; those whose toolchain is missing are skipped. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DRIVER_LANGUAGES, DRIVER_TEMPLATES, type DriverLanguage } from './driver-templates.js';
import { run } from './terminal.sample.js';

const DRIVERS = resolve(__dirname, '..', 'fixtures', 'drivers');
const MINUTE = 60_000;
/** A machine that has other work takes its time; a driver that hangs is still found out. */
const PATIENCE = ['--timeout', '20'];

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'woe-drivers-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const has = (command: string): boolean => spawnSync(command, ['--version']).status === 0;

interface Sample {
  readonly name: string;
  /** Programs that it needs. */
  readonly needs: readonly string[];
  readonly build?: () => readonly string[];
  readonly command: () => readonly string[];
  /** The rule that each planted bug breaks, and the level at which it shows. */
  readonly bugs: Readonly<Record<string, readonly [level: string, rule: string, runs?: number]>>;
}

const SAMPLES: readonly Sample[] = [
  {
    name: 'c',
    needs: ['cc'],
    build: () => [
      'cc',
      '-std=c11',
      '-Wall',
      '-Wextra',
      '-Werror',
      '-O1',
      '-o',
      join(dir, 'c'),
      ...c('driver.c', 'woe.c'),
    ],
    command: () => [join(dir, 'c')],
    bugs: {
      'invalidate-after-failed-flush': ['iter', 'order-no-invalidate-after-flush-error'],
      'times-first': ['iter', 'order-of-callees'],
      'dup-has-its-own-offset': ['file', 'offset-shared-by-dup'],
    },
  },
  {
    name: 'python',
    needs: ['python3'],
    command: () => ['python3', join(DRIVERS, 'python', 'driver.py')],
    bugs: {
      'ki-pos-before-flush': ['iter', 'pos-flush-error-stays-at-direct'],
      'flush-error-hides-direct-bytes': ['iter', 'ret-flush-error-returns-direct-bytes'],
      'pwrite-moves-offset': ['file', 'pwrite-leaves-offset'],
    },
  },
  {
    name: 'python, on the disk of the suite',
    needs: ['python3'],
    command: () => ['python3', join(DRIVERS, 'python', 'disk_driver.py')],
    bugs: {
      'fsync-without-flush': ['disk', 'fsync-tells-the-truth'],
      'size-stays-behind': ['disk', 'durable-after-power-cut', 1000],
      'write-error-forgotten': ['disk', 'fsync-tells-the-truth'],
    },
  },
  {
    name: 'rust',
    needs: ['rustc'],
    build: () => ['rustc', '-D', 'warnings', '-o', join(dir, 'rust'), join(DRIVERS, 'rust', 'src', 'main.rs')],
    command: () => [join(dir, 'rust')],
    bugs: {
      'fallback-error-wins': ['iter', 'ret-fallback-error-returns-direct-bytes'],
      'ki-pos-stays-after-fallback': ['iter', 'pos-follows-written'],
      'truncate-moves-offset': ['file', 'truncate-sets-size'],
    },
  },
  {
    name: 'javascript',
    needs: ['node'],
    command: () => ['node', join(DRIVERS, 'javascript', 'driver.js')],
    bugs: {
      'bdi-stays': ['iter', 'bdi-published-then-cleared'],
      'fallback-rewrites-direct-bytes': ['iter', 'order-of-callees'],
      'append-at-offset': ['file', 'checks-append-at-end'],
    },
  },
];

function c(...names: string[]): string[] {
  return names.map((name) => join(DRIVERS, 'c', name));
}

function built(argv: readonly string[]): void {
  const { status, stderr } = spawnSync(argv[0], argv.slice(1), { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

describe.each(SAMPLES)('the driver in $name', ({ name, needs, build, command, bugs }) => {
  const missing = needs.filter((program) => !has(program));
  if (missing.length > 0) {
    test.skip(`skipped: ${missing.join(', ')} is not on this machine`, () => undefined);
    process.stderr.write(`skipped: the driver in ${name}: ${missing.join(', ')} is not on this machine\n`);
    return;
  }
  beforeAll(() => {
    if (build) built(build());
  }, MINUTE);

  test(
    'speaks the protocol',
    async () => {
      const { code, stdout } = await run(['protocol', '--', ...command()]);
      expect(stdout).toMatch(/\nnothing is wrong\n$/);
      expect(code).toBe(0);
    },
    MINUTE,
  );

  test(
    'conforms, and leaves nothing behind',
    async () => {
      // A place of its own: other drivers may run on this machine.
      const place = join(dir, `files of ${name}`);
      mkdirSync(place);
      const { code, stdout } = await run([
        'check',
        '--runs',
        '100',
        ...PATIENCE,
        '--',
        'env',
        `TMPDIR=${place}`,
        ...command(),
      ]);
      expect(stdout).toMatch(/^conformant: /);
      expect(code).toBe(0);
      expect(readdirSync(place)).toEqual([]);
    },
    5 * MINUTE,
  );

  test.each(Object.entries(bugs))(
    'with the bug %s is found out',
    async (bug, [level, rule, runs = 100]) => {
      const options = ['--level', level, '--runs', String(runs), '--format', 'json', ...PATIENCE];
      const { code, stdout } = await run(['check', ...options, '--', ...command(), '--bug', bug]);
      const result = JSON.parse(stdout);
      expect({ code, verdict: result.verdict }).toEqual({ code: 1, verdict: 'deviating' });
      const found = result.rules.filter(({ verdict }: { verdict: string }) => verdict === 'deviate');
      expect(found.map(({ id }: { id: string }) => id)).toContain(rule);
    },
    5 * MINUTE,
  );
});

/** What builds and runs each scaffold. */
const TOOLS: Record<DriverLanguage, readonly string[]> = {
  c: ['make', 'cc'],
  python: ['python3'],
  rust: ['cargo'],
  javascript: ['node'],
};

describe.each(DRIVER_LANGUAGES)('woe init %s', (language) => {
  const missing = TOOLS[language].filter((program) => !has(program));
  (missing.length > 0 ? test.skip : test)(
    `makes a driver that builds, runs and conforms${missing.length > 0 ? ` (skipped: no ${missing.join(', ')})` : ''}`,
    async () => {
      const made = join(dir, `new ${language}`);
      const { code, stdout } = await run(['init', language, made]);
      expect(code).toBe(0);
      const { files, build, run: command } = DRIVER_TEMPLATES[language];
      for (const file of files) expect(readFileSync(join(made, file), 'utf8')).not.toMatch(/planted|\bbug\b/i);
      expect(stdout).toContain(`woe check -- ${command.replace('DIR', `'${made}'`)}\n`);
      const words = (line: string): string[] => line.split(' ').map((word) => word.replace('DIR', made));
      if (build) built(words(build));
      expect(await run(['check', '--runs', '10', ...PATIENCE, '--', ...words(command)])).toMatchObject({
        code: 0,
        stderr: '',
      });
      expect(await run(['init', language, made])).toMatchObject({ code: 2 });
    },
    2 * MINUTE,
  );
});

(has('python3') ? test : test.skip)(
  'one line broken in a new driver: the right rule is named',
  async () => {
    const made = join(dir, 'broken');
    await run(['init', 'python', made]);
    const path = join(made, 'driver.py');
    const text = readFileSync(path, 'utf8');
    const broken = text.replace('return written or error', 'return error');
    expect(broken).not.toBe(text);
    writeFileSync(path, broken);
    const { code, stdout } = await run(['check', '--runs', '10', ...PATIENCE, '--', 'python3', path]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/breaks 1 rule of linux-4\.x .*: ret-flush-error-returns-direct-bytes\n/);
  },
  MINUTE,
);

describe('woe init refuses', () => {
  test.each<[string[], RegExp]>([
    [['init', 'cobol', 'd'], /language: expected one of c, python, rust, javascript, got "cobol"/],
    [
      ['init', 'python', DRIVERS],
      /dir: expected a directory that is empty or does not exist, got .* with "[^"]+" in it/,
    ],
    [['init', 'python', __filename], /dir: expected a directory .*ENOTDIR/],
  ])('%j', async (argv, message) => {
    const { code, stdout, stderr } = await run(argv);
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

describe('woe protocol', () => {
  const harness = (mode: string): string[] => ['node', join(DRIVERS, 'harness', 'driver.js'), mode];

  test(
    'says what is wrong',
    async () => {
      const { code, stdout } = await run(['protocol', '--timeout', '0.5', '--', ...harness('no-ki-pos')]);
      expect(code).toBe(1);
      expect(stdout).toMatch(/^wrong {4}iter: a buffered write: writeIter: kiPos: Invalid input.*; got undefined$/m);
      expect(stdout).toMatch(/\n\d+ wrong; see docs\/protocol\.md\n$/);
    },
    MINUTE,
  );

  test('without a handshake nothing can be said', async () => {
    const { code, stderr } = await run(['protocol', '--', ...harness('no-handshake')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/no handshake: exited with code 1 .*; it said: cannot find my library/);
  });
});
