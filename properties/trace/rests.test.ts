/** Which write may finish a short one, where its rest belongs, and what becomes of several rests at a time. */
import { describe, expect, test } from '@jest/globals';
import { by, judge, verdictOn } from './testbed.sample.js';

const NEW = 'openat(AT_FDCWD, "/tmp/x", O_RDWR|O_CREAT|O_TRUNC, 0644) = 3';
const SHORT = 'write(3, "abcdefghij", 10) = 4';
const RETRY = 'write(3, "efghij", 6) = 6';
const CLOSE = 'close(3) = 0';
const EXIT = 'exit_group(0) = ?';
const THREAD = 'clone(child_stack=0x7f, flags=CLONE_VM|CLONE_FILES|CLONE_THREAD) = 2';

/** `deviates in N, shown by N` for each that was ignored; else how the rule came out. */
function outcome(lines: readonly string[]): string {
  const { findings } = judge(lines);
  if (findings.length === 0) return verdictOn('caller-retries-short-write', lines);
  return findings.map(({ rule, line, shownBy }) => `${rule} in ${line}, shown by ${shownBy?.line}`).join('; ');
}

const ignored = (line: number, shownBy: number): string => `caller-retries-short-write in ${line}, shown by ${shownBy}`;
const unclear = (reason: string): string => `inconclusive: ${reason}`;
const PLACE = unclear('the place of a later write is not known');
const INSIDE = unclear('a later write begins inside the rest');

describe('where nobody knows the offset', () => {
  const FIVE = '5</tmp/log>';
  const SIX = '6</tmp/log>';
  const CUT = `write(${FIVE}, "abcdef", 6) = 2`;

  test.each<[string, string[], string]>([
    ['distances count on one descriptor', [CUT, `write(${FIVE}, "cdef", 4) = 4`], 'conform'],
    [
      'distances count from wherever the short write was',
      [`write(${FIVE}, "x", 1) = 1`, CUT, `write(${FIVE}, "cdef", 4) = 4`],
      'conform',
    ],
    ['not from another descriptor', [CUT, `write(${SIX}, "cdef", 4) = 4`], PLACE],
    ['not once the offset moved unseen', [CUT, `read(${FIVE}, "", 9) = ?`, `write(${FIVE}, "cdef", 4) = 4`], PLACE],
    ['not to a place that is told', [CUT, `pwrite64(${FIVE}, "cdef", 4, 2) = 4`], PLACE],
    [
      'not from a place that was told',
      [`pwrite64(${FIVE}, "abcdef", 6, 0) = 2`, `write(${FIVE}, "abcdef", 6) = 6`],
      PLACE,
    ],
    [
      'lseek tells it, less what lseek adds',
      [CUT, `lseek(${FIVE}, 5, SEEK_CUR) = 107`, `pwrite64(${FIVE}, "cdef", 4, 102) = 4`],
      'conform',
    ],
    [
      'lseek on another descriptor does not',
      [CUT, `lseek(${SIX}, 0, SEEK_CUR) = 102`, `pwrite64(${FIVE}, "cdef", 4, 102) = 4`],
      PLACE,
    ],
    [
      'lseek does not once the offset moved unseen',
      [CUT, `read(${FIVE}, "", 9) = ?`, `lseek(${FIVE}, 0, SEEK_CUR) = 100`, `pwrite64(${FIVE}, "cdef", 4, 102) = 4`],
      PLACE,
    ],
    [
      'lseek leaves a place that was told',
      [
        `pwrite64(${FIVE}, "abcdef", 6, 100) = 2`,
        `lseek(${FIVE}, 0, SEEK_CUR) = 50`,
        `pwrite64(${FIVE}, "cdef", 4, 102) = 4`,
      ],
      'conform',
    ],
    [
      'an append ends it, and nothing else is known to',
      [
        'open("/tmp/log", O_WRONLY|O_APPEND) = 3',
        'write(3, "abcdef", 6) = 2',
        'open("/tmp/log", O_WRONLY) = 4',
        'write(4, "cdef", 4) = 4',
      ],
      PLACE,
    ],
  ])('%s', (_, lines, expected) => expect(outcome([...lines, EXIT])).toBe(expected));
});

