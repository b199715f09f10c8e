import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TraceResultSchema } from '../contract/trace-result.js';
import { main } from './main.js';
import { run, SampleTerminal } from './terminal.sample.js';

const OPEN = 'openat(AT_FDCWD, "/tmp/x", O_WRONLY|O_CREAT|O_TRUNC, 0644) = 3</tmp/x>';
const IGNORED = [
  `41 ${OPEN}`,
  '41 write(3</tmp/x>, "abcdefghij", 10) = 4',
  '41 write(3</tmp/x>, "KLMNOPQRST", 10) = 10',
  '41 lseek(3</tmp/x>, 0, SEEK_CUR) = 15',
  '41 \u001b[2J what is this',
  '41 exit_group(0) = ?',
];
const RETRIED = [OPEN, 'write(3</tmp/x>, "abcdefghij", 10) = 4', 'write(3</tmp/x>, "efghij", 6) = 6', 'close(3) = 0'];
const UNCLEAR = [
  OPEN,
  'write(3</tmp/x>, ""..., 10) = 4',
  'write(3</tmp/x>, ""..., 10) = 10',
  'write(3</tmp/x>, "", 0) = 0',
];

let dir = '';
const files: Record<string, readonly string[]> = {
  'ignored.strace': IGNORED,
  'retried.strace': RETRIED,
  'unclear.strace': UNCLEAR,
  'nothing.strace': ['hello'],
};
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'woe-trace-'));
  for (const [name, lines] of Object.entries(files)) writeFileSync(join(dir, name), `${lines.join('\n')}\n`);
});
afterAll(() => rmSync(dir, { recursive: true }));

/** Without the directory, which differs from run to run. */
async function trace(names: readonly string[], ...options: string[]) {
  const ran = await run(['trace', ...names.map((name) => join(dir, name)), ...options]);
  return { ...ran, stdout: ran.stdout.replaceAll(`${dir}/`, ''), stderr: ran.stderr.replaceAll(`${dir}/`, '') };
}

describe('woe trace', () => {
  test.each([
    [1, ['ignored.strace']],
    [0, ['retried.strace']],
    [0, ['unclear.strace']],
    [2, ['nothing.strace']],
    [1, ['nothing.strace', 'ignored.strace']],
    [2, ['retried.strace', 'nothing.strace']],
  ])('exits %i for %j', async (code, names) => {
    const ran = await trace(names);
    expect([ran.code, ran.stderr]).toEqual([code, '']);
    expect(`\n${ran.stdout}`).toMatchSnapshot();
  });

  test('gives the same as JSON', async () => {
    const { code, stdout } = await trace(
      ['ignored.strace', 'retried.strace'],
      '--format',
      'json',
      '--profile',
      'linux-6.x',
    );
    expect(code).toBe(1);
    const result = TraceResultSchema.parse(JSON.parse(stdout));
    expect(result).toMatchObject({ profile: 'linux-6.x', verdict: 'deviating' });
    expect(result.files.map(({ file, verdict, events }) => [file, verdict, events])).toEqual([
      ['ignored.strace', 'deviating', 5],
      ['retried.strace', 'conformant', 4],
    ]);
    expect(result.files[0].findings.map(({ rule, line, shownBy }) => [rule, line, shownBy?.line])).toEqual([
      ['caller-retries-short-write', 2, 3],
      ['offset-follows-count', 4, undefined],
    ]);
  });

  test('names more than a hundred deviations by their number', async () => {
    writeFileSync(join(dir, 'many.strace'), 'write(3, "abc", 3) = 4\n'.repeat(130));
    const { stdout } = await trace(['many.strace']);
    expect(stdout).toContain('and 30 deviations more');
    expect(stdout.match(/^ {2}line /gm)).toHaveLength(100);
  });

  test('has rules that no check of a target can select', async () => {
    const { code, stderr } = await run(['check', '--only', 'caller-retries-*']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('no rule matches "caller-retries-*"')]);
    expect((await run(['rules', 'caller-retries-short-write'])).stdout).toContain('judged on recorded traces');
  });

  test('stops at Ctrl-C, with what was found', async () => {
    writeFileSync(join(dir, 'long.strace'), `${IGNORED.slice(0, 3).join('\n')}\n`.repeat(100_000));
    const terminal = new SampleTerminal();
    terminal.onInterrupt = (handler) => {
      setTimeout(handler, 20);
      return () => undefined;
    };
    expect(await main(['trace', join(dir, 'long.strace')], terminal)).toBe(130);
    expect(terminal.stdout).toMatch(/^interrupted: .* was not read to its end; found so far: /);
  });

  test('stops at Ctrl-C before anything was read', async () => {
    const terminal = new SampleTerminal();
    terminal.onInterrupt = (handler) => {
      handler();
      return () => undefined;
    };
    expect(await main(['trace', join(dir, 'ignored.strace')], terminal)).toBe(130);
  });

  test.each([
    [['nowhere'], /^woe: expected a readable trace, got "[^"]*nowhere" \(ENOENT\); example: woe trace run.strace\n$/],
    [['.'], /\(EISDIR\)/],
    [['retried.strace', 'nowhere'], /ENOENT/],
  ])('refuses %j in one line', async (names, message) => {
    const { code, stdout, stderr } = await trace(names);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });

  test.each([
    [['trace'], /missing required argument 'files'/],
    [['trace', 'x', '--profile', 'linux-2.4'], /--profile: expected one of/],
    [['trace', 'x', '--format', 'xml'], /--format: expected one of pretty, json/],
  ])('refuses %j', async (argv, message) => {
    const { code, stderr } = await run(argv);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
