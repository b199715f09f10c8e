/** Whose descriptor it is: threads, children, programs that are executed, and tasks that end. */
import { describe, expect, test } from '@jest/globals';
import { by, deviations, judge, verdictOn } from './testbed.sample.js';

const NEW = 'openat(AT_FDCWD, "/tmp/x", O_RDWR|O_CREAT|O_TRUNC, 0644) = 3';
const OTHER = 'open("/tmp/y", O_RDWR) = 3';
const ABC = 'write(3, "abc", 3) = 3';
const READ = 'read(3, "", 100) = 0';
const SHORT = 'write(3, "abcdefghij", 10) = 4';
const CLOSE = 'close(3) = 0';
const EXIT = 'exit_group(0) = ?';
const EXEC = 'execve("/bin/true", ["true"], 0x7ffd) = 0';
const SHARES = 'clone(child_stack=0x7f, flags=CLONE_VM|CLONE_FILES) = 2';
const THREAD = 'clone(child_stack=0x7f, flags=CLONE_VM|CLONE_FILES|CLONE_THREAD) = 2';
const seek = (offset: number): string => `lseek(3, 0, SEEK_CUR) = ${offset}`;

/** Offsets at which the last line may find descriptor 3: those that no deviation is made of. */
const offsets = (lines: readonly string[], pid: number): number[] =>
  [0, 3, 6, 55].filter((offset) => deviations([...lines, `${pid} ${seek(offset)}`]).length === 0);
const ANY = [0, 3, 6, 55];

describe('descriptor 3 leads to', () => {
  test.each<[string, string[], number, number[]]>([
    ['what the parent opened, in a child', [...by(1, NEW, READ, ABC, 'fork() = 2')], 2, [3]],
    [
      'what the parent opened, though the child closed it',
      [...by(1, NEW, READ, ABC, 'fork() = 2'), ...by(2, CLOSE)],
      1,
      [3],
    ],
    [
      'nothing known, when the child shares the table and closed it',
      [...by(1, NEW, READ, ABC, SHARES), ...by(2, CLOSE)],
      1,
      ANY,
    ],
    [
      'nothing known of a process that the trace did not see begin',
      [...by(1, NEW, READ, ABC, READ), ...by(9, READ)],
      9,
      ANY,
    ],
    ['nothing known, when the fork failed', by(1, NEW, READ, ABC, 'fork() = -1 EAGAIN (Try again)'), 2, ANY],
    [
      'what the parent opened, when the child comes first',
      [...by(1, NEW, READ, ABC, 'fork( <unfinished ...>'), ...by(2, ABC), ...by(1, '<... fork resumed>) = 2')],
      1,
      [6],
    ],
    [
      'nothing known, when either of two may be the parent',
      [...by(9, OTHER), ...by(1, NEW, READ, ABC, 'fork( <unfinished ...>'), '9 fork( <unfinished ...>', ...by(2, READ)],
      2,
      ANY,
    ],
    [
      'what the second parent opened, when the first has its child',
      [
        ...by(9, OTHER, 'fork( <unfinished ...>'),
        ...by(8, READ),
        ...by(1, NEW, READ, ABC, 'fork( <unfinished ...>'),
        ...by(2, READ),
      ],
      2,
      [3],
    ],
    [
      'nothing known, when the parent has its child already',
      [...by(1, NEW, READ, ABC, 'fork( <unfinished ...>'), ...by(2, READ), ...by(8, READ)],
      8,
      ANY,
    ],
    [
      'nothing known, when the parent was killed before',
      [...by(1, NEW, READ, ABC, 'fork( <unfinished ...>', '+++ killed by SIGKILL +++'), ...by(2, READ)],
      2,
      ANY,
    ],
    [
      'nothing known, when the fork is over',
      [...by(1, NEW, READ, ABC, 'fork( <unfinished ...>', '<... fork resumed>) = ?'), ...by(2, READ)],
      2,
      ANY,
    ],
    [
      'what was moved by nobody knows whom, when the child was there before',
      [...by(2, READ), ...by(1, NEW, READ, ABC, 'fork() = 2')],
      1,
      ANY,
    ],
    [
      'what it was, in a program that is executed while another shares the table',
      [...by(1, NEW, READ, ABC, SHARES), ...by(2, EXEC, CLOSE)],
      1,
      [3],
    ],
    ['what it was, in the program that is executed', [...by(1, NEW, READ, ABC, SHARES), ...by(2, EXEC)], 2, [3]],
    ['what it was, after a program is executed alone', by(1, NEW, READ, ABC, EXEC), 1, [3]],
    [
      'what it was, after exec ended the other threads',
      [...by(1, NEW, READ, ABC, THREAD), ...by(2, READ, EXEC)],
      2,
      [3],
    ],
    ['nothing known, when a number is used again', by(1, NEW, READ, ABC, EXIT), 1, ANY],
    [
      'nothing known, when the number of a thread is used again',
      [...by(1, NEW, READ, ABC, THREAD), ...by(2, READ), `1 ${EXIT}`],
      2,
      ANY,
    ],
    [
      'nothing known, when the number of a task is used again',
      [...by(1, NEW, READ, ABC, '+++ exited with 0 +++')],
      1,
      ANY,
    ],
    ['what it was, after exec ended a thread that was not followed', by(1, NEW, READ, ABC, THREAD, EXEC), 1, [3]],
    ['what the parent opened, in a child of number 1', by(5, NEW, READ, ABC, 'fork() = 1'), 1, [3]],
    [
      'what it opened itself, when it turns out to be a child later',
      [...by(2, OTHER, READ, ABC, ABC), ...by(1, NEW, READ, ABC, 'fork() = 2')],
      2,
      [6],
    ],
    [
      'what it was, when one of two threads ended',
      [...by(1, NEW, READ, ABC, THREAD), '2 +++ exited with 0 +++'],
      1,
      [3],
    ],
  ])('%s', (_, lines, pid, expected) => expect(offsets(lines, pid)).toEqual(expected));
});