describe('a process that shares the offset', () => {
  const between = (...lines: string[]) => [...by(1, NEW, 'fork() = 2', SHORT), ...by(2, ...lines)];

  test.each<[string, string[], string, string]>([
    ['writes elsewhere: the rest stays', ['pwrite64(3, "other", 5, 40) = 5'], RETRY, 'conform'],
    ['writes where the rest belongs, by pwrite: it stays', ['pwrite64(3, "other!", 6, 4) = 6'], RETRY, 'conform'],
    [
      'writes there through a file of its own: it stays',
      ['open("/tmp/x", O_WRONLY) = 4', 'lseek(4, 4, SEEK_SET) = 4', 'write(4, "other line", 10) = 10'],
      RETRY,
      'conform',
    ],
    ['takes its place: it moves behind', ['write(3, "other line", 10) = 10'], RETRY, 'conform'],
    ['fails to take its place: it stays', ['write(3, "other line", 10) = -1 EIO (I/O error)'], RETRY, 'conform'],
    ['takes it with what is not all shown', ['writev(3, [{iov_base="Z", iov_len=1}, ...], 40) = 4'], RETRY, INSIDE],
    ['moves away, and writes', ['lseek(3, 40, SEEK_SET) = 40', 'write(3, "other", 5) = 5'], RETRY, ignored(3, 7)],
    [
      'moves away, writes, and moves back: it stays',
      ['lseek(3, 40, SEEK_SET) = 40', 'write(3, "other", 5) = 5', 'lseek(3, 4, SEEK_SET) = 4'],
      RETRY,
      'conform',
    ],
    ['writes the rest', [RETRY], 'write(3, "KLM", 3) = 3', 'conform'],
    ['writes a part of it, which may be chance', ['write(3, "ef", 2) = 2'], 'write(3, "ghij", 4) = 4', INSIDE],
  ])('%s', (_, other, own, expected) => {
    expect(outcome([...between(...other), ...by(1, own, CLOSE, EXIT)])).toBe(expected);
  });

  test('and writes a part of the rest that is short: it has a rest itself', () => {
    const lines = between('write(3, "efg", 3) = 1', EXIT);
    expect(outcome(lines)).toBe(ignored(4, 5));
  });

  test('does not take the failure of another for its own', () => {
    const cut = between('ftruncate(3, 0) = 0', 'close(3) = 0', EXIT);
    const again = between('open("/tmp/x", O_WRONLY|O_TRUNC) = 4', EXIT);
    const removed = between('unlink("/tmp/x") = 0', EXIT);
    expect(outcome([...cut, `1 ${EXIT}`])).toBe(ignored(3, 7));
    expect(outcome([...again, `1 ${EXIT}`])).toBe(ignored(3, 6));
    expect(outcome([...removed, `1 ${EXIT}`])).toBe(ignored(3, 6));
  });

  test('closes it: the other has it open still', () => {
    const lines = between('pwrite64(3, "KLM", 3, 10) = 3', CLOSE);
    const own = by(1, 'pwrite64(3, "KLM", 3, 10) = 3');
    const reason = 'the trace ends before it shows whether the rest is written';
    expect(outcome([...lines, ...own])).toBe(unclear(reason));
    expect(outcome([...lines, ...own, ...by(1, CLOSE)])).toBe(ignored(3, 6));
  });
});

describe('another thread', () => {
  test.each<[string, string, string]>([
    ['goes on behind the full request', 'pwrite64(3, "KLM", 3, 10) = 3', 'conform'],
    ['writes apart from it', 'pwrite64(3, "KLM", 3, 20) = 3', 'conform'],
    ['writes a part of it', 'pwrite64(3, "efg", 3, 4) = 3', 'conform'],
    [
      'writes other bytes there',
      'pwrite64(3, "KLM", 3, 4) = 3',
      unclear('another thread wrote there, in a way that may be a retry'),
    ],
  ])('%s', (_, other, expected) => {
    const retry = other.includes('efg') ? 'pwrite64(3, "hij", 3, 7) = 3' : 'pwrite64(3, "efghij", 6, 4) = 6';
    expect(outcome([...by(1, NEW, THREAD, SHORT), `2 ${other}`, ...by(1, retry, EXIT)])).toBe(expected);
  });
});

