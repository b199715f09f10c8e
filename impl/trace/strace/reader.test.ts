import { describe, expect, test } from '@jest/globals';
import { OTHER_ERRNO, RET_UNKNOWN, TraceEvent } from '../../../contract/trace-event.js';
import { TRACE_CALL_NAMES } from '../../../contract/trace.js';
import { StraceReader } from './reader.js';

/** What the last of the lines is read as. */
function read(...lines: string[]) {
  const reader = new StraceReader();
  const e = new TraceEvent();
  const all = lines.map((line) => reader.read(line, e));
  const last = all.at(-1);
  if (last !== 'event') return last;
  const { call, pid, fd, n, at, ret, path, flags, data } = e;
  return {
    call: TRACE_CALL_NAMES[call],
    pid,
    fd,
    n,
    at,
    ret,
    path,
    flags,
    text: data.map((run) => `${run.at}:${run.text}`).join('|'),
  };
}

const WRITE = 'write(3</tmp/x>, "abc", 3) = 3';

describe('the start of a line', () => {
  test.each([
    ['alone', WRITE, 0],
    ['-f -o', `1234  ${WRITE}`, 1234],
    ['-f', `[pid  1234] ${WRITE}`, 1234],
    ['-t', `10:11:12 ${WRITE}`, 0],
    ['-f -t', `1234  10:11:12 ${WRITE}`, 1234],
    ['-f -tt', `1234  10:11:12.123456 ${WRITE}`, 1234],
    ['-ttt', `1700000000.123456 ${WRITE}`, 0],
    ['-f -ttt', `1234  1700000000.123456 ${WRITE}`, 1234],
    ['-r', `     0.000123 ${WRITE}`, 0],
    ['-f -r', `1234       0.000123 ${WRITE}`, 1234],
    ['-f -Y', `1234<cp> ${WRITE}`, 1234],
    ['-f -Y on the terminal', `[pid  1234<cp>] ${WRITE}`, 1234],
    ['-f -i', `1234  [00007f3aee2a1b37] ${WRITE}`, 1234],
    ['-f -n', `1234  [   1] ${WRITE}`, 1234],
    ['-f on the terminal with -tt', `[pid   42] 10:11:12.123456 ${WRITE}`, 42],
  ])('%s: %s', (_, line, pid) => expect(read(line)).toMatchObject({ call: 'write', pid, ret: 3 }));
});

describe('results', () => {
  test.each([
    ['write(3, "abc", 3)                       = 3', 3],
    ['write(3, "abc", 3) = 3 <0.000012>', 3],
    ['write(3, "abc", 3) = -1 ENOSPC (No space left on device)', -28],
    ['write(3, "abc", 3) = -1 ENOSPC (No space left on device) (INJECTED)', -28],
    ['write(3, "abc", 3) = -1 ENOTTY (Inappropriate ioctl for device)', OTHER_ERRNO],
    ['write(3, "abc", 3) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)', -4],
    ['write(3, "abc", 3) = ?', RET_UNKNOWN],
    ['write(3, 0x7f3aee293000, 3) = -1 EFAULT (Bad address)', -14],
  ])('%s', (line, ret) => expect(read(line)).toMatchObject({ call: 'write', n: 3, ret }));
});

