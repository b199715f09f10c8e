/** A process that ignored a short write and succeeds may have told of it: which writes count as telling. */
import { describe, expect, test } from '@jest/globals';
import { by, verdictOn } from './testbed.sample.js';

const OPEN = 'openat(AT_FDCWD, "/tmp/x", O_RDWR|O_CREAT|O_TRUNC, 0644) = 3</tmp/x>';
const SHORT = 'write(3</tmp/x>, "abcdefghij", 10) = 4';
const LOG = 'open("/var/log/a", O_WRONLY|O_APPEND) = 8';
const EXIT = 'exit_group(0) = ?';
const CALLER = 'caller-retries-short-write';
const TOLD = 'inconclusive: the process may have told of it: it wrote to stderr, a pipe, a socket or a log';

describe('it told by', () => {
  test.each([
    'write(2</dev/pts/0>, "full", 4) = 4',
    'write(2<anon_inode:[eventfd]>, "full", 4) = 4',
    'write(2</tmp/errors>, "full", 4) = 4',
    'write(2</tmp/errors>, "full", 4) = -1 EPIPE (Broken pipe)',
    'write(2, "full", 4) = 4',
    'write(5</dev/pts/0>, "full", 4) = 4',
    'write(5<pipe:[9]>, "full", 4) = 4',
    'write(5, "full", 4) = 4',
    'write(8, "full", 4) = 4',
    'sendto(5<socket:[9]>, "full", 4, 0, NULL, 0) = 4',
    'sendto(5, "full", 4, 0, NULL, 0) = 4',
  ])('%s', (call) => expect(verdictOn(CALLER, [OPEN, LOG, SHORT, call, EXIT])).toBe(TOLD));

  test('what it writes to a log again, after a short write to that was finished', () => {
    const log = ['write(8, "abcd", 4) = 2', 'write(8, "cd", 2) = 2'];
    expect(verdictOn(CALLER, [OPEN, LOG, ...log, SHORT, 'write(8, "full", 4) = 4', EXIT])).toBe(
      TOLD.replace('inconclusive', 'conform'),
    );
  });

  test('one of its threads', () => {
    const thread = 'clone(child_stack=0x7f, flags=CLONE_VM|CLONE_FILES|CLONE_THREAD) = 2';
    const lines = [...by(1, OPEN, thread, SHORT), ...by(2, 'write(2, "full", 4) = 4'), ...by(1, EXIT)];
    expect(verdictOn(CALLER, lines)).toBe(TOLD);
  });
});

describe('it did not tell by', () => {
  test.each([
    'write(1</dev/pts/0>, "done", 4) = 4',
    'write(1<pipe:[9]>, "done", 4) = 4',
    'write(5<anon_inode:[eventfd]>, "1", 8) = 8',
    'write(5</tmp/y>, "data", 4) = 4',
    'fallocate(3</tmp/x>, 0, 0, 100) = 0',
    'read(5<pipe:[9]>, "data", 4) = 4',
  ])('%s', (call) => expect(verdictOn(CALLER, [OPEN, LOG, SHORT, call, EXIT])).toBe('deviate'));

  test('what it wrote to stderr before', () => {
    expect(verdictOn(CALLER, [OPEN, 'write(2, "hello", 5) = 5', SHORT, EXIT])).toBe('deviate');
  });

  test('the short write itself, which was to stderr', () => {
    expect(verdictOn(CALLER, ['write(2</tmp/errors>, "full", 4) = 2', EXIT])).toBe('deviate');
  });

  test('going on in the log that lacks the rest', () => {
    const short = [LOG, 'write(8, "abcd", 4) = 2'];
    expect(verdictOn(CALLER, [...short, 'write(8, "XY", 2) = 2', EXIT])).toBe('deviate');
    expect(verdictOn(CALLER, [...short, 'write(8, "c", 1) = 1', EXIT])).toBe('deviate');
  });

  test('what another process wrote', () => {
    const lines = [...by(1, OPEN, 'fork() = 2', SHORT), ...by(2, 'write(2, "full", 4) = 4', EXIT), ...by(1, EXIT)];
    expect(verdictOn(CALLER, lines)).toBe('deviate');
  });
});