test('a task that ends in a call has moved nobody knows what; one that ends outside of one has not', () => {
  const lines = (call: string) => [...by(1, NEW, READ, ABC, 'fork() = 2'), ...by(2, call, '+++ killed by SIGKILL +++')];
  expect(offsets(lines('write(3, "abc", 3 <unfinished ...>'), 1)).toEqual(ANY);
  expect(offsets(lines('write(3, "abc", 3) = 3'), 1)).toEqual([6]);
});

test('a process that is not in the trace matters to what it has open, and to nothing else', () => {
  expect(offsets(by(1, NEW, READ, ABC, 'fork() = 2'), 1)).toEqual(ANY);
  expect(offsets(by(1, 'fork() = 2', NEW, READ, ABC), 1)).toEqual([3]);
  expect(offsets(by(1, OTHER, 'fork() = 2', CLOSE, NEW, READ, ABC), 1)).toEqual([3]);
});

describe('how a process ends', () => {
  const CALLER = 'caller-retries-short-write';

  test.each<[string, string[], string]>([
    ['a signal', by(1, NEW, SHORT, '+++ killed by SIGKILL +++'), 'a signal ended the process'],
    ['a status of no meaning', by(1, NEW, SHORT, 'exit_group() = ?'), 'a signal ended the process'],
    [
      'the last thread by a signal',
      [...by(1, NEW, SHORT, THREAD), '1 +++ exited with 0 +++', '2 +++ killed by SIGKILL +++'],
      'a signal',
    ],
    ['a thread that is not followed', by(1, NEW, THREAD, SHORT, EXIT), 'strace -f'],
    ['exec, while a thread waits', [...by(1, NEW, THREAD, SHORT), ...by(2, EXEC)], 'went on as another program'],
  ])('%s: %j', (_, lines, reason) => {
    expect(verdictOn(CALLER, lines)).toMatch(new RegExp(`^inconclusive: .*${reason}`));
  });

  test.each<[string, string[], number]>([
    [
      'the last thread exits, whatever the first said',
      [...by(1, NEW, SHORT, THREAD), '1 +++ exited with 1 +++', '2 +++ exited with 0 +++'],
      5,
    ],
    ['a child was there before the short write', [...by(1, NEW, 'fork() = 2', SHORT), ...by(2, CLOSE), `1 ${EXIT}`], 5],
    ['a thread began after it', [...by(1, NEW, SHORT, THREAD), ...by(2, READ), `1 ${EXIT}`], 5],
    ['a fork failed after it', by(1, NEW, SHORT, 'fork() = -1 EAGAIN (Try again)', EXIT), 4],
  ])('with success: %s', (_, lines, shownBy) => {
    expect(judge(lines).findings.map((finding) => finding.shownBy?.line)).toEqual([shownBy]);
  });
});
