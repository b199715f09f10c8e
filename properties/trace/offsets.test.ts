/** Where a descriptor stands after what the trace shows, and the rule that another offset breaks. */
import { describe, expect, test } from '@jest/globals';
import type { ProfileId } from '../../contract/index.js';
import { by, deviations, judge, verdictOn } from './testbed.sample.js';

const NEW = 'openat(AT_FDCWD, "/tmp/x", O_RDWR|O_CREAT|O_TRUNC, 0644) = 3';
const APPEND = NEW.replace('O_RDWR', 'O_WRONLY|O_APPEND');
const DIRECT = NEW.replace('O_RDWR', 'O_RDWR|O_DIRECT');
const ABC = 'write(3, "abc", 3) = 3';
const PART = 'write(3, "abc", 3) = 2';
const READ = 'read(3, "", 100) = 0';
const EIO = '= -1 EIO (Input/output error)';

/** The offset that is allowed after the lines, and the rule that says so; "anything" when none is wrong. */
function offsetAfter(lines: readonly string[], profile?: ProfileId, fd = 3): string {
  const [finding] = judge([...lines, READ.replace('3', '9'), `lseek(${fd}, 0, SEEK_CUR) = 999`], profile).findings;
  return finding ? `${finding.allowed.join()}: ${finding.rule}` : 'anything';
}

const OPENED = 'open-starts-at-zero';
const WROTE = 'offset-follows-count';
const APPENDED = 'checks-append-at-end';
const SEEKED = 'lseek-sets-offset';

describe('after', () => {
  test.each<[string, string[], string]>([
    ['open', [NEW], `0: ${OPENED}`],
    ['a write', [NEW, ABC], `3: ${WROTE}`],
    ['a short write', [NEW, PART], `2: ${WROTE}`],
    ['a write that fails', [NEW, ABC, `write(3, "abc", 3) ${EIO}`], `3: ${WROTE}`],
    ['a write of which nothing is written', [NEW, ABC, 'write(3, "abc", 3) = 0'], `3: ${WROTE}`],
    ['a write of unknown result', [NEW, ABC, 'write(3, "abc", 3) = ?'], 'anything'],
    ['a read', [NEW, ABC, 'read(3, "abc", 9) = 2'], `5: ${SEEKED}`],
    ['a read of nothing', [NEW, ABC, READ], `3: ${WROTE}`],
    ['a read that fails', [NEW, ABC, `read(3, "", 9) ${EIO}`], `3: ${WROTE}`],
    ['a read of unknown result', [NEW, ABC, 'read(3, "", 9) = ?'], 'anything'],
    ['pread', [NEW, ABC, 'pread64(3, "abc", 9, 0) = 3'], `3: ${WROTE}`],
    ['pwrite', [NEW, ABC, 'pwrite64(3, "abc", 3, 50) = 3'], '3: pwrite-leaves-offset'],
    ['SEEK_SET', [NEW, ABC, 'lseek(3, 7, SEEK_SET) = 7'], `7: ${SEEKED}`],
    ['SEEK_END', [NEW, ABC, 'lseek(3, 7, SEEK_END) = 10'], `10: ${SEEKED}`],
    ['SEEK_DATA, of which nothing is known', [NEW, ABC, 'lseek(3, 0, SEEK_DATA) = 1'], `1: ${SEEKED}`],
    ['an lseek that fails', [NEW, ABC, 'lseek(3, -7, SEEK_SET) = -1 EINVAL (Invalid)'], `3: ${WROTE}`],
    [
      'an lseek that told where an unknown offset is',
      [NEW, 'read(3, "", 9) = ?', 'lseek(3, 0, SEEK_CUR) = 5'],
      `5: ${SEEKED}`,
    ],
    ['an opaque call', [NEW, ABC, 'sendfile(3, 9, NULL, 5) = 5'], 'anything'],
    ['an opaque call that reads from it', [NEW, ABC, 'sendfile(9, 3, NULL, 5) = 5'], 'anything'],
    ['an append', [APPEND, ABC, 'lseek(3, 0, SEEK_SET) = 0', ABC], `6: ${APPENDED}`],
    ['an append that fails', [APPEND, ABC, `write(3, "abc", 3) ${EIO}`], `3: ${APPENDED}`],
    ['an append of nothing', [APPEND, ABC, 'write(3, "", 0) = 0'], `3: ${APPENDED}`],
    ['an append of which nothing is written', [APPEND, ABC, 'write(3, "abc", 3) = 0'], 'anything'],
    ['an append of unknown result', [APPEND, ABC, 'write(3, "abc", 3) = ?'], 'anything'],
    ['an append to an unknown end', [APPEND, `write(3, "abc", 3) ${EIO}`, ABC], 'anything'],
  ])('%s', (_, lines, expected) => expect(offsetAfter(lines)).toBe(expected));

  test.each<[string, string[], ProfileId, string]>([
    ['a short direct write, which runs ahead', [DIRECT, PART], 'linux-6.5.0', 'anything'],
    ['a short direct write, which ran ahead', [DIRECT, PART], 'linux-3.18', 'anything'],
    ['a short direct write, which does not', [DIRECT, PART], 'linux-6.x', `2: ${WROTE}`],
    ['a whole direct write', [DIRECT, ABC], 'linux-6.5.0', `3: ${WROTE}`],
    ['a short buffered write', [NEW, PART], 'linux-6.5.0', `2: ${WROTE}`],
  ])('%s in some eras', (_, lines, profile, expected) => expect(offsetAfter(lines, profile)).toBe(expected));

  test('a short write of a descriptor that nobody saw opened for direct ones', () => {
    const lines = ['lseek(3</tmp/x>, 0, SEEK_CUR) = 0', 'write(3, "abc", 3) = 2', 'lseek(3, 0, SEEK_CUR) = 2'];
    expect(verdictOn(WROTE, lines, 'linux-6.5.0')).toBe('conform');
  });

  test('a write of descriptor 0, also through another', () => {
    const lines = [NEW.replace('= 3', '= 0'), 'dup(0) = 4', 'write(0, "abc", 3) = 3'];
    expect(offsetAfter(lines, undefined, 0)).toBe(`3: ${WROTE}`);
    expect(offsetAfter(lines, undefined, 4)).toBe('3: offset-shared-by-dup');
  });
});

