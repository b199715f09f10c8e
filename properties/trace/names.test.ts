/** Which file a name means, after files were renamed, removed and closed. */
import { describe, expect, test } from '@jest/globals';
import { by, deviations } from './testbed.sample.js';

const opened = (path: string, fd: number): string => `open("${path}", O_RDWR) = ${fd}`;
const made = (path: string, fd: number): string[] => [
  `open("${path}", O_RDWR|O_CREAT|O_TRUNC) = ${fd}`,
  `write(${fd}, "abc", 3) = 3`,
];

/** Whether the name means the file of 3 bytes that the trace saw made; else it may be of any size. */
const isKnown = (path: string, lines: readonly string[]): boolean =>
  deviations([...lines, opened(path, 9), 'lseek(9, 0, SEEK_END) = 99']).length > 0;

describe('the name', () => {
  test.each<[string, string, string[], boolean]>([
    ['of a file', '/tmp/x', [], true],
    ['of another file', '/tmp/y', [], false],
    ['that was removed', '/tmp/x', ['unlink("/tmp/x") = 0'], false],
    ['that was removed by a relative name', '/tmp/x', ['unlink("x") = 0'], false],
    ['that was not removed', '/tmp/x', ['unlink("/tmp/x") = -1 EPERM (Not permitted)'], true],
    ['beside one that was removed', '/tmp/x', ['unlink("/tmp/xx") = 0'], true],
    ['whose end is one that was removed', '/tmp/x', ['unlink("/x") = 0'], true],
    ['that was renamed', '/tmp/x', ['rename("/tmp/x", "/tmp/y") = 0'], false],
    ['that it was renamed to', '/tmp/y', ['rename("/tmp/x", "/tmp/y") = 0'], true],
    ['that it was renamed to, relative', '/tmp/y', ['rename("x", "y") = 0'], true],
    ['that it was not renamed to', '/tmp/x', ['rename("/tmp/x", "/tmp/y") = -1 EPERM (Not permitted)'], true],
    ['that another was renamed to', '/tmp/x', ['rename("/tmp/z", "/tmp/x") = 0'], false],
    ['that another may have been renamed to', '/tmp/x', ['rename("/var/z", "x") = 0'], false],
  ])('%s', (_, path, lines, expected) => {
    expect(isKnown(path, [...made('/tmp/x', 3), ...lines])).toBe(expected);
  });

  test('stays that of the new file when the old one, which was removed, is closed', () => {
    const lines = [...made('/tmp/x', 3), 'unlink("/tmp/x") = 0', ...made('/tmp/x', 4), 'close(3) = 0'];
    expect(isKnown('/tmp/x', lines)).toBe(true);
  });

  test('that is not told is nobody’s', () => {
    const lines = ['pwrite64(7, "abc", 3, 0) = 3', 'ftruncate(7, 3) = 0', 'fsync(8) = 0', 'lseek(8, 0, SEEK_END) = 99'];
    expect(deviations(lines)).toEqual([]);
  });
});

describe('a file is forgotten once nobody has it open: under its name may be another', () => {
  const size = 'lseek(3, 0, SEEK_END) = 99';
  const OLD = 'open("/tmp/x", O_RDWR) = 3';
  const NEW = 'open("/tmp/x", O_RDWR|O_CREAT|O_TRUNC) = 3';
  const ABC = 'write(3, "abc", 3) = 3';
  const SHORT = 'write(3, "abcdefghij", 10) = 4';
  const READ = 'read(3, "", 100) = 0';
  const CLOSE = 'close(3) = 0';
  const EXIT = 'exit_group(0) = ?';
  const EXEC = 'execve("/bin/true", ["true"], 0x7ffd) = 0';
  const SHARES = 'clone(child_stack=0x7f, flags=CLONE_VM|CLONE_FILES) = 2';

  test.each<[string, string[], boolean]>([
    ['when it was closed', by(1, NEW, ABC, CLOSE), true],
    ['when a dup of it had failed', by(1, NEW, ABC, 'dup(3) = -1 EMFILE (Too many open files)', CLOSE), true],
    ['not when it was duplicated to itself', by(1, NEW, ABC, 'dup2(3, 3) = 3'), false],
    ['when it was closed after exec', by(1, NEW, ABC, EXEC, CLOSE), true],
    ['not while a duplicate is open', by(1, NEW, ABC, 'dup(3) = 4', CLOSE), false],
    ['when the duplicate was closed, too', by(1, NEW, ABC, 'dup(3) = 4', CLOSE, 'close(4) = 0'), true],
    ['not while a child has it open', [...by(1, NEW, ABC, 'fork() = 2', CLOSE), ...by(2, READ)], false],
    ['when the child ended', [...by(1, NEW, ABC, 'fork() = 2', CLOSE), ...by(2, READ, EXIT)], true],
    ['when its process ended', by(2, NEW, ABC, EXIT), true],
    ['not while another task shares the table', [...by(1, NEW, ABC, SHARES), ...by(2, READ), `1 ${EXIT}`], false],
    ['when the last that shares the table ended', [...by(1, NEW, ABC, SHARES), ...by(2, EXIT), `1 ${EXIT}`], true],
    [
      'when one that shared the table was executed, and both ended',
      [...by(1, NEW, ABC, SHARES), ...by(2, EXEC, EXIT), `1 ${EXIT}`],
      true,
    ],
    ['not while a short write to it may be finished', by(1, NEW, SHORT, CLOSE), false],
    ['when that one was finished', by(1, NEW, SHORT, 'write(3, "efghij", 6) = 6', CLOSE), true],
  ])('%s', (_, lines, forgotten) => {
    expect(deviations([...lines, ...by(9, OLD, size)])).toEqual(
      forgotten ? [] : [expect.stringMatching(/^size-covers-written in line \d+$/)],
    );
  });
});

describe('a short write is finished by', () => {
  const SHORT = 'write(3, "abcdefghij", 10) = 4';
  const NEW = 'open("/tmp/x", O_RDWR|O_CREAT|O_TRUNC) = 3';
  const EXIT = 'exit_group(0) = ?';

  test.each<[string, string, boolean]>([
    ['removing the file', 'unlink("/tmp/x") = 0', true],
    ['removing it by a relative name', 'unlink("x") = 0', true],
    ['not by removing it in vain', 'unlink("/tmp/x") = -1 EPERM (Not permitted)', false],
    ['not by removing another', 'unlink("/tmp/y") = 0', false],
    ['not by renaming it', 'rename("/tmp/x", "/tmp/y") = 0', false],
  ])('%s', (_, call, finished) => {
    expect(deviations([NEW, SHORT, call, EXIT]).length).toBe(finished ? 0 : 1);
  });
});
