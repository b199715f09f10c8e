/** The sizes that a file may have after what the trace shows, and the rule that a wrong one breaks. */
import { describe, expect, test } from '@jest/globals';
import type { ProfileId } from '../../contract/index.js';
import { by, judge } from './testbed.sample.js';

const NEW = 'openat(AT_FDCWD, "/tmp/x", O_RDWR|O_CREAT|O_TRUNC, 0644) = 3';
const APPEND = 'openat(AT_FDCWD, "/tmp/x", O_WRONLY|O_CREAT|O_TRUNC|O_APPEND, 0644) = 3';
const ABC = 'write(3, "abc", 3) = 3';
const EIO = '= -1 EIO (Input/output error)';
const THREAD = 'clone(child_stack=0x7f, flags=CLONE_VM|CLONE_FILES|CLONE_THREAD) = 2';

/** What is allowed after the lines, and the rule that says so; "anything" when no size is wrong. */
function sizeAfter(lines: readonly string[], profile?: ProfileId): string {
  for (const size of [2 ** 50, 0]) {
    const finding = judge([...lines, `lseek(3, 0, SEEK_END) = ${size}`], profile).findings.at(-1);
    if (finding) return `${finding.allowed.join()}: ${finding.rule}`;
  }
  return 'anything';
}

const BORN = 'open-starts-at-zero';
const WRITTEN = 'size-covers-written';

