/** What a trace leaves open, and what the judge says then. */
import { describe, expect, test } from '@jest/globals';
import type { ProfileId } from '../../contract/index.js';
import { NEW, OLD, APPEND, ABC, READ, check, outcome } from './testbed.sample.js';

describe('what can not be known', () => {
  test.each<[string, string, string[], string]>([
    [
      'the recording may leave out reads',
      'offset-follows-count',
      [NEW, ABC, 'lseek(3, 0, SEEK_CUR) = 9'],
      'no read is in the trace',
    ],
    [
      'the descriptor was open before',
      'offset-follows-count',
      ['lseek(1</tmp/x>, 0, SEEK_CUR) = 5', 'write(1</tmp/x>, "abc", 3) = 3', 'lseek(1</tmp/x>, 0, SEEK_CUR) = 20'],
      'was open before the trace began',
    ],
    [
      'a child that is not followed',
      'offset-follows-count',
      [OLD, 'clone(child_stack=NULL, flags=SIGCHLD) = 77', ABC, 'lseek(3, 0, SEEK_CUR) = 20'],
      'not in the trace shares',
    ],
    [
      'a child that is not followed, and the size',
      'size-covers-written',
      [NEW, 'clone(child_stack=NULL, flags=SIGCHLD) = 77', ABC, 'lseek(3, 0, SEEK_END) = 20'],
      'not in the trace shares the file',
    ],
    [
      'others may append',
      'checks-append-at-end',
      [
        'openat(AT_FDCWD, "/tmp/x", O_WRONLY|O_APPEND) = 3',
        'lseek(3, 0, SEEK_END) = 10',
        ABC,
        'lseek(3, 0, SEEK_CUR) = 20',
      ],
      'may append',
    ],
    [
      'an old file',
      'size-covers-written',
      [OLD, 'lseek(3, 0, SEEK_END) = 10', ABC, 'lseek(3, 0, SEEK_END) = 20'],
      'older than the trace',
    ],
    [
      'a result that the tracer made up',
      'offset-follows-count',
      [NEW, READ, 'write(3, "abc", 3) = 2 (INJECTED)', 'lseek(3, 0, SEEK_CUR) = 0'],
      'not in the trace shares',
    ],
  ])('%s', (_, rule, lines, reason) => {
    expect(outcome(lines, rule)).toEqual({
      verdict: 'inconclusive',
      reasons: [expect.stringContaining(reason)],
      broken: [],
    });
  });

  test.each<[string, string[]] | [string, string[], ProfileId]>([
    ['sendfile moves an offset', [NEW, 'sendfile(3, 4, NULL, 100) = 100', READ, 'lseek(3, 0, SEEK_CUR) = 100']],
    [
      'copy_file_range changes a size',
      [NEW, ABC, 'copy_file_range(4, NULL, 3, NULL, 100, 0) = 100', 'lseek(3, 0, SEEK_END) = 103'],
    ],
    ['fallocate changes a size', [NEW, ABC, 'fallocate(3, 0, 0, 100) = 0', 'lseek(3, 0, SEEK_END) = 100']],
    ['truncate by name', [NEW, ABC, 'truncate("/tmp/x", 1) = 0', 'lseek(3, 0, SEEK_END) = 1']],
    [
      'another descriptor of the file',
      [
        NEW,
        'open("/tmp/x", O_RDWR) = 4',
        READ,
        'write(4, "abc", 3) = 3',
        'lseek(3, 0, SEEK_CUR) = 0',
        'lseek(3, 0, SEEK_END) = 3',
      ],
    ],
    [
      'a descriptor that was closed and given again',
      [NEW, ABC, READ, 'close(3) = 0', 'open("/tmp/y", O_RDWR) = 3', 'lseek(3, 0, SEEK_CUR) = 0'],
    ],
    ['close_range', [NEW, ABC, READ, 'close_range(3, 4294967295, 0) = 0', 'lseek(3, 0, SEEK_CUR) = 55']],
    [
      'a descriptor given again by a call that is not recorded',
      [NEW, ABC, READ, 'lseek(3</tmp/other>, 0, SEEK_CUR) = 55'],
    ],
    [
      'a failed write at the end leaves a zone',
      [NEW, ABC, 'write(3, "defg", 4) = -1 EIO (Input/output error)', 'lseek(3, 0, SEEK_END) = 7'],
    ],
    [
      'an interrupted write',
      [
        NEW,
        ABC,
        READ,
        'write(3, "defg", 4) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)',
        'lseek(3, 0, SEEK_CUR) = 3',
      ],
    ],
    [
      'a result that nobody knows',
      [NEW, ABC, READ, 'write(3, "defg", 4) = ?', 'lseek(3, 0, SEEK_CUR) = 5', 'lseek(3, 0, SEEK_END) = 6'],
    ],
    [
      'pwritev2 at the offset',
      [NEW, READ, 'pwritev2(3, [{iov_base="ab", iov_len=2}], 1, -1, 0) = 2', 'lseek(3, 0, SEEK_CUR) = 2'],
    ],
    [
      'pwritev2 that appends',
      [NEW, ABC, READ, 'pwritev2(3, [{iov_base="ab", iov_len=2}], 1, 0, RWF_APPEND) = 2', 'lseek(3, 0, SEEK_END) = 5'],
    ],
    ['a pwrite whose result nobody knows', [NEW, ABC, 'pwrite64(3, "defg", 4, 9) = ?', 'lseek(3, 0, SEEK_END) = 13']],
    ['a file that was closed, and may be another now', [NEW, ABC, 'close(3) = 0', OLD, 'lseek(3, 0, SEEK_END) = 99']],
    [
      'a read whose result nobody knows',
      [NEW, ABC, 'lseek(3, 0, SEEK_SET) = 0', 'read(3, "", 9) = ?', 'lseek(3, 0, SEEK_CUR) = 2'],
    ],
    ['an append whose result nobody knows', [APPEND, 'write(3, "abc", 3) = ?', 'lseek(3, 0, SEEK_END) = 2']],
    [
      'an append of nothing at the end',
      [APPEND, ABC, 'lseek(3, 0, SEEK_SET) = 0', READ, 'write(3, "abc", 3) = 0', 'lseek(3, 0, SEEK_CUR) = 3'],
    ],
    [
      'another file under a name that was removed',
      [
        NEW,
        ABC,
        'unlink("/tmp/x") = 0',
        'open("/tmp/x", O_RDWR|O_CREAT|O_EXCL) = 4',
        'lseek(4, 0, SEEK_END) = 0',
        'lseek(3, 0, SEEK_END) = 3',
      ],
    ],
    [
      'a file that was renamed',
      [
        NEW,
        ABC,
        'rename("/tmp/x", "y") = 0',
        'creat("/tmp/x") = 4',
        'open("/tmp/y", O_RDWR) = 5',
        'write(5, "abcdef", 6) = 6',
        'lseek(3, 0, SEEK_END) = 6',
        'lseek(4, 0, SEEK_END) = 0',
      ],
    ],
    ['a count that the tracer made up', [NEW, 'write(3, "abc", 3) = 7 (INJECTED)']],
    [
      'a device',
      ['openat(AT_FDCWD, "/dev/tty", O_RDWR) = 3</dev/tty>', READ, ABC, 'lseek(3</dev/tty>, 0, SEEK_CUR) = 0'],
    ],
    [
      'a short direct write of an era that runs ahead',
      [
        'open("/tmp/x", O_RDWR|O_CREAT|O_TRUNC|O_DIRECT) = 3',
        READ,
        'write(3, "abc", 3) = 1',
        'lseek(3, 0, SEEK_CUR) = 3',
      ],
      'linux-6.5.0',
    ],
    [
      'a position that POSIX lets win over O_APPEND',
      [APPEND, ABC, 'pwrite64(3, "abc", 3, 50) = 3', 'lseek(3, 0, SEEK_END) = 53'],
      'posix',
    ],
  ])('%s is no deviation', (...[, lines, profile]) => {
    const { findings, unknown } = check(lines, profile);
    expect([findings, unknown.lines]).toEqual([[], 0]);
  });

  test('the era that does not run ahead deviates there', () => {
    const lines = [
      'open("/tmp/x", O_RDWR|O_CREAT|O_TRUNC|O_DIRECT) = 3',
      READ,
      'write(3, "abc", 3) = 1',
      'lseek(3, 0, SEEK_CUR) = 3',
    ];
    expect(outcome(lines, 'offset-follows-count', 'linux-6.x').broken).toEqual(['offset-follows-count 4']);
  });
});