describe('a retry', () => {
  const AT_END = 'pwritev2(3, [{iov_base="ef", iov_len=2}], 1, 0, RWF_APPEND) = 2';

  test.each<[string, string[], string]>([
    ['that is to be tried again', ['write(3, "efghij", 6) = -1 EAGAIN (Try again)'], ignored(2, 4)],
    [
      'of which more is written than it offered',
      ['write(3, "ef", 2) = 6'],
      'count-within-request in 3, shown by undefined',
    ],
    ['that is cut back to where it stopped', ['ftruncate(3, 4) = 0'], 'conform'],
    ['that is cut back behind where it stopped', ['ftruncate(3, 5) = 0'], ignored(2, 4)],
    ['of nothing', ['write(3, "", 0) = 0'], ignored(2, 4)],
    ['of nothing, from inside of it', ['pwrite64(3, "", 0, 6) = 0'], ignored(2, 4)],
    ['of nothing, behind it', ['pwrite64(3, "", 0, 10) = 0'], ignored(2, 4)],
    ['in a piece of which nothing is written', ['write(3, "ef", 2) = 0'], ignored(2, 4)],
    ['by pwrite that fails', ['pwrite64(3, "efghij", 6, 4) = -1 ENOSPC (No space)'], 'conform'],
    [
      'by pwrite of unknown result',
      ['pwrite64(3, "efghij", 6, 4) = ?'],
      unclear('nobody knows what the retry returned'),
    ],
    ['by pwrite of nothing', ['pwrite64(3, "efghij", 6, 4) = 0'], ignored(3, 4)],
    ['at the end, of which nothing is written', [AT_END.replace('= 2', '= 0')], ignored(3, 4)],
    ['at the end, that fails', [AT_END.replace('= 2', '= -1 EIO (I/O error)')], ignored(2, 4)],
    ['that fails, after which it goes on elsewhere', ['pwrite64(3, "zz", 2, 6) = -1 EIO (I/O error)'], ignored(2, 4)],
    ['of unknown result, from inside of it', ['lseek(3, 6, SEEK_SET) = 6', 'write(3, "zz", 2) = ?'], INSIDE],
    ['from inside of it, which is short itself', ['pwrite64(3, "zz", 2, 6) = 0'], ignored(3, 4)],
  ])('%s', (_, lines, expected) => expect(outcome([NEW, SHORT, ...lines, EXIT])).toBe(expected));
});

describe('a positioned write to what is open for appends', () => {
  const lines = (write: string) => [NEW, SHORT, 'open("/tmp/x", O_WRONLY|O_APPEND) = 4', write, EXIT];
  const unfinished = '2 pwrite64(3, "x", 1, 50 <unfinished ...>';

  test.each<[string, string[], string]>([
    ['goes to the end', lines('pwrite64(4, "efghij", 6, 0) = 6'), 'conform'],
    ['and not to its position', lines('pwrite64(4, "efghij", 6, 4) = -1 EIO (I/O error)'), ignored(2, 5)],
    ['also when nothing is written', lines('pwrite64(4, "", 6, 4) = 0'), ignored(4, 5)],
    [
      'which is not known after a failed write',
      lines('pwrite64(4, "efghij", 6, 0) = 6').toSpliced(2, 0, 'pwrite64(3, "x", 1, 20) = -1 EIO (I/O error)'),
      PLACE,
    ],
    [
      'which is not known during another write',
      [...by(1, NEW, THREAD, SHORT), unfinished, ...by(1, ...lines('pwrite64(4, "efghij", 6, 0) = 6').slice(2))],
      PLACE,
    ],
  ])('%s', (_, all, expected) => expect(outcome(all)).toBe(expected));
});

describe('what shows it is the first line that does', () => {
  const BEHIND = 'pwrite64(3, "KLM", 3, 10) = 3';
  const AGAIN = 'open("/tmp/x", O_WRONLY) = 3';

  test.each<[string, string[], number]>([
    ['going on twice', [BEHIND, BEHIND, CLOSE, EXIT], 3],
    ['going on, then a rename', [BEHIND, CLOSE, 'rename("/tmp/x", "/tmp/y") = 0', EXIT], 3],
    ['a rename, then going on', ['rename("/tmp/x", "/tmp/y") = 0', BEHIND, CLOSE, EXIT], 3],
    ['closing it twice', [CLOSE, AGAIN, CLOSE, EXIT], 3],
    ['closing the last of two descriptors', ['dup(3) = 4', CLOSE, 'close(4) = 0', EXIT], 5],
  ])('%s', (_, lines, shownBy) => expect(outcome([NEW, SHORT, ...lines])).toBe(ignored(2, shownBy)));
});