describe('after', () => {
  test.each<[string, string[], string]>([
    ['nothing', [NEW], `size 0: ${BORN}`],
    ['O_EXCL', ['open("/tmp/x", O_RDWR|O_CREAT|O_EXCL) = 3'], `size 0: ${BORN}`],
    ['O_CREAT alone', ['open("/tmp/x", O_RDWR|O_CREAT) = 3'], 'anything'],
    ['O_EXCL alone', ['open("/tmp/x", O_RDWR|O_EXCL) = 3'], 'anything'],
    ['O_TRUNC of what may be no file', ['open(0x7ffd, O_RDWR|O_CREAT|O_TRUNC) = 3'], 'anything'],
    ['an open that failed', [NEW, ABC, NEW.replace('= 3', '= -1 EACCES (Denied)')], `size 3: ${WRITTEN}`],
    ['another open with O_TRUNC', [NEW, ABC, NEW.replace('= 3', '= 4')], `size 0: ${BORN}`],
    ['a write inside', [NEW, ABC, 'pwrite64(3, "X", 1, 0) = 1'], `size 3: ${WRITTEN}`],
    ['a write over the end', [NEW, ABC, 'pwrite64(3, "XYZ", 3, 1) = 3'], `size 4: ${WRITTEN}`],
    ['a write behind the end', [NEW, ABC, 'pwrite64(3, "X", 1, 9) = 1'], `size 10: ${WRITTEN}`],
    ['a write of which nothing is written', [NEW, ABC, 'write(3, "d", 1) = 0'], `size 3: ${WRITTEN}`],
    [
      'a write behind the end of which nothing is written',
      [NEW, ABC, 'lseek(3, 9, SEEK_SET) = 9', 'write(3, "d", 1) = 0'],
      `size 3: ${WRITTEN}`,
    ],
    ['a pwrite of unknown result', [NEW, ABC, 'pwrite64(3, "d", 1, 9) = ?'], `size 3 to 10: ${WRITTEN}`],
    ['a positioned write of nothing', [NEW, ABC, 'pwrite64(3, "X", 1, 9) = 0'], `size 3: ${WRITTEN}`],
    ['a write of nothing that fails', [NEW, ABC, `pwrite64(3, "", 0, 9) ${EIO}`], `size 3: ${WRITTEN}`],
    ['a failed write', [NEW, ABC, `write(3, "defg", 4) ${EIO}`], `size 3 to 7: ${WRITTEN}`],
    ['a failed write inside', [NEW, ABC, `pwrite64(3, "X", 1, 0) ${EIO}`], `size 3: ${WRITTEN}`],
    ['a failed pwrite', [NEW, ABC, `pwrite64(3, "X", 1, 9) ${EIO}`], `size 3 to 10: ${WRITTEN}`],
    [
      'a failed write of unknown length',
      [NEW, ABC, `writev(3, [{iov_base="d", iov_len=1}, ...], 9) ${EIO}`],
      `size 3 or more: ${WRITTEN}`,
    ],
    [
      'a failed pwrite of unknown place',
      [NEW, ABC, `pwritev2(3, [{iov_base="d", iov_len=1}], 1, 0, RWF_APPEND) ${EIO}`],
      `size 3 or more: ${WRITTEN}`,
    ],
    [
      'a failed write at an unknown offset',
      [NEW, ABC, 'read(3, "", 9) = ?', `write(3, "d", 1) ${EIO}`],
      `size 3 or more: ${WRITTEN}`,
    ],
    [
      'a write at an unknown offset',
      [NEW, ABC, 'read(3, "", 9) = ?', 'write(3, "d", 1) = 1'],
      `size 3 or more: ${WRITTEN}`,
    ],
    ['a write of unknown result', [NEW, ABC, 'write(3, "d", 1) = ?'], 'anything'],
    ['a write whose count was made up', [NEW, ABC, 'write(3, "d", 1) = 0 (INJECTED)'], 'anything'],
    ['ftruncate', [NEW, ABC, 'ftruncate(3, 9) = 0'], 'size 9: truncate-sets-size'],
    ['ftruncate that fails', [NEW, ABC, 'ftruncate(3, 9) = -1 EFBIG (Too large)'], `size 3: ${WRITTEN}`],
    ['ftruncate that fails in a way of its own', [NEW, ABC, 'ftruncate(3, 9) = -1 EWHAT (What)'], 'anything'],
    ['ftruncate of unknown result', [NEW, ABC, 'ftruncate(3, 9) = ?'], 'anything'],
    ['truncate', [NEW, ABC, 'truncate("/tmp/x", 9) = 0'], 'anything'],
    ['truncate by a relative name', [NEW, ABC, 'truncate("x", 9) = 0'], 'anything'],
    ['truncate of another file', [NEW, ABC, 'truncate("/tmp/xx", 9) = 0'], `size 3: ${WRITTEN}`],
    ['truncate of a file whose name ends so', [NEW, ABC, 'truncate("/x", 9) = 0'], `size 3: ${WRITTEN}`],
    ['truncate that fails', [NEW, ABC, 'truncate("/tmp/x", 9) = -1 EIO (I/O error)'], `size 3: ${WRITTEN}`],
    ['a size that was shown', [NEW, 'ftruncate(3, 9) = 0', 'lseek(3, 0, SEEK_END) = 9'], `size 9: ${WRITTEN}`],
    [
      'a size that could not be shown',
      [NEW, ABC, 'fstat(3, {st_mode=S_IFREG|0644, st_size=9, ...}) = -1 EIO (I/O error)'],
      `size 3: ${WRITTEN}`,
    ],
    ['an opaque call', [NEW, ABC, 'fallocate(3, 0, 0, 100) = 0'], 'anything'],
    ['an opaque call on two descriptors', [NEW, ABC, 'sendfile(9, 3, NULL, 5) = 5'], 'anything'],
  ])('%s', (_, lines, expected) => expect(sizeAfter(lines)).toBe(expected));
});

