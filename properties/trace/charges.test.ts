/** What a deviation says: where it is, what is allowed, what came, and why nothing else is allowed. */
import { expect, test } from '@jest/globals';
import { judge } from './testbed.sample.js';

const NEW = 'openat(AT_FDCWD, "/tmp/x", O_RDWR|O_CREAT|O_TRUNC, 0644) = 3';
const ABC = 'write(3, "abc", 3) = 3';
const READ = 'read(3, "", 100) = 0';

test.each<[rule: string, before: string[], broken: string, allowed: string[], got: string, because: string]>([
  ['count-within-request', [NEW], 'write(3, "abc", 3) = 4', ['0 to 3', 'an error'], '4', '3 bytes were offered'],
  ['checks-zero-length-no-effect', [NEW], 'write(3, "", 0) = 1', ['0'], '1', '0 bytes were offered'],
  [
    'checks-descriptor-not-writable',
    ['open("/tmp/x", O_RDONLY) = 3'],
    'write(3, "abc", 3) = 0',
    ['EBADF'],
    '0',
    'the descriptor was opened for reading only',
  ],
  [
    'count-within-request',
    [NEW, 'write(3, "abc", 3) = 0'],
    'write(3, "abc", 3) = 0',
    ['1 to 3', 'an error'],
    '0',
    'the write before it on this descriptor returned 0, too: nobody can tell such a file from an endless one',
  ],
  ['lseek-sets-offset', [NEW], 'lseek(3, 0, SEEK_SET) = 8', ['0'], '8', 'SEEK_SET sets the offset to what it was told'],
  [
    'lseek-sets-offset',
    [NEW],
    'lseek(3, -1, SEEK_SET) = 8',
    ['EINVAL'],
    '8',
    'SEEK_SET sets the offset to what it was told',
  ],
  [
    'offset-follows-count',
    [NEW, ABC, READ],
    'lseek(3, 0, SEEK_CUR) = 2',
    ['3'],
    '2',
    'the calls before leave the offset at 3',
  ],
  [
    'offset-follows-count',
    [NEW, ABC, READ],
    'lseek(3, 4, SEEK_CUR) = 8',
    ['7'],
    '8',
    'the calls before leave the offset at 3, and lseek adds 4',
  ],
  [
    'size-covers-written',
    [NEW, ABC],
    'lseek(3, 4, SEEK_END) = 8',
    ['size 3'],
    'size 4',
    'the writes and truncations of the trace leave it so',
  ],
  [
    'size-covers-written',
    [NEW, ABC, 'write(3, "defg", 4) = -1 EIO (Input/output error)'],
    'lseek(3, 0, SEEK_END) = 8',
    ['size 3 to 7'],
    'size 8',
    'the writes and truncations of the trace leave it so',
  ],
  [
    'size-covers-written',
    [NEW, ABC, 'pwritev2(3, [{iov_base="ab", iov_len=2}], 1, 0, RWF_APPEND) = 2'],
    'lseek(3, 0, SEEK_END) = 2',
    ['size 3 or more'],
    'size 2',
    'the writes and truncations of the trace leave it so',
  ],
])('%s: %j, then %s', (rule, before, broken, allowed, got, because) => {
  expect(judge([...before, broken]).findings).toEqual([
    { rule, line: before.length + 1, text: broken, pid: 0, fd: 3, path: '/tmp/x', allowed, got, because },
  ]);
});

test('it names the task, and the descriptor by which it called', () => {
  const lines = ['7 open("/tmp/x", O_RDWR|O_CREAT|O_TRUNC) = 3', '7 dup(3) = 4', '7 write(4, "abc", 3) = 4'];
  expect(judge(lines).findings).toMatchObject([{ pid: 7, fd: 4, path: '/tmp/x', text: lines[2] }]);
});

/** Of a short write that was ignored: four ways out, and the line that shows that none was taken. */
const ways = (rest: string): string[] => [
  rest,
  'a retry that fails',
  'the file cut back or removed',
  'a failure told by stderr or exit status',
];

test.each<[string, string[], string, string]>([
  [
    'other bytes follow',
    ['write(3, "abcdefghij", 10) = 4', 'write(3, "KLM", 3) = 3'],
    'a write of the other 6 bytes from offset 4 on',
    '4 of 10 bytes are written; other bytes are written where the rest belongs',
  ],
  [
    'a part of the rest was written',
    ['write(3, "abcdefghij", 10) = 4', 'write(3, "ef", 2) = 2', 'exit_group(0) = ?'],
    'a write of the other 4 bytes from offset 6 on',
    '6 of 10 bytes are written; the process exited with status 0',
  ],
  [
    'it goes on behind it, and the trace ends',
    ['pwrite64(3, "abcdef", 6, 20) = 2', 'pwrite64(3, "KLM", 3, 26) = 3', 'close(3) = 0'],
    'a write of the other 4 bytes from offset 22 on',
    '2 of 6 bytes are written; it went on after the full request, and closed the file',
  ],
])('a short write is ignored: %s', (_, lines, rest, because) => {
  const shownBy = lines.findIndex((line) => /KLM|exit/.test(line));
  expect(judge([NEW, ...lines]).findings).toEqual([
    {
      rule: 'caller-retries-short-write',
      line: 2,
      text: lines[0],
      pid: 0,
      fd: 3,
      path: '/tmp/x',
      allowed: ways(rest),
      got: 'none of them',
      because,
      shownBy: { line: shownBy + 2, text: lines[shownBy] },
    },
  ]);
});

test('a short write is ignored where nobody knows the offset: no offset is named', () => {
  const log = '1</tmp/log>';
  const offset = [`write(${log}, "abcdef", 6) = 2`, `write(${log}, "KLMN", 4) = 4`];
  const append = ['open("/tmp/log", O_WRONLY|O_APPEND) = 3', 'write(3, "abcdef", 6) = 2', 'write(3, "KLMN", 4) = 4'];
  for (const lines of [offset, append])
    expect(judge(lines).findings.map(({ allowed }) => allowed)).toEqual([ways('a write of the other 4 bytes')]);
});
