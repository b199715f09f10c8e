/** What a descriptor leads to after calls that make, close or exchange it, and what its file is. */
import { describe, expect, test } from '@jest/globals';
import { judge, verdictOn } from './testbed.sample.js';

const NEW = 'openat(AT_FDCWD, "/tmp/x", O_RDWR|O_CREAT|O_TRUNC, 0644) = 3';
const ABC = 'write(3, "abc", 3) = 3';
const READ = 'read(3, "", 100) = 0';
const EXIT = 'exit_group(0) = ?';
const FAILED = '-1 EMFILE (Too many open files)';
const BEFORE = [NEW, ABC, READ];

/** The path of what the descriptor leads to, if its offset is 3. */
function pathOf(fd: number, lines: readonly string[]): string {
  const [finding] = judge([...lines, `lseek(${fd}, 0, SEEK_CUR) = 999`]).findings;
  return finding?.allowed.join() === '3' ? finding.path : 'unknown';
}

describe('a descriptor leads to the file', () => {
  test.each<[string, number, string[]]>([
    ['after a dup that failed', 3, [`dup(3) = ${FAILED}`]],
    ['that was duplicated to 0', 0, ['dup(3) = 0']],
    ['that was duplicated to a number that is told', 7, ['dup2(3, 7) = 7']],
    ['that was duplicated to 0 as told', 0, ['dup2(3, 0) = 0']],
    ['duplicated to itself', 3, ['dup2(3, 3) = 3']],
    ['after a dup2 to it that failed', 3, [`dup2(9, 3) = ${FAILED}`]],
    ['that was not closed, as it was not open', 3, ['close(3) = -1 EBADF (Bad file descriptor)']],
    ['after a close of unknown result', 3, ['close(3) = ?']],
    ['after close_range that failed', 3, ['close_range(3, 5, 0) = -1 EINVAL (Invalid)']],
    ['before a range that was closed', 3, ['close_range(4, 5, 0) = 0']],
    ['behind a range that was closed', 3, ['close_range(1, 2, 0) = 0']],
    ['after an open that failed', 3, ['open("/tmp/y", O_RDWR) = -1 ENOENT (No such file)']],
    ['of a high number', 2000, ['dup2(3, 2000) = 2000', 'close(3) = 0']],
    ['of number 1023', 1023, ['dup2(3, 1023) = 1023', 'close(1024) = 0']],
    ['of number 1024', 1024, ['dup2(3, 1024) = 1024', 'close(1023) = 0', 'close(1025) = 0']],
    ['that is shown under its path', 3, ['fsync(3</tmp/x>) = 0']],
  ])('%s', (_, fd, lines) => expect(pathOf(fd, [...BEFORE, ...lines])).toBe('/tmp/x'));
});

describe('a descriptor does not lead to it any more', () => {
  test.each<[string, number, string[]]>([
    ['closed', 3, ['close(3) = 0']],
    ['closed with an error', 3, ['close(3) = -1 EIO (Input/output error)']],
    ['first of a range that was closed', 3, ['close_range(3, 9, 0) = 0']],
    ['last of a range that was closed', 3, ['close_range(1, 3, 0) = 0']],
    ['of a high number in a range', 2000, ['dup2(3, 2000) = 2000', 'close_range(4, 4294967295, 0) = 0']],
    ['of a high number that was closed', 2000, ['dup2(3, 2000) = 2000', 'close(2000) = 0']],
    ['of number 1024 that was closed', 1024, ['dup2(3, 1024) = 1024', 'close(1024) = 0']],
    ['given to another', 3, ['dup2(9, 3) = 3']],
    ['opened anew', 3, ['open("/tmp/y", O_RDWR) = 3']],
    ['shown under another path', 3, ['fsync(3</tmp/y>) = 0']],
    ['renamed, and shown under the old path', 3, ['rename("/tmp/x", "/tmp/y") = 0', 'fsync(3</tmp/x>) = 0']],
  ])('%s', (_, fd, lines) => expect(pathOf(fd, [...BEFORE, ...lines])).toBe('unknown'));

  test('two files without a path are two', () => {
    const lines = ['pwrite64(7, "abcdef", 6, 0) = 2', 'pwrite64(1, "cdef", 4, 2) = 4', EXIT];
    expect(judge(lines).findings.map(({ line, path }) => [line, path])).toEqual([[1, '']]);
  });

  test('two descriptors of a copying call are told apart', () => {
    const rename = '{"pid":0,"call":"rename","path":"/tmp/a","newPath":"/tmp/b","ret":0}';
    const opaque = '{"pid":0,"call":"opaque","fd":9,"newFd":3}';
    expect(judge([NEW, rename, opaque, 'write(3, "abc", 3) = 4']).findings.map(({ path }) => path)).toEqual(['/tmp/x']);
    expect(pathOf(0, [...BEFORE, 'dup2(3, 0) = 0', 'sendfile(9, 0, NULL, 5) = 5'])).toBe('unknown');
  });

  test('the path of a file is learned when it is shown later', () => {
    const lines = ['fsync(7) = 0', 'lseek(7, 0, SEEK_CUR) = 0', 'write(7</tmp/x>, "abc", 3) = 4'];
    expect(judge(lines).findings.map(({ path }) => path)).toEqual(['/tmp/x']);
    const known = ['lseek(7, 0, SEEK_CUR) = 5', 'write(7</tmp/x>, "abc", 3) = 3', 'lseek(7</tmp/x>, 0, SEEK_CUR) = 8'];
    expect(verdictOn('offset-follows-count', known)).toBe('conform');
    const pipe = ['fsync(7) = 0', 'write(7<pipe:[1]>, "abcdef", 6) = 2', EXIT];
    expect(verdictOn('caller-retries-short-write', pipe)).toBe('not exercised');
  });
});