describe('with O_APPEND, after', () => {
  test.each<[string, string[], string, ProfileId?]>([
    ['an append', [APPEND, ABC], `size 3: ${WRITTEN}`],
    ['an append of nothing', [APPEND, ABC, 'write(3, "d", 1) = 0'], `size 3: ${WRITTEN}`],
    ['an append that fails', [APPEND, ABC, `write(3, "defg", 4) ${EIO}`], `size 3 to 7: ${WRITTEN}`],
    ['another one behind it', [APPEND, `write(3, "defg", 4) ${EIO}`, ABC], `size 3 to 7: ${WRITTEN}`],
    [
      'a positioned one behind it',
      [APPEND, `write(3, "defg", 4) ${EIO}`, 'pwrite64(3, "abc", 3, 0) = 3'],
      'size 3 to 7: checks-append-wins-over-position',
    ],
    ['a pwrite that fails', [APPEND, ABC, `pwrite64(3, "d", 1, 0) ${EIO}`], `size 3 or more: ${WRITTEN}`],
    ['a pwrite', [APPEND, ABC, 'pwrite64(3, "d", 1, 9) = 1'], 'size 4: checks-append-wins-over-position'],
    [
      'a pwrite far behind, when its position may win',
      [APPEND, ABC, 'pwrite64(3, "d", 1, 9) = 1'],
      'size 3 to 10: checks-append-wins-over-position',
      'posix',
    ],
    [
      'a pwrite inside, when its position may win',
      [APPEND, ABC, 'pwrite64(3, "d", 1, 0) = 1'],
      'size 3 to 4: checks-append-wins-over-position',
      'posix',
    ],
    [
      'O_APPEND was set',
      [NEW, 'fcntl(3, F_SETFL, O_APPEND) = 0', ABC, 'lseek(3, 0, SEEK_SET) = 0', ABC],
      `size 6: ${WRITTEN}`,
    ],
    [
      'O_APPEND was taken away',
      [APPEND, 'fcntl(3, F_SETFL, 0) = 0', ABC, 'lseek(3, 0, SEEK_SET) = 0', ABC],
      `size 3: ${WRITTEN}`,
    ],
    [
      'O_APPEND could not be set',
      [NEW, 'fcntl(3, F_SETFL, O_APPEND) = -1 EPERM (No)', ABC, 'lseek(3, 0, SEEK_SET) = 0', ABC],
      `size 3: ${WRITTEN}`,
    ],
  ])('%s', (...[, lines, expected, profile]) => expect(sizeAfter(lines, profile)).toBe(expected));
});

describe('calls that overlap', () => {
  const begun = (call: string) => `${call} <unfinished ...>`;
  const ended = (call: string, ret: string) => `<... ${call} resumed>) = ${ret}`;

  test.each<[string, string[], string]>([
    [
      'a write and a truncation: either may be last',
      [...by(1, begun('ftruncate(3, 9')), ...by(2, ABC), ...by(1, ended('ftruncate', '0'))],
      'anything',
    ],
    [
      'a truncation inside of another call',
      [...by(1, begun('write(3, "abc", 3')), ...by(2, 'ftruncate(3, 9) = 0'), ...by(1, ended('write', '0'))],
      'anything',
    ],
    [
      'a size that was shown during a write',
      [...by(1, begun('write(3, "abc", 3')), ...by(2, 'lseek(3, 0, SEEK_END) = 0'), ...by(1, ended('write', '0'))],
      'anything',
    ],
    [
      'none: one that was interrupted by nothing',
      [...by(1, begun('ftruncate(3, 9')), ...by(1, ended('ftruncate', '0'))],
      'size 9: truncate-sets-size',
    ],
    [
      'none: calls on another file do not count',
      [
        ...by(1, begun('ftruncate(3, 9')),
        ...by(2, 'write(8</tmp/y>, "abc", 3) = 3'),
        ...by(1, ended('ftruncate', '0')),
      ],
      'size 9: truncate-sets-size',
    ],
    [
      'none: the end of a call before it is not shown',
      [...by(1, begun('write(3, "abc", 3'), begun('ftruncate(3, 9'), ended('ftruncate', '0'))],
      'size 9: truncate-sets-size',
    ],
    [
      'a truncation, begun and ended inside of another call',
      [
        ...by(1, begun('write(3, "abc", 3')),
        ...by(2, begun('ftruncate(3, 9'), ended('ftruncate', '0')),
        ...by(1, ended('write', '0')),
      ],
      'anything',
    ],
    [
      'one that is not the one that was begun',
      [...by(1, begun('write(8</tmp/y>, "abc", 3'), 'ftruncate(3, 9) = 0')],
      'anything',
    ],
    ['none: one after the other', [...by(1, ABC), ...by(2, 'ftruncate(3, 9) = 0')], 'size 9: truncate-sets-size'],
  ])('%s', (_, lines, expected) => {
    const whole = [...by(1, NEW, ABC, THREAD), ...by(2, 'read(3, "", 9) = 0'), ...lines];
    const sizes = [0, 3, 9].filter(
      (size) => judge([...whole, `1 lseek(3, 0, SEEK_END) = ${size}`]).findings.length === 0,
    );
    const wrong = judge([...whole, `1 lseek(3, 0, SEEK_END) = 0`]).findings[0];
    expect(sizes.length === 3 ? 'anything' : `${wrong.allowed.join()}: ${wrong.rule}`).toBe(expected);
  });
});
