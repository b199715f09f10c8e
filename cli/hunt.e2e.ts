/** What a hunt keeps, and how: the same bytes for the same seed, whatever the workers; nothing lost, however it ends. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { CounterexampleSchema, parseJson } from '../contract/index.js';

const ROOT = resolve(__dirname, '..');
const WOE = join(ROOT, 'dist', 'cli', 'woe.js');
const MINUTE = 60_000;
const TARGET = 'mutant:ki-pos-runs-ahead';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'woe-hunt-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function woe(...args: string[]): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(WOE, args, { cwd: dir, encoding: 'utf8', maxBuffer: 1 << 28 });
  return { code: status, stdout, stderr };
}

/** Every file of a directory with what it holds. */
const filesIn = (name: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(join(dir, name))
      .sort()
      .map((file) => [file, readFileSync(join(dir, name, file), 'utf8')]),
  );
/** Also while a hunt writes: its unfinished files come and go. */
const counterexamplesIn = (name: string): string[] =>
  readdirSync(join(dir, name))
    .filter((file) => file.endsWith('.counterexample.json'))
    .sort();

/** On two levels, into the random phase, with several counterexamples. */
const search = (out: string, ...options: string[]): string[] => [
  'hunt',
  TARGET,
  ...['--level', 'iter', '--level', 'disk', '--runs', '600', '--seed', '5', '--out', out],
  ...options,
];

describe('the same seed', () => {
  test(
    'gives the same files, byte for byte, twice and with another number of workers',
    () => {
      for (const [out, workers] of [
        ['one', '1'],
        ['two', '2'],
        ['again', '2'],
      ])
        expect(woe(...search(out, '--workers', workers)).code).toBe(1);
      expect(counterexamplesIn('one').length).toBeGreaterThan(3);
      expect(filesIn('two')).toEqual(filesIn('one'));
      expect(filesIn('again')).toEqual(filesIn('two'));
    },
    4 * MINUTE,
  );

  test(
    'finds in the shards of a hunt, joined, what the whole finds',
    () => {
      for (const index of [1, 2, 3]) woe(...search(`part${index}`, '--shard', `${index}/3`));
      expect(woe('merge', 'part1', 'part2', 'part3', '--out', 'joined').code).toBe(1);
      const verdicts = (out: string) =>
        (JSON.parse(filesIn(out)['result.json']) as { rules: { id: string; level: string; verdict: string }[] }).rules
          .map(({ id, level, verdict }) => `${level} ${id} ${verdict}`)
          .filter((line) => line.endsWith('deviate'));
      expect(verdicts('joined')).toEqual(verdicts('one'));
      expect(counterexamplesIn('joined')).toEqual(counterexamplesIn('one'));
    },
    4 * MINUTE,
  );
});

describe('a stored file that can not be trusted', () => {
  const BAD: readonly [string, (text: string) => string, RegExp][] = [
    ['truncated', (text) => text.slice(0, text.length / 2), /cut off or damaged/],
    ['corrupted', (text) => text.replace('"call"', '"cal"'), /is invalid/],
    ['foreign', () => '{"name": "something", "version": "1.0.0"}', /another kind of document/],
    ['of a future version', (text) => text.replace('woe.counterexample/1', 'woe.counterexample/9'), /does not know/],
    ['empty', () => '', /it is empty/],
    ['binary', () => '\u0000\u0001\u001b[31m', /cut off or damaged/],
  ];

  test.each(BAD)('%s: one line and exit code 2 from each command that reads it', (name, spoil, message) => {
    const [first] = counterexamplesIn('one');
    const bad = `${name.replaceAll(' ', '-')}.counterexample.json`;
    writeFileSync(join(dir, bad), spoil(filesIn('one')[first]));
    for (const args of [['replay'], ['explain'], ['export', '--as', 'jest'], ['replay', '--refresh']]) {
      const { code, stdout, stderr } = woe(...args, bad);
      expect(stderr).toMatch(/^woe: [^\n]+\n$/);
      expect(stderr).toMatch(message);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    }
  });

  test('is never passed over in ./counterexamples', () => {
    mkdirSync(join(dir, 'project', 'counterexamples'), { recursive: true });
    writeFileSync(join(dir, 'project', 'counterexamples', 'bad.counterexample.json'), '{}');
    const ran = spawnSync(WOE, ['check', 'reference', '--runs', '0'], { cwd: join(dir, 'project'), encoding: 'utf8' });
    expect(ran.stderr).toMatch(/^woe: "counterexamples\/bad\.counterexample\.json" is invalid: [^\n]+\n$/);
    expect(ran.status).toBe(2);
  });
});

