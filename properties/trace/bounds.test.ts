/** What is given up when a trace holds more at a time than is remembered, and what stays. */
import { describe, expect, test } from '@jest/globals';
import { by, judge } from './testbed.sample.js';

const NEW = 'open("/tmp/x", O_RDWR|O_CREAT|O_TRUNC) = 3';
const SHORT = 'write(3, "abcdefghij", 10) = 4';
const EXIT = 'exit_group(0) = ?';
const THREAD = 'clone(child_stack=0x7f, flags=CLONE_VM|CLONE_FILES|CLONE_THREAD) = 2';
const SHARES = 'clone(child_stack=0x7f, flags=CLONE_VM|CLONE_FILES) = 2';
const TOO_MUCH = 'too much was open at once to keep in memory';

const times = (n: number, line: (i: number) => string): string[] => Array.from({ length: n }, (_, i) => line(i));

function told(lines: readonly string[]) {
  const { forgotten, findings, rules } = judge(lines);
  const reasons = rules.find(({ id }) => id === 'caller-retries-short-write')!.reasons;
  return { forgotten, deviating: findings.map(({ line }) => line), reasons: reasons.map(({ reason }) => reason) };
}

describe('of 4096 tasks', () => {
  const others = (n: number) => times(n, (i) => `${i + 10} fsync(9) = 0`);

  test('one more is remembered in place of the oldest, whose short write is given up', () => {
    const short = by(1, NEW, SHORT);
    expect(told([...short, ...others(4095), `1 ${EXIT}`])).toEqual({ forgotten: 0, deviating: [2], reasons: [] });
    expect(told([...short, ...others(4096)])).toEqual({ forgotten: 1, deviating: [], reasons: [TOO_MUCH] });
  });

  test('a process goes on with the threads that are left', () => {
    const lines = [...by(1, NEW, THREAD, SHORT), '2 fsync(9) = 0', ...others(4095), `2 ${EXIT}`];
    expect(told(lines)).toEqual({ forgotten: 1, deviating: [3], reasons: [] });
  });
});

describe('of 65,536 open descriptors', () => {
  /** 1024 descriptors in each of 64 processes. */
  const full = [
    ...by(1, NEW, SHORT, ...times(1023, (i) => `dup(3) = ${i + 4}`)),
    ...times(62, (i) => `1 fork() = ${i + 10}`),
    ...times(62, (i) => `${i + 10} fsync(3) = 0`),
    ...by(1, 'fork() = 9'),
    ...by(9, 'fsync(3) = 0'),
  ];

  test('all are remembered', () => {
    expect(told(full)).toMatchObject({ forgotten: 0 });
  });

  test.each<[string, string[], number]>([
    ['one more makes all forgotten', by(1, 'open("/tmp/y", O_RDWR) = 5000'), 1],
    ['a copy of a table, too', by(1, 'fork() = 8'), 1],
    [
      'once, after which there is room again',
      by(1, 'open("/tmp/y", O_RDWR) = 5000', 'open("/tmp/y", O_RDWR) = 5001'),
      1,
    ],
    ['not one in place of one that is closed', by(1, 'close(4) = 0', 'open("/tmp/y", O_RDWR) = 5000'), 0],
    ['not those in place of a process that ended', [`9 ${EXIT}`, '1 fork() = 8'], 0],
  ])('%s', (_, lines, forgotten) => {
    const { reasons, ...rest } = told([...full, ...lines]);
    expect(rest).toEqual({ forgotten, deviating: [] });
    expect(reasons[0]).toBe(forgotten > 0 ? TOO_MUCH : 'the trace ends before it shows whether the rest is written');
  });

  const forgetting = [...full, ...by(1, 'open("/tmp/y", O_RDWR) = 5000')];

  test('what they lead to is not known any more', () => {
    expect(told([...forgetting, ...by(1, 'lseek(3, 0, SEEK_CUR) = 1')]).deviating).toEqual([]);
    expect(
      told([...forgetting, ...by(9, 'open("/tmp/x", O_RDWR) = 3', 'lseek(3, 0, SEEK_END) = 55')]).deviating,
    ).toEqual([]);
  });

  test('who shared a table shares one still, until all have ended', () => {
    const lines = [
      ...by(1, SHARES),
      ...by(2, 'fsync(3) = 0'),
      ...forgetting,
      ...by(1, NEW, 'write(3, "abc", 3) = 3'),
      ...by(2, 'read(3, "", 9) = 0'),
    ];
    const at = lines.length + 1;
    expect(told([...lines, '2 lseek(3, 0, SEEK_CUR) = 9']).deviating).toEqual([at]);
    const seen = by(9, 'open("/tmp/x", O_RDWR) = 3', 'lseek(3, 0, SEEK_END) = 99');
    expect(told([...lines, `2 ${EXIT}`, ...seen]).deviating).toEqual([at + 2]);
    expect(told([...lines, `2 ${EXIT}`, `1 ${EXIT}`, ...seen]).deviating).toEqual([]);
  });

  test('a call that was under way is not taken for another', () => {
    const lines = [...forgetting.slice(0, -1), '9 write(3, "abc", 3 <unfinished ...>', ...forgetting.slice(-1)];
    const after = [
      ...by(1, NEW),
      '9 <... write resumed>) = 3',
      ...by(1, 'ftruncate(3, 5) = 0', 'lseek(3, 0, SEEK_END) = 9'),
    ];
    expect(told([...lines, ...after]).deviating).toEqual([lines.length + 4]);
  });
});

describe('of 64 short writes to a file', () => {
  const shorts = (n: number) => times(n, (i) => `pwrite64(3, "abcdef", 6, ${100 * i}) = 2`);

  test('one more makes the first forgotten', () => {
    expect(told([NEW, ...shorts(64), EXIT]).deviating).toEqual(times(64, (i) => `${i + 2}`).map(Number));
    const more = told([NEW, ...shorts(65), EXIT]);
    expect(more.reasons).toEqual(['too many short writes at once']);
    expect(more.deviating).toEqual(times(64, (i) => `${i + 3}`).map(Number));
  });

  test('one that is finished leaves the others', () => {
    const lines = [NEW, ...shorts(3), 'pwrite64(3, "cdef", 4, 102) = 4'];
    expect(told([...lines, EXIT]).deviating).toEqual([2, 4]);
    expect(told([...lines, 'pwrite64(3, "ZZZZ", 4, 2) = 4', EXIT]).deviating).toEqual([2, 4]);
  });
});