describe('a write that returns 0', () => {
  const ZERO = 'write(3</tmp/x>, "abc", 3) = 0';

  test('is permitted once, and after progress again', () => {
    expect(outcome([NEW, ZERO, ABC, ZERO], 'count-within-request')).toMatchObject({ verdict: 'permitted', broken: [] });
  });

  test('is a deviation twice in a row', () => {
    expect(outcome([NEW, ZERO, READ, ZERO], 'count-within-request').broken).toEqual(['count-within-request 4']);
  });

  test('is a deviation also when the writes between failed', () => {
    const failed = 'write(3</tmp/x>, "abc", 3) = -1 EIO (Input/output error)';
    expect(outcome([NEW, ZERO, failed, ZERO], 'count-within-request').broken).toEqual(['count-within-request 4']);
  });

  test('and failed instead, though nothing was asked for, is not judged', () => {
    const failed = 'write(3, "", 0) = -1 EIO (Input/output error)';
    expect(outcome([NEW, failed], 'checks-zero-length-no-effect').verdict).toBe('not exercised');
  });

  test('is not judged when it is not known how much was asked for', () => {
    const some = 'writev(3, [{iov_base="ab", iov_len=2}, ...], 9) = 0';
    expect(check([NEW, some, some]).findings).toEqual([]);
  });

  test('is not judged on a terminal', () => {
    expect(check(['write(1</dev/pts/0>, "abc", 3) = 0', 'write(1</dev/pts/0>, "abc", 3) = 0']).findings).toEqual([]);
  });
});