test(
  'what is stored in ./counterexamples is replayed first, and makes the run deviate as long as it reproduces',
  () => {
    const [first] = counterexamplesIn('one');
    const place = join(dir, 'keeps', 'counterexamples');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, first), filesIn('one')[first]);
    const check = (target: string) =>
      spawnSync(
        WOE,
        [
          'check',
          target,
          '--only',
          'lock-*',
          '--only',
          'pos-*',
          '--level',
          'iter',
          '--level',
          'disk',
          '--runs',
          '0',
          '--format',
          'json',
        ],
        {
          cwd: join(dir, 'keeps'),
          encoding: 'utf8',
        },
      );
    expect(JSON.parse(check(TARGET).stdout)).toMatchObject({ stored: [{ name: first, verdict: 'reproduces' }] });
    expect(JSON.parse(check('reference').stdout)).toMatchObject({
      verdict: 'conformant',
      stored: [{ name: first, verdict: 'conformant' }],
    });
  },
  MINUTE,
);

/** Every line of JSON that was printed, as a counterexample. */
const printed = (stdout: string) =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('{"schema":"woe.counterexample/1"'))
    .map((line) => parseJson(CounterexampleSchema, line, 'printed'));

const QUICK = ['--level', 'iter', '--only', 'pos-*', '--runs', '0'];

describe('where nothing can be written', () => {
  const isRoot = process.getuid?.() === 0;
  const mounted = isRoot && process.platform === 'linux' && canMount();
  if (!mounted) process.stderr.write('skipped: no small filesystem can be mounted here, so no full disk is shown\n');

  (mounted ? test : test.skip)(
    'on a disk that fills up: one line, and what was found is printed',
    () => {
      const small = join(dir, 'small');
      mkdirSync(small);
      expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', small]).status).toBe(0);
      try {
        const { code, stdout, stderr } = woe('hunt', TARGET, ...QUICK, '--out', small);
        expect(stderr).toMatch(
          /^woe: --out: expected a directory that can be written to, got "[^"]*" \(ENOSPC\)[^\n]*\n$/,
        );
        expect(code).toBe(2);
        expect(printed(stdout).length).toBeGreaterThan(1);
      } finally {
        spawnSync('umount', [small]);
      }
    },
    MINUTE,
  );

  test('below what is no directory: refused before the search', () => {
    writeFileSync(join(dir, 'plain'), '');
    const { code, stdout, stderr } = woe('hunt', TARGET, ...QUICK, '--out', 'plain/found');
    expect(stderr).toMatch(/^woe: --out: expected a directory that can be written to, got "plain\/found" \(ENOTDIR\)/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

function canMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'woe-mount-'));
  const can = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', probe]).status === 0;
  if (can) spawnSync('umount', [probe]);
  rmSync(probe, { recursive: true });
  return can;
}

describe('Ctrl-C', () => {
  let child: ChildProcess | undefined;
  // A hunt that a failed test left behind would go on, and keep Jest from ending.
  afterEach(() => void child?.kill('SIGKILL'));

  test(
    'keeps what was found by then, and ends with 130',
    async () => {
      const hunt = spawn(WOE, ['hunt', TARGET, '--runs', '1000000000', '--max', '10000', '--out', 'cut'], {
        cwd: dir,
      });
      child = hunt;
      let stdout = '';
      hunt.stdout.on('data', (data) => (stdout += String(data)));
      const over = new Promise<number | null>((done) => hunt.on('close', done));
      while (!existsSync(join(dir, 'cut')) || counterexamplesIn('cut').length < 2)
        await new Promise((resolve) => setTimeout(resolve, 50));
      hunt.kill('SIGINT');
      expect(await over).toBe(130);
      expect(stdout).toMatch(/^interrupted: mutant:ki-pos-runs-ahead/);
      const kept = counterexamplesIn('cut');
      expect(kept.length).toBeGreaterThanOrEqual(2);
      for (const name of kept) expect(woe('explain', join('cut', name)).code).toBe(0);
      expect(JSON.parse(filesIn('cut')['result.json'])).toMatchObject({ verdict: 'interrupted' });
    },
    3 * MINUTE,
  );
});
