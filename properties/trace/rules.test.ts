/** Each rule that a trace shows: a trace that keeps it, and one that breaks it, differing in one answer of the kernel. */
import { describe, expect, test } from '@jest/globals';
import type { ProfileId } from '../../contract/index.js';
import { TRACE_RULES } from '../../model/trace/index.js';
import { checkNdjson } from './index.js';

const NEW = 'openat(AT_FDCWD, "/tmp/x", O_RDWR|O_CREAT|O_TRUNC, 0644) = 3';
const OLD = 'openat(AT_FDCWD, "/tmp/x", O_WRONLY) = 3';
const APPEND = 'openat(AT_FDCWD, "/tmp/x", O_WRONLY|O_CREAT|O_TRUNC|O_APPEND, 0644) = 3';
const ABC = 'write(3, "abc", 3) = 3';
const READ = 'read(3, "", 100) = 0';

const check = (lines: readonly string[], profile?: ProfileId) =>
  checkNdjson(Buffer.from(`${lines.join('\n')}\n`), { profile });

const outcome = (lines: readonly string[], rule: string, profile?: ProfileId) => {
  const { rules, findings, unknown } = check(lines, profile);
  if (unknown.lines > 0) throw new Error(unknown.first[0].reason);
  const { verdict, reasons } = rules.find(({ id }) => id === rule)!;
  return { verdict, reasons: reasons.map(({ reason }) => reason), broken: findings.map((f) => `${f.rule} ${f.line}`) };
};