describe('whether it is a file is known', () => {
  const SHORT = 'write(7, "abcdef", 6) = 2';
  const UNKNOWN = 'inconclusive: it is not known whether the descriptor is a file (strace -y)';

  test.each<[string, string[], string]>([
    ['by a pwrite that wrote', ['pwrite64(7, "z", 1, 0) = 1', SHORT], 'deviate'],
    ['not by one that wrote nothing', ['pwrite64(7, "", 0, 0) = 0', SHORT], UNKNOWN],
    ['not by one that failed', ['pwrite64(7, "z", 1, 0) = -1 ESPIPE (Illegal seek)', SHORT], UNKNOWN],
    ['by an lseek', ['lseek(7, 0, SEEK_END) = 0', SHORT], 'deviate'],
    ['not by one that failed', ['lseek(7, 0, SEEK_END) = -1 ESPIPE (Illegal seek)', SHORT], UNKNOWN],
    ['by ftruncate', ['ftruncate(7, 0) = 0', SHORT], 'deviate'],
    ['not by one that failed', ['ftruncate(7, 0) = -1 EINVAL (Invalid)', SHORT], UNKNOWN],
    ['by fstat', ['fstat(7, {st_mode=S_IFREG|0644, st_size=0, ...}) = 0', SHORT], 'deviate'],
    ['by its path alone, of a terminal: lseek', ['lseek(7</dev/tty>, 0, SEEK_CUR) = 0', SHORT], 'not exercised'],
    [
      'by its path alone, of a device: fstat',
      ['fstat(7</dev/x>, {st_mode=S_IFREG|0644, st_size=0, ...}) = 0', SHORT],
      'not exercised',
    ],
    ['by its path alone: open with O_TRUNC', ['open("/dev/x", O_WRONLY|O_TRUNC) = 7', SHORT], 'not exercised'],
  ])('%s: %j', (_, lines, expected) => {
    expect(verdictOn('caller-retries-short-write', [...lines, EXIT])).toBe(expected);
  });
});

test.each([
  'pwrite64(7, "z", 1, 0) = 1',
  'ftruncate(7, 0) = 0',
  'fstat(7, {st_mode=S_IFREG|0644, st_size=0, ...}) = 0',
])('once %s shows that it is a file, it is judged like one that is known by its path', (call) => {
  const nothing = 'write(7, "abc", 3) = 0';
  expect(verdictOn('count-within-request', [call, nothing, nothing])).toBe('deviate');
  expect(verdictOn('count-within-request', [nothing, nothing])).toBe('not exercised');
});

test('a descriptor that is opened for writing is not one for reading only', () => {
  const rule = 'checks-descriptor-not-writable';
  const write = 'write(3, "abc", 3) = -1 EBADF (Bad file descriptor)';
  expect(verdictOn(rule, ['open("/tmp/x", O_RDONLY) = 3', write])).toBe('conform');
  expect(verdictOn(rule, ['open("/tmp/x", O_WRONLY) = 3', write])).toBe('not exercised');
  expect(verdictOn(rule, ['open("/tmp/x", O_RDONLY) = 3', write.replace('EBADF', 'EIO')])).toBe('not exercised');
});