describe('without reads in the trace', () => {
  test.each<[string, string, number, boolean]>([
    ['an offset too far may be by a read', 'O_RDWR', 4, false],
    ['an offset not far enough may not', 'O_RDWR', 2, true],
    ['nothing can have read what is only written', 'O_WRONLY', 4, true],
  ])('%s', (_, access, offset, deviates) => {
    const lines = [NEW.replace('O_RDWR', access), ABC, `lseek(3, 0, SEEK_CUR) = ${offset}`];
    expect(deviations(lines)).toEqual(deviates ? [`${WROTE} in line 3`] : []);
  });
});

describe('calls of two threads that overlap', () => {
  const THREAD = 'clone(child_stack=0x7f, flags=CLONE_VM|CLONE_FILES|CLONE_THREAD) = 2';
  const whole = [...by(1, NEW, ABC, THREAD), ...by(2, READ), '1 write(3, "abc", 3 <unfinished ...>'];
  const ended = '1 <... write resumed>) = 3';

  test.each<[string, string[], string]>([
    ['two writes both move it', [...by(2, 'write(3, "de", 2) = 2'), ended], `8: ${WROTE}`],
    ['an lseek may come before or after', [...by(2, 'lseek(3, 0, SEEK_SET) = 0'), ended], 'anything'],
    ['an lseek after both is sure again', [ended, ...by(2, 'lseek(3, 0, SEEK_SET) = 0')], `0: ${SEEKED}`],
  ])('%s', (_, lines, expected) => {
    const found = judge([...whole, ...lines, '2 lseek(3, 0, SEEK_CUR) = 999']).findings[0];
    expect(found ? `${found.allowed.join()}: ${found.rule}` : 'anything').toBe(expected);
  });

  test('where an lseek told the offset meanwhile, a rest is not placed by it', () => {
    const log = '5</tmp/log>';
    const lines = [
      ...by(1, `write(${log}, "abcdef", 6) = 2`, THREAD, `read(${log}, "", 9 <unfinished ...>`),
      ...by(2, `lseek(${log}, 0, SEEK_CUR) = 102`),
      ...by(1, '<... read resumed>, "") = 0', `pwrite64(${log}, "cdef", 4, 102) = 4`, 'exit_group(0) = ?'),
    ];
    const { reasons } = judge(lines).rules.find(({ id }) => id === 'caller-retries-short-write')!;
    expect(reasons.map(({ reason }) => reason)).toEqual(['the place of a later write is not known']);
  });
});