/** rule, lines before, the line when it is kept, the line when it is broken. */
const ROWS: [rule: string, before: string[], kept: string, broken: string][] = [
  ['count-within-request', [NEW], ABC, 'write(3, "abc", 3) = 4'],
  ['count-within-request', [NEW], 'pwrite64(3, "abc", 3, 9) = 3', 'pwrite64(3, "abc", 3, 9) = 4'],
  [
    'count-within-request',
    [],
    'writev(1, [{iov_base="ab", iov_len=2}], 1) = 2',
    'writev(1, [{iov_base="ab", iov_len=2}], 1) = 3',
  ],
  [
    'checks-descriptor-not-writable',
    ['open("/tmp/x", O_RDONLY) = 3'],
    'write(3, "abc", 3) = -1 EBADF (Bad file descriptor)',
    ABC,
  ],
  ['checks-zero-length-no-effect', [NEW], 'write(3, "", 0) = 0', 'write(3, "", 0) = 1'],
  ['offset-follows-count', [NEW, ABC, READ], 'lseek(3, 0, SEEK_CUR) = 3', 'lseek(3, 0, SEEK_CUR) = 4'],
  [
    'offset-follows-count',
    [
      NEW,
      ABC,
      'write(3, "abc", 3) = -1 EIO (Input/output error)',
      READ,
      'write(3, "abc", 3) = -1 EIO (Input/output error)',
    ],
    'lseek(3, 1, SEEK_CUR) = 4',
    'lseek(3, 1, SEEK_CUR) = 7',
  ],
  [
    'pwrite-leaves-offset',
    [NEW, ABC, READ, 'pwrite64(3, "abc", 3, 50) = 3'],
    'lseek(3, 0, SEEK_CUR) = 3',
    'lseek(3, 0, SEEK_CUR) = 53',
  ],
  [
    'offset-shared-by-dup',
    [NEW, 'dup(3) = 4', READ, 'write(4, "abc", 3) = 3'],
    'lseek(3, 0, SEEK_CUR) = 3',
    'lseek(3, 0, SEEK_CUR) = 0',
  ],
  [
    'offset-shared-by-dup',
    [NEW, 'dup2(3, 7) = 7', READ, 'write(7, "abc", 3) = 3'],
    'lseek(3, 0, SEEK_CUR) = 3',
    'lseek(3, 0, SEEK_CUR) = 0',
  ],
  [
    'offset-shared-by-dup',
    [NEW, 'fcntl(3, F_DUPFD_CLOEXEC, 10) = 10', READ, 'write(10, "abc", 3) = 3'],
    'lseek(3, 0, SEEK_CUR) = 3',
    'lseek(3, 0, SEEK_CUR) = 0',
  ],
  ['lseek-sets-offset', [NEW], 'lseek(3, 7, SEEK_SET) = 7', 'lseek(3, 7, SEEK_SET) = 8'],
  [
    'lseek-sets-offset',
    [NEW, READ, 'lseek(3, 7, SEEK_SET) = 7'],
    'lseek(3, -2, SEEK_CUR) = 5',
    'lseek(3, -2, SEEK_CUR) = 6',
  ],
  ['open-starts-at-zero', [NEW, READ.replace('3', '4')], 'lseek(3, 0, SEEK_CUR) = 0', 'lseek(3, 0, SEEK_CUR) = 9'],
  ['open-starts-at-zero', [NEW], 'lseek(3, 0, SEEK_END) = 0', 'lseek(3, 0, SEEK_END) = 5'],
  ['size-covers-written', [NEW, ABC], 'lseek(3, 0, SEEK_END) = 3', 'lseek(3, 0, SEEK_END) = 2'],
  [
    'size-covers-written',
    [NEW, ABC],
    'fstat(3, {st_mode=S_IFREG|0644, st_size=3, ...}) = 0',
    'fstat(3, {st_mode=S_IFREG|0644, st_size=4, ...}) = 0',
  ],
  [
    'size-covers-written',
    [NEW, ABC],
    'statx(3, "", AT_EMPTY_PATH, STATX_SIZE, {stx_mask=STATX_SIZE, stx_mode=S_IFREG|0644, stx_size=3}) = 0',
    'statx(3, "", AT_EMPTY_PATH, STATX_SIZE, {stx_mask=STATX_SIZE, stx_mode=S_IFREG|0644, stx_size=4}) = 0',
  ],
  ['truncate-sets-size', [NEW, ABC, 'ftruncate(3, 1) = 0'], 'lseek(3, 0, SEEK_END) = 1', 'lseek(3, 0, SEEK_END) = 3'],
  [
    'checks-append-at-end',
    [APPEND, 'pwrite64(3, "abc", 3, 50) = 3', ABC],
    'lseek(3, 0, SEEK_CUR) = 6',
    'lseek(3, 0, SEEK_CUR) = 3',
  ],
  [
    'checks-append-at-end',
    [NEW, ABC, 'lseek(3, 0, SEEK_SET) = 0', READ, 'fcntl(3, F_SETFL, O_RDWR|O_APPEND) = 0', ABC],
    'lseek(3, 0, SEEK_CUR) = 6',
    'lseek(3, 0, SEEK_CUR) = 3',
  ],
  [
    'checks-append-wins-over-position',
    [APPEND, ABC, 'pwrite64(3, "abc", 3, 50) = 3'],
    'lseek(3, 0, SEEK_END) = 6',
    'lseek(3, 0, SEEK_END) = 53',
  ],
  [
    'offset-shared-by-dup',
    [NEW, READ, 'dup(3) = 4', 'lseek(4, 7, SEEK_SET) = 7'],
    'lseek(3, 0, SEEK_CUR) = 7',
    'lseek(3, 0, SEEK_CUR) = 0',
  ],
  [
    'offset-shared-by-dup',
    [NEW, ABC, 'dup(3) = 4', 'lseek(3, 0, SEEK_SET) = 0', 'read(4, "abc", 9) = 3'],
    'lseek(3, 0, SEEK_CUR) = 3',
    'lseek(3, 0, SEEK_CUR) = 0',
  ],
  [
    'size-covers-written',
    [NEW, ABC, 'pwrite64(3, "defg", 4, 9) = -1 EIO (Input/output error)'],
    'lseek(3, 0, SEEK_END) = 13',
    'lseek(3, 0, SEEK_END) = 14',
  ],
  [
    'checks-append-wins-over-position',
    [APPEND, ABC, 'pwrite64(3, "abc", 3, 0) = 3'],
    'lseek(3, 0, SEEK_END) = 6',
    'lseek(3, 0, SEEK_END) = 3',
  ],
];

