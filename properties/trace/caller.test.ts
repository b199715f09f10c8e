/** Whether a program ignored a short write: what is a retry, what is none, and what can't be told. */
import { describe, expect, test } from '@jest/globals';
import { checkNdjson } from './index.js';

const X = '3</tmp/x>';
const OPEN = `openat(AT_FDCWD, "/tmp/x", O_RDWR|O_CREAT|O_TRUNC, 0644) = ${X}`;
/** Line 2 of most traces: 4 of 10 bytes at offset 0. */
const SHORT = `write(${X}, "abcdefghij", 10) = 4`;
const HIDDEN = `write(${X}, ""..., 10) = 4`;
const CLOSE = `close(${X}) = 0`;
const EXIT = ['exit_group(0) = ?', '+++ exited with 0 +++'];
const FAIL = ['exit_group(1) = ?', '+++ exited with 1 +++'];

/** `deviates, shown by N`, or how the rule came out. */
function outcome(lines: readonly string[]): string {
  const { rules, findings, unknown } = checkNdjson(Buffer.from(lines.join('\n')));
  if (unknown.lines > 0) throw new Error(unknown.first[0].reason);
  const [finding] = findings;
  if (finding) return `line ${finding.line} deviates, shown by ${finding.shownBy?.line ?? 'itself'}`;
  const { verdict, reasons } = rules.find(({ id }) => id === 'caller-retries-short-write')!;
  return [verdict, ...reasons.map(({ reason }) => reason)].join(': ');
}