describe('calls', () => {
  test.each([
    [WRITE, { call: 'write', fd: 3, n: 3, path: '/tmp/x', text: '0:abc' }],
    ['write(3, "a\\n\\"\\\\\\0\\1772"..., 9) = 9', { text: '0:a\n"\\\0\x7f2', n: 9 }],
    ['write(3, "\\x61\\x00", 2) = 2', { text: '0:a\0' }],
    ['write(3, ""..., 9) = 9', { text: '', n: 9 }],
    ['write(3</tmp/a,b(c)>, "x", 1) = 1', { path: '/tmp/a,b(c)', n: 1 }],
    ['write(3</tmp/a b\\74\\76.txt>(deleted), "x", 1) = 1', { path: '/tmp/a b<>.txt' }],
    ['write(3</tmp/x (deleted)>, "x", 1) = 1', { path: '/tmp/x' }],
    ['write(3</tmp/\\303\\244>, "x", 1) = 1', { path: '/tmp/ä' }],
    ['write(1</dev/pts/0<char 136:0>>, "x", 1) = 1', { path: '/dev/pts/0', fd: 1 }],
    ['write(5<TCP:[10.0.0.1:1->10.0.0.2:80]>, "x", 1) = 1', { path: 'TCP:[10.0.0.1:1->10.0.0.2:80]', n: 1 }],
    ['pwrite64(3, "abc", 3, 4096) = 3', { call: 'pwrite', at: 4096 }],
    [
      'writev(3, [{iov_base="ab", iov_len=2}, {iov_base="cd"..., iov_len=5}], 2) = 7',
      { call: 'write', n: 7, text: '0:ab|2:cd' },
    ],
    ['writev(3, [{iov_base="ab", iov_len=2}, {iov_base=0x1, iov_len=5}], 2) = 2', { n: 7, text: '0:ab' }],
    ['writev(3, [{iov_base="a]}", iov_len=3}], 1) = 3', { n: 3, text: '0:a]}' }],
    ['writev(3, [{iov_base="ab", iov_len=2}, ...], 40) = 99', { n: -1 }],
    ['writev(3, [], 0) = 0', { n: 0 }],
    ['pwritev(3, [{iov_base="ab", iov_len=2}], 1, 9) = 2', { call: 'pwrite', n: 2, at: 9 }],
    ['pwritev2(3, [{iov_base="ab", iov_len=2}], 1, 9, RWF_DSYNC) = 2', { call: 'pwrite', at: 9 }],
    ['pwritev2(3, [{iov_base="ab", iov_len=2}], 1, -1, 0) = 2', { call: 'write' }],
    ['pwritev2(3, [{iov_base="ab", iov_len=2}], 1, -1, RWF_APPEND) = 2', { call: 'opaque' }],
    ['pwritev2(3, [{iov_base="ab", iov_len=2}], 1, 9, RWF_APPEND) = 2', { call: 'pwrite', at: -1 }],
    ['openat(AT_FDCWD</tmp>, "x", O_WRONLY|O_CREAT, 0644) = 3</tmp/x>', { call: 'open', path: '/tmp/x', ret: 3 }],
    ['openat(AT_FDCWD</tmp>, "x", O_WRONLY|O_CREAT, 0644) = 3</tmp/x> <0.000012>', { path: '/tmp/x' }],
    ['open("/tmp/x", O_RDONLY) = -1 ENOENT (No such file or directory)', { call: 'open', ret: -2 }],
    ['openat2(AT_FDCWD, "x", {flags=O_RDWR, resolve=0}, 24) = 3', { call: 'open', path: 'x' }],
    ['creat("/tmp/x", 0644) = 3', { call: 'open', path: '/tmp/x' }],
    ['lseek(3, -3, SEEK_CUR) = 109', { call: 'lseek', ret: 109 }],
    ['lseek(3, 0, 0x1 /* SEEK_CUR */) = 9', { call: 'lseek', ret: 9 }],
    ['fcntl(3, 0x4 /* F_SETFL */, 0x402 /* O_RDWR|O_APPEND */) = 0', { call: 'setFlags', flags: 2 ** 1 + 2 ** 5 }],
    [
      'openat(-100 /* AT_FDCWD */, "x", 0x241 /* O_WRONLY|O_CREAT */, 0644) = 3',
      { call: 'open', flags: 2 ** 0 + 2 ** 2 },
    ],
    ['ftruncate(3, 5) = 0', { call: 'ftruncate' }],
    ['fstat(3, {st_mode=S_IFREG|0755, st_size=5, ...}) = 0', { call: 'fstat' }],
    ['newfstatat(3, "", {st_mode=S_IFREG|0755, st_size=5, ...}, AT_EMPTY_PATH) = 0', { call: 'fstat' }],
    ['close_range(3, 4294967295, 0) = 0', { call: 'closeRange', fd: 3 }],
    ['dup3(3</tmp/x>, 5</tmp/y>, O_CLOEXEC) = 5</tmp/x>', { call: 'dup2', ret: 5 }],
    ['fcntl(3, F_DUPFD_CLOEXEC, 0) = 4', { call: 'dup', ret: 4 }],
    ['fcntl(3, F_SETFL, O_RDWR|O_APPEND) = 0', { call: 'setFlags' }],
    ['vfork() = 77', { call: 'fork' }],
    ['clone3({flags=CLONE_VM|CLONE_FILES, exit_signal=0}, 88) = 78', { call: 'fork' }],
    ['execve("/bin/true", ["true"], 0x7ffd /* 42 vars */) = 0', { call: 'exec' }],
    ['exit_group(3) = ?', { call: 'exitGroup' }],
    ['+++ exited with 0 +++', { call: 'exit' }],
    ['+++ killed by SIGKILL (core dumped) +++', { call: 'exit' }],
    ['unlinkat(AT_FDCWD</tmp>, "x", 0) = 0', { call: 'unlink', path: 'x' }],
    ['renameat2(AT_FDCWD, "a", AT_FDCWD, "b", RENAME_NOREPLACE) = 0', { call: 'rename', path: 'a' }],
    ['copy_file_range(3, NULL, 4, NULL, 100, 0) = 100', { call: 'opaque', fd: 3 }],
    ['ioctl(4, FICLONE, 3) = 0', { call: 'opaque', fd: 4 }],
  ])('%s', (line, expected) => expect(read(line)).toMatchObject(expected));
});