describe('what the kernel answered', () => {
  test.each(ROWS)('%s: %j, then %s; not %s', (rule, before, kept, broken) => {
    const line = before.length + 1;
    expect(outcome([...before, kept], rule)).toEqual({ verdict: 'conform', reasons: [], broken: [] });
    expect(outcome([...before, broken], rule)).toMatchObject({ verdict: 'deviate', broken: [`${rule} ${line}`] });
  });

  test('every rule has a row here, but the one about callers', () => {
    const tested = new Set([...ROWS.map(([rule]) => rule), 'caller-retries-short-write']);
    expect(TRACE_RULES.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual([]);
  });
});

/** Answers that look wrong and need not be: what the trace can't know is nobody's deviation. */
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

describe('several tasks', () => {
  const at = (pid: number, ...lines: string[]) => lines.map((line) => `${pid} ${line}`);
  const seek = (offset: number) => `lseek(3, 0, SEEK_CUR) = ${offset}`;

  test.each<[string, string[], number | 'not judged']>([
    ['a forked child shares the offset', [...at(1, NEW, READ, 'fork() = 2'), ...at(2, ABC), ...at(1, seek(3))], 3],
    [
      'its table is a copy',
      [
        ...at(1, NEW, READ, 'fork() = 2'),
        ...at(2, 'close(3) = 0', 'open("/tmp/y", O_RDWR) = 3', ABC),
        ...at(1, seek(0)),
      ],
      0,
    ],
    [
      'a thread shares the table',
      [
        ...at(1, NEW, READ, 'clone(child_stack=0x7f, flags=CLONE_VM|CLONE_FILES|CLONE_THREAD) = 2'),
        ...at(2, 'close(3) = 0', 'open("/tmp/y", O_RDWR) = 3', ABC),
        ...at(1, seek(3)),
      ],
      3,
    ],
    [
      'the child is in the trace before its parent returns',
      [
        ...at(1, NEW, READ, 'vfork( <unfinished ...>'),
        ...at(2, ABC, 'exit_group(0) = ?', '+++ exited with 0 +++'),
        ...at(1, '<... vfork resumed>) = 2', seek(3)),
      ],
      3,
    ],
    [
      'two writes that overlap both count',
      [
        ...at(1, NEW, READ, 'fork() = 2', 'write(3, "abc", 3 <unfinished ...>'),
        ...at(2, 'write(3, "de", 2 <unfinished ...>'),
        ...at(1, '<... write resumed>) = 3'),
        ...at(2, '<... write resumed>) = 2', seek(5)),
      ],
      5,
    ],
    [
      'a write whose task was killed inside it may have written',
      [
        ...at(1, NEW, READ, 'fork() = 2'),
        ...at(2, 'write(3, "abc", 3 <unfinished ...>', '+++ killed by SIGKILL +++'),
        ...at(1, 'lseek(3, 0, SEEK_CUR) = 3', 'lseek(3, 0, SEEK_END) = 3'),
      ],
      'not judged',
    ],
    [
      'and after it all is known again',
      [
        ...at(1, NEW, READ, 'fork() = 2'),
        ...at(2, 'write(3, "abc", 3 <unfinished ...>', '+++ killed by SIGKILL +++'),
        ...at(1, 'lseek(3, 0, SEEK_END) = 0', ABC, seek(3)),
      ],
      3,
    ],
    [
      'an lseek that overlaps with a write tells nothing',
      [
        ...at(1, NEW, READ, 'fork() = 2', 'write(3, "abc", 3 <unfinished ...>'),
        ...at(2, 'lseek(3, 0, SEEK_CUR) = 0'),
        ...at(1, '<... write resumed>) = 3'),
      ],
      'not judged',
    ],
  ])('%s', (_, lines, offset) => {
    const { findings, unknown, rules } = check(lines);
    expect([findings, unknown.lines]).toEqual([[], 0]);
    const judged = rules.filter(({ id, verdict }) => /offset|open/.test(id) && verdict === 'conform');
    expect(judged.length).toBe(offset === 'not judged' ? 0 : 1);
    if (offset === 'not judged') return;
    const wrong = lines.map((line) => line.replace(seek(offset), seek(offset + 1)));
    expect(check(wrong).findings.map(({ line }) => line)).toEqual([
      lines.findIndex((line) => line.includes('SEEK_CUR')) + 1,
    ]);
  });

  test.each([4, 5, 6])('two appends that overlap leave a size of 5, not of %i', (size) => {
    const lines = [
      ...at(1, APPEND, 'fork() = 2', 'write(3, "abc", 3 <unfinished ...>'),
      ...at(2, 'write(3, "de", 2 <unfinished ...>'),
      ...at(1, '<... write resumed>) = 3'),
      ...at(2, '<... write resumed>) = 2', `lseek(3, 0, SEEK_END) = ${size}`),
    ];
    expect(check(lines).findings.length).toBe(size === 5 ? 0 : 1);
  });
});