describe('the rest is written', () => {
  test.each<[string, string[]]>([
    ['at once', [SHORT, `write(${X}, "efghij", 6) = 6`]],
    ['though the recording shows no bytes', [HIDDEN, `write(${X}, ""..., 6) = 6`]],
    ['in pieces', [SHORT, `write(${X}, "ef", 2) = 2`, `write(${X}, "ghij", 4) = 4`]],
    ['with more behind it', [SHORT, `write(${X}, "efghijKLM", 9) = 9`]],
    ['after another short write', [SHORT, `write(${X}, "efghij", 6) = 1`, `write(${X}, "fghij", 5) = 5`]],
    ['after a return of 0', [SHORT, `write(${X}, "efghij", 6) = 0`, `write(${X}, "efghij", 6) = 6`]],
    [
      'after an interruption',
      [SHORT, `write(${X}, "efghij", 6) = -1 EINTR (Interrupted)`, `write(${X}, "efghij", 6) = 6`],
    ],
    [
      'after a restart',
      [SHORT, `write(${X}, "efghij", 6) = ? ERESTARTSYS (To be restarted)`, `write(${X}, "efghij", 6) = 6`],
    ],
    ['by pwrite where the write stopped', [SHORT, `pwrite64(${X}, "efghij", 6, 4) = 6`]],
    ['as a vector', [SHORT, `writev(${X}, [{iov_base="ef", iov_len=2}, {iov_base="ghij", iov_len=4}], 2) = 6`]],
    [
      'after the offset was set back to the start',
      [SHORT, `lseek(${X}, 0, SEEK_SET) = 0`, `write(${X}, "abcdefghij", 10) = 10`],
    ],
    [
      'after the offset was set back by the count',
      [SHORT, `lseek(${X}, -4, SEEK_CUR) = 0`, `write(${X}, "abcdefghij", 10) = 10`],
    ],
    ['through another descriptor', [SHORT, `dup(${X}) = 4${X.slice(1)}`, `write(4${X.slice(1)}, "efghij", 6) = 6`]],
    [
      'through another open file',
      [
        SHORT,
        `open("/tmp/x", O_WRONLY) = 5</tmp/x>`,
        `lseek(5</tmp/x>, 4, SEEK_SET) = 4`,
        `write(5</tmp/x>, "efghij", 6) = 6`,
      ],
    ],
    ['after a header was patched', [SHORT, `pwrite64(${X}, "ZZ", 2, 0) = 2`, `write(${X}, "efghij", 6) = 6`]],
    ['after other files were written', [SHORT, `write(9</tmp/y>, "other", 5) = 5`, `write(${X}, "efghij", 6) = 6`]],
    [
      'by a vector that was short itself',
      [
        `writev(${X}, [{iov_base="abc", iov_len=3}, {iov_base="defghij", iov_len=7}], 2) = 4`,
        `write(${X}, "efghij", 6) = 6`,
      ],
    ],
  ])('%s', (_, lines) => expect(outcome([OPEN, ...lines, CLOSE, ...EXIT])).toBe('conform'));

  test('in a piece that is short itself: it counts once', () => {
    const lines = [OPEN, SHORT, `write(${X}, "efg", 3) = 1`, `write(${X}, "fghij", 5) = 5`, ...EXIT];
    const { rules, shortWrites } = checkNdjson(Buffer.from(lines.join('\n')));
    const { verdict, judged } = rules.find(({ id }) => id === 'caller-retries-short-write')!;
    expect([verdict, judged, shortWrites]).toEqual(['conform', 1, 2]);
  });

  test('where nobody knows the offset', () => {
    const out = '1</tmp/log>';
    expect(outcome([`write(${out}, "abcdef", 6) = 2`, `write(${out}, "cdef", 4) = 4`, ...EXIT])).toBe('conform');
  });

  test('by pwrite, once lseek told where that is', () => {
    const out = '1</tmp/log>';
    const before = [`write(${out}, "abcdef", 6) = 2`, `lseek(${out}, 0, SEEK_CUR) = 102`];
    expect(outcome([...before, `pwrite64(${out}, "cdef", 4, 102) = 4`, ...EXIT])).toBe('conform');
    expect(outcome([...before, `pwrite64(${out}, "cdef", 4, 103) = 4`, ...EXIT])).toMatch(/inside the rest$/);
  });

  test('by an append, wherever the end of the file is', () => {
    const log = '3</tmp/log>';
    const opened = `open("/tmp/log", O_WRONLY|O_APPEND) = ${log}`;
    expect(outcome([opened, `write(${log}, "abcdef", 6) = 2`, `write(${log}, "cdef", 4) = 4`, ...EXIT])).toBe(
      'conform',
    );
  });

  test('through a descriptor that ftruncate or pwrite showed to be a file', () => {
    const rest = ['write(7, "abcdef", 6) = 2', 'write(7, "cdef", 4) = 4', ...EXIT];
    expect(outcome(['ftruncate(7, 0) = 0', ...rest])).toBe('conform');
    expect(outcome(['pwrite64(7, "z", 1, 0) = 1', ...rest])).toBe('conform');
    expect(outcome(['lseek(7, 0, SEEK_CUR) = 0', ...rest])).toBe('conform');
    expect(outcome(['fstat(7, {st_mode=S_IFREG|0644, st_size=0, ...}) = 0', ...rest])).toBe('conform');
  });

  test('by an append through another open file, where the end is known', () => {
    const other = ['open("/tmp/x", O_WRONLY|O_APPEND) = 5</tmp/x>', 'write(5</tmp/x>, "efghij", 6) = 6'];
    expect(outcome([OPEN, SHORT, ...other, ...EXIT])).toBe('conform');
  });

  test('by pwrite at the advanced position', () => {
    const lines = [OPEN, `pwrite64(${X}, "abcdef", 6, 100) = 2`, `pwrite64(${X}, "cdef", 4, 102) = 4`, CLOSE, ...EXIT];
    expect(outcome(lines)).toBe('conform');
  });

  test('by another thread', () => {
    const lines = [`1 ${OPEN}`, '1 clone(flags=CLONE_VM|CLONE_FILES|CLONE_THREAD) = 2', `1 ${SHORT}`];
    expect(outcome([...lines, `2 write(${X}, "efghij", 6) = 6`, `1 ${CLOSE}`, '1 exit_group(0) = ?'])).toBe('conform');
  });

  test('behind what another process wrote to the same offset in between', () => {
    const lines = [`1 ${OPEN}`, '1 fork() = 2', `1 ${SHORT}`, `2 write(${X}, "other line", 10) = 10`];
    expect(outcome([...lines, `1 write(${X}, "efghij", 6) = 6`, `1 ${CLOSE}`, '1 exit_group(0) = ?'])).toBe('conform');
  });
});

