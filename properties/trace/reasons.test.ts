/** Why something can't be told, word for word as a user reads it, how often that was so, and in which line first. */
import { describe, expect, test } from '@jest/globals';
import { by, judge } from './testbed.sample.js';

const NEW = 'openat(AT_FDCWD, "/tmp/x", O_RDWR|O_CREAT|O_TRUNC, 0644) = 3';
const ABC = 'write(3, "abc", 3) = 3';
const READ = 'read(3, "", 100) = 0';
const SHORT = 'write(3, "abcdefghij", 10) = 4';
const EXIT = 'exit_group(0) = ?';
const THREAD = 'clone(child_stack=0x7f, flags=CLONE_VM|CLONE_FILES|CLONE_THREAD) = 2';
const UNFINISHED = 'write(3, "abc", 3 <unfinished ...>';

function reasonsOf(rule: string, lines: readonly string[]) {
  const { findings, rules } = judge(lines);
  expect(findings).toEqual([]);
  const { verdict, reasons } = rules.find(({ id }) => id === rule)!;
  expect(verdict).toBe('inconclusive');
  return reasons;
}

describe('about offset and size', () => {
  test.each<[reason: string, rule: string, lines: string[], line: number]>([
    [
      'another call on the same file overlapped',
      'size-covers-written',
      [...by(1, NEW, ABC, THREAD, UNFINISHED), ...by(2, 'lseek(3, 0, SEEK_END) = 6')],
      5,
    ],
    [
      'a process that is not in the trace shares the file (strace -f)',
      'size-covers-written',
      [NEW, 'fork() = 9', ABC, 'lseek(3, 0, SEEK_END) = 6'],
      4,
    ],
    [
      'the file is older than the trace: programs outside of it may change its size',
      'size-covers-written',
      ['open("/tmp/x", O_RDWR) = 3', ABC, 'lseek(3, 0, SEEK_END) = 2'],
      3,
    ],
    [
      'another call on the same offset overlapped',
      'offset-follows-count',
      [...by(1, NEW, READ, THREAD, UNFINISHED), ...by(2, 'write(3, "d", 1) = 1', 'lseek(3, 0, SEEK_CUR) = 9')],
      6,
    ],
    [
      'the descriptor was open before the trace began: others may share it',
      'lseek-sets-offset',
      ['lseek(7</tmp/x>, 0, SEEK_CUR) = 0', 'lseek(7</tmp/x>, 0, SEEK_CUR) = 9'],
      2,
    ],
    [
      'a process that is not in the trace shares the descriptor',
      'offset-follows-count',
      [NEW, READ, 'fork() = 9', ABC, 'lseek(3, 0, SEEK_CUR) = 6'],
      5,
    ],
    [
      'programs outside of the trace may append to the file',
      'checks-append-at-end',
      ['open("/tmp/x", O_WRONLY|O_APPEND) = 3', 'lseek(3, 0, SEEK_END) = 5', ABC, 'lseek(3, 0, SEEK_CUR) = 11'],
      4,
    ],
    [
      'no read is in the trace: the recording may leave them out',
      'offset-follows-count',
      [NEW, ABC, 'lseek(3, 0, SEEK_CUR) = 6'],
      3,
    ],
  ])('%s', (reason, rule, lines, line) => {
    expect(reasonsOf(rule, lines)).toEqual([{ reason, times: 1, line }]);
  });

  test('each is given once, with how often it came up and where first', () => {
    const lines = [NEW, ABC, 'lseek(3, 0, SEEK_CUR) = 6', ABC, 'lseek(3, 0, SEEK_CUR) = 12'];
    const reason = 'no read is in the trace: the recording may leave them out';
    expect(reasonsOf('offset-follows-count', lines)).toEqual([{ reason, times: 2, line: 3 }]);
  });
});

describe('about a short write', () => {
  test.each<[reason: string, lines: string[], line: number]>([
    ['it is not known whether the descriptor is a file (strace -y)', ['write(7, "abcdef", 6) = 2', EXIT], 1],
    [
      'the file was truncated at an unknown place',
      ['write(1</tmp/log>, "abcdef", 6) = 2', 'ftruncate(1</tmp/log>, 0) = 0', EXIT],
      1,
    ],
    [
      'the file was truncated at an unknown place',
      ['open("/tmp/log", O_WRONLY|O_APPEND) = 3', 'write(3, "abcdef", 6) = 2', 'ftruncate(3, 0) = 0', EXIT],
      2,
    ],
    ['the file was opened again and begun anew', [NEW, SHORT, NEW.replace('= 3', '= 4'), EXIT], 2],
    ['the trace ends before it shows whether the rest is written', [NEW, SHORT, 'close(3) = 0'], 2],
    ['the trace ends before it shows whether the rest is written', [NEW, SHORT, 'pwrite64(3, "KLM", 3, 10) = 3'], 2],
    [
      'another thread wrote there, in a way that may be a retry',
      [...by(1, NEW, THREAD, SHORT), ...by(2, 'pwrite64(3, "KL", 2, 6) = 2'), ...by(1, EXIT)],
      3,
    ],
    ['nobody knows what the retry returned', [NEW, SHORT, 'write(3, "efghij", 6) = ?', EXIT], 2],
    ['the process went on as another program', [NEW, SHORT, 'execve("/bin/true", ["true"], 0x7ffd) = 0', EXIT], 2],
    [
      'the place of a later write is not known',
      [NEW, SHORT, 'pwritev2(3, [{iov_base="ef", iov_len=2}], 1, 0, RWF_APPEND) = 2', EXIT],
      2,
    ],
    [
      'not all segments of a later write are shown',
      [NEW, SHORT, 'writev(3, [{iov_base="ef", iov_len=2}, ...], 40) = 6', EXIT],
      2,
    ],
    ['a later write begins inside the rest', [NEW, SHORT, 'pwrite64(3, "fghij", 5, 5) = 5', EXIT], 2],
    [
      'a later write replaced the bytes before the rest, too',
      [NEW, SHORT, 'pwrite64(3, "abXdefghij", 10, 0) = 10', EXIT],
      2,
    ],
    [
      'a later write begins before the rest and ends elsewhere',
      [NEW, SHORT, 'pwrite64(3, "abcdef", 6, 0) = 6', EXIT],
      2,
    ],
    [
      'the next write has another length than the rest, and the recording shows too few bytes to compare (strace -s)',
      [NEW, SHORT, 'write(3, "e"..., 5) = 5', EXIT],
      2,
    ],
    ['a signal ended the process, or its status is not known', [NEW, SHORT, '+++ killed by SIGKILL +++'], 2],
    ['a signal ended the process, or its status is not known', [NEW, SHORT, 'exit_group() = ?'], 2],
    ['the process exited with a status that tells of a failure', [NEW, SHORT, 'exit_group(1) = ?'], 2],
    [
      'the process may have told of it: it wrote to stderr, a pipe, a socket or a log',
      [NEW, SHORT, 'write(2</dev/pts/0>, "disk full", 9) = 9', EXIT],
      2,
    ],
    [
      'a thread or a child that is not in the trace may write the rest (strace -f)',
      [NEW, 'fork() = 9', SHORT, EXIT],
      3,
    ],
    ['a child of the process may write the rest', [NEW, SHORT, 'close(3) = 0', 'fork() = 9', EXIT], 2],
  ])('%s: %j', (reason, lines, line) => {
    expect(reasonsOf('caller-retries-short-write', lines)).toEqual([{ reason, times: 1, line }]);
  });
});
