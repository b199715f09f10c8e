/** Each rule that a trace shows: a trace that keeps it, and one that breaks it, differing in one answer of the kernel. */
import { describe, expect, test } from '@jest/globals';
import { TRACE_RULES } from '../../model/trace/index.js';
import { NEW, APPEND, ABC, READ, outcome } from './testbed.sample.js';

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