describe('the failure is taken for one', () => {
  test.each<[string, string[]]>([
    ['the retry fails', [SHORT, `write(${X}, "efghij", 6) = -1 ENOSPC (No space left on device)`]],
    ['a piece of the rest fails', [SHORT, `write(${X}, "ef", 2) = -1 ENOSPC (No space left on device)`]],
    ['the file is cut back', [SHORT, `ftruncate(${X}, 0) = 0`]],
    ['the file is removed', [SHORT, CLOSE, 'unlink("/tmp/x") = 0']],
    ['the file is removed by a relative name', [SHORT, CLOSE, 'unlinkat(AT_FDCWD</tmp>, "x", 0) = 0']],
  ])('%s', (_, lines) => expect(outcome([OPEN, ...lines, CLOSE, ...EXIT])).toBe('conform'));
});

describe('the short write is ignored', () => {
  test.each<[string, string[], number]>([
    ['other bytes follow', [SHORT, `write(${X}, "KLMNOPQRST", 10) = 10`], 3],
    ['other bytes follow after one that is the same', [SHORT, `write(${X}, "eXYZ", 4) = 4`], 3],
    ['other bytes follow by pwrite', [SHORT, `pwrite64(${X}, "KLMNOPQRST", 10, 4) = 10`], 3],
    [
      'other bytes follow as a vector',
      [SHORT, `writev(${X}, [{iov_base="ef", iov_len=2}, {iov_base="KLMN", iov_len=4}], 2) = 6`],
      3,
    ],
    ['the file is closed, and the program succeeds', [SHORT, CLOSE, ...EXIT], 3],
    ['the program succeeds', [SHORT, ...EXIT], 3],
    ['the descriptor is made another one', [SHORT, `dup2(9</tmp/y>, ${X}) = 3</tmp/y>`, ...EXIT], 3],
    ['only stdout is written before it succeeds', [SHORT, CLOSE, 'write(1</dev/pts/0>, "done", 4) = 4', ...EXIT], 3],
    [
      'a later write of unknown bytes fails, and the program succeeds',
      [HIDDEN, `write(${X}, ""..., 10) = -1 EFBIG (File too large)`, CLOSE, ...EXIT],
      4,
    ],
    [
      'it goes on after the full request',
      [SHORT, `lseek(${X}, 10, SEEK_SET) = 10`, `write(${X}, "KLM", 3) = 3`, CLOSE, ...EXIT],
      4,
    ],
    [
      'it goes on by pwrite after the full request, and the trace ends',
      [SHORT, `pwrite64(${X}, "KLM", 3, 10) = 3`, CLOSE],
      3,
    ],
    ['the retry is short, and its rest is forgotten', [SHORT, `write(${X}, "efghij", 6) = 1`, CLOSE, ...EXIT], 4],
    ['the file is put in place under its name', [SHORT, CLOSE, 'rename("/tmp/x", "/tmp/y") = 0', ...EXIT], 4],
    [
      'a retry that was interrupted is given up',
      [SHORT, `write(${X}, "efghij", 6) = -1 EINTR (Interrupted)`, CLOSE, ...EXIT],
      4,
    ],
    ['nothing of it was written', [`write(${X}, "abcdefghij", 10) = 0`, CLOSE, ...EXIT], 3],
  ])('%s', (_, lines, shownBy) => {
    const line = lines.some((text) => text.includes('"efghij", 6) = 1')) ? 3 : 2;
    expect(outcome([OPEN, ...lines])).toBe(`line ${line} deviates, shown by ${shownBy}`);
  });

  test('by a child that inherited the descriptor', () => {
    const lines = [
      `1 ${OPEN}`,
      '1 fork() = 2',
      `2 ${SHORT}`,
      `2 write(${X}, "KLMNOPQRST", 10) = 10`,
      '2 exit_group(0) = ?',
    ];
    expect(outcome(lines)).toBe('line 3 deviates, shown by 4');
  });

  test('by one of several processes, whose exit alone counts', () => {
    const lines = [`1 ${OPEN}`, '1 fork() = 2', `2 ${SHORT}`, '2 +++ exited with 0 +++', '1 exit_group(3) = ?'];
    expect(outcome(lines)).toBe('line 3 deviates, shown by 4');
  });

  test('when a result was made up by the tracer', () => {
    const lines = [`write(${X}, "abcdefghij", 10) = 4 (INJECTED)`, `write(${X}, "KLMNOPQRST", 10) = 10`];
    expect(outcome([OPEN, ...lines])).toBe('line 2 deviates, shown by 3');
  });
});