describe('unfinished calls', () => {
  test('are put together again, whoever comes in between', () => {
    const lines = ['1 write(3, "abc", 3 <unfinished ...>', '2 read(4,  <unfinished ...>', '1 <... write resumed>) = 2'];
    expect(read(...lines)).toMatchObject({ call: 'write', pid: 1, n: 3, ret: 2, text: '0:abc' });
    expect(read(...lines, '2 <... read resumed>"", 100) = 0')).toMatchObject({ call: 'read', pid: 2, n: 100, ret: 0 });
  });

  test('begin at once', () => {
    expect(read('7 write(3</tmp/x>, "abc", 3 <unfinished ...>')).toMatchObject({
      call: 'begin',
      fd: 3,
      path: '/tmp/x',
    });
    expect(read('7 vfork( <unfinished ...>')).toMatchObject({ call: 'beginFork' });
    expect(read('7 clone(flags=CLONE_FILES <unfinished ...>')).toMatchObject({ call: 'beginFork' });
    expect(read('7 close(3 <unfinished ...>')).toBe('passed over');
  });

  test('that are killed inside have an unknown result', () => {
    const lines = ['1 write(3, "abc", 3 <unfinished ...>', '1 <... write resumed> <unfinished ...>) = ?'];
    expect(read(...lines)).toMatchObject({ call: 'write', ret: RET_UNKNOWN });
  });

  test('whose beginning is not there, or is another call, are unknown', () => {
    const unknown = { unknown: 'it resumes a call whose beginning is not in the trace, or too long' };
    expect(read('1 <... write resumed>) = 2')).toEqual(unknown);
    expect(read('1 read(3,  <unfinished ...>', '1 <... write resumed>) = 2')).toEqual(unknown);
    expect(read(`1 write(3, "${'a'.repeat(70_000)}", 70000 <unfinished ...>`, '1 <... write resumed>) = 2')).toEqual(
      unknown,
    );
  });
});

describe('lines of no consequence', () => {
  test.each([
    'mmap(NULL, 8192, PROT_READ, MAP_PRIVATE, -1, 0) = 0x7f3aee293000',
    'mmap(NULL, 8192 <unfinished ...>',
    '<... mmap resumed>) = 0x7f3aee293000',
    '--- SIGXFSZ {si_signo=SIGXFSZ, si_code=SI_USER, si_pid=1, si_uid=0} ---',
    '+++ superseded by execve in pid 7 +++',
    'strace: Process 1234 attached',
    ' > /usr/lib/libc.so.6(write+0x14) [0x1]',
    'openat(-100, "out", 0x241, 0644) = 3',
    'fcntl(3, F_GETFL) = 0x8001',
    'close_range(3, 9, CLOSE_RANGE_CLOEXEC) = 0',
    'newfstatat(AT_FDCWD, "/x", {st_mode=S_IFREG|0644, st_size=5, ...}, 0) = 0',
    'fstat(1, {st_mode=S_IFCHR|0620, st_rdev=makedev(0x88, 0), ...}) = 0',
    'execve("/nope", ["x"], 0x7ffd) = -1 ENOENT (No such file or directory)',
    'ioctl(1, TCGETS, {c_iflag=ICRNL}) = 0',
    'lseek(3, 99999999999999999999, SEEK_SET) = -1 EINVAL (Invalid argument)',
  ])('%s', (line) => expect(read(line)).toBe('passed over'));
});

describe('lines that are none', () => {
  test.each([
    ['hello', 'expected a line of strace or JSON, got "hello"'],
    ['write(3, "abc", 3', 'write without a result: "write(3, \\"abc\\", 3"'],
    ['write(3, "abc', 'write without a result: "write(3, \\"abc"'],
    ['write(3, "abc", 3) = ', 'write: expected a result, got ""'],
    ['write(3, "abc", 3) = many', 'write: expected a result, got "many"'],
    ['\u001b[2J', 'expected a line of strace or JSON, got "\\u001b[2J"'],
    ['%time     seconds', 'expected a line of strace or JSON, got "%time     seconds"'],
  ])('%j', (line, unknown) => expect(read(line)).toEqual({ unknown }));

  test('nest as deep as they like', () => {
    expect(read(`write(3, ${'[{('.repeat(50_000)}`)).toMatchObject({
      unknown: expect.stringContaining('without a result'),
    });
  });
});