describe('nobody can tell', () => {
  test.each<[string, string[], RegExp]>([
    ['another length, no bytes shown', [HIDDEN, `write(${X}, ""..., 10) = 10`, CLOSE, ...EXIT], /another length/],
    [
      'bytes before the rest are replaced, too',
      [SHORT, `pwrite64(${X}, "KLMNOPQRST", 10, 0) = 10`, ...EXIT],
      /replaced/,
    ],
    ['it begins inside the rest', [SHORT, `pwrite64(${X}, "KL", 2, 6) = 2`, ...EXIT], /inside the rest/],
    [
      'a vector that strace cut',
      [SHORT, `writev(${X}, [{iov_base="ef", iov_len=2}, ...], 40) = 6`, ...EXIT],
      /not all segments/,
    ],
    ['the program fails', [SHORT, CLOSE, ...FAIL], /status that tells of a failure/],
    ['a signal ends it', [SHORT, CLOSE, '+++ killed by SIGKILL +++'], /signal/],
    ['stderr was written', [SHORT, CLOSE, 'write(2</dev/pts/0>, "disk full", 9) = 9', ...EXIT], /may have told/],
    [
      'a socket was written',
      [SHORT, CLOSE, 'sendto(5<socket:[9]>, "507", 3, 0, NULL, 0) = 3', ...EXIT],
      /may have told/,
    ],
    [
      'a log was written',
      [SHORT, 'open("/var/log/a", O_WRONLY|O_APPEND) = 8', 'write(8, "disk full", 9) = 9', ...EXIT],
      /may have told/,
    ],
    ['the trace ends', [SHORT, CLOSE], /trace ends/],
    ['another program is executed', [SHORT, 'execve("/bin/true", ["true"], 0x7ffd) = 0', ...EXIT], /another program/],
    [
      'a thread that is not followed may write it',
      ['clone(flags=CLONE_FILES|CLONE_THREAD) = 9', SHORT, ...EXIT],
      /strace -f/,
    ],
    ['a child that is not followed may write it', ['fork() = 9', SHORT, ...EXIT], /strace -f/],
    ['a child may go on', [SHORT, 'fork() = 99', ...EXIT], /a child/],
    [
      'the file is begun anew',
      [SHORT, CLOSE, OPEN, `write(${X}, "abcdefghij", 10) = 10`, CLOSE, ...EXIT],
      /begun anew/,
    ],
    [
      'nobody knows what the retry returned',
      [SHORT, `write(${X}, "efghij", 6) = ?`, ...EXIT],
      /what the retry returned/,
    ],
  ])('%s', (_, lines, reason) => {
    expect(outcome([OPEN, ...lines])).toMatch(new RegExp(`^inconclusive: .*${reason.source}`));
  });

  test('whether a descriptor without a path is a file', () => {
    expect(outcome(['write(7, "abcdef", 6) = 2', 'exit_group(0) = ?'])).toMatch(/^inconclusive: .*not known whether/);
  });

  test('when another thread replaced the bytes', () => {
    const lines = [`1 ${OPEN}`, '1 clone(flags=CLONE_VM|CLONE_FILES|CLONE_THREAD) = 2', `1 ${SHORT}`];
    expect(outcome([...lines, `2 pwrite64(${X}, "KLMNOP", 6, 4) = 6`, '1 exit_group(0) = ?'])).toMatch(/^inconclusive/);
  });
});

describe('nothing to retry', () => {
  test.each<[string, string[]]>([
    ['a pipe', ['write(5<pipe:[123]>, "abcdef", 6) = 2']],
    ['a socket', ['write(5<socket:[123]>, "abcdef", 6) = 2']],
    ['a terminal', ['write(1</dev/pts/0>, "abcdef", 6) = 2']],
    ['a device of -yy', ['write(1</dev/null<char 1:3>>, "abcdef", 6) = 2']],
    ['a whole write', [OPEN, `write(${X}, "abcdef", 6) = 6`]],
    ['a failed write', [OPEN, `write(${X}, "abcdef", 6) = -1 EIO (Input/output error)`]],
    ['a write of nothing', [OPEN, `write(${X}, "", 0) = 0`]],
    ['a short read', [OPEN, `read(${X}, "ab", 6) = 2`]],
  ])('in %s', (_, lines) => expect(outcome([...lines, ...EXIT])).toBe('not exercised'));
});
