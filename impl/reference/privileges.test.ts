import { describe, expect, test } from '@jest/globals';
import type { ProfileId } from '../../contract/index.js';
import { bytes, eventsOf, fault, testbed, type Setup } from './testbed.sample.js';

const USER = { uid: 1000, gid: 1000, capFsetid: false };

/** Writes one byte and returns [return, mode in octal, has capability]. */
function write(setup: Setup) {
  const { file } = testbed({ size: 10, caller: USER, ...setup });
  const fd = file.open(['O_WRONLY']) as number;
  const ret = file.write(fd, bytes(5, 1), 0);
  const stat = file.fstat(fd);
  return typeof stat === 'string' ? stat : [ret, stat.mode.toString(8), stat.capability];
}

describe('privileges', () => {
  test.each<[string, ProfileId, number, string]>([
    ['S_ISUID goes', 'linux-4.x', 0o4755, '755'],
    ['S_ISGID goes with S_IXGRP', 'linux-4.x', 0o2755, '755'],
    ['S_ISGID without S_IXGRP stays', 'linux-4.x', 0o2745, '2745'],
    ['S_ISGID without S_IXGRP goes since 6.x for a caller from outside', 'linux-6.x', 0o2745, '745'],
    ['the sticky bit stays', 'linux-4.x', 0o1777, '1777'],
  ])('%s', (_, profile, mode, expected) => {
    expect(write({ profile, file: { mode, gid: 7 } })).toEqual([1, expected, false]);
  });

  test('since 6.x a member of the group keeps S_ISGID without S_IXGRP', () => {
    expect(write({ profile: 'linux-6.x', file: { mode: 0o2745, gid: 1000 } })).toEqual([1, '2745', false]);
  });

  test('with CAP_FSETID the mode stays, security.capability goes all the same', () => {
    const file = { mode: 0o6755, capability: true };
    expect(write({ file, caller: { capFsetid: true } })).toEqual([1, '6755', false]);
  });

  test('the capability goes first: a failure after it leaves the mode as it was', () => {
    const file = { mode: 0o4755, capability: true };
    expect(write({ file, faults: [fault('writeInode', 'EIO', { nth: 2 })] })).toEqual(['EIO', '4755', false]);
  });

  test('a failure of the times leaves the mode stripped', () => {
    const faults = [fault('writeInode', 'ENOSPC', { nth: 2 })];
    expect(write({ file: { mode: 0o4755 }, faults })).toEqual(['ENOSPC', '755', false]);
  });

  test('a write that fails strips all the same', () => {
    expect(write({ size: 0, file: { mode: 0o4755 }, provisioned: 0 })).toEqual(['ENOSPC', '755', false]);
  });

  test('once nothing is left to strip, S_NOSEC answers', () => {
    const { file, steps } = testbed({ size: 10, caller: USER, file: { mode: 0o4755 } });
    const fd = file.open(['O_WRONLY']) as number;
    file.write(fd, bytes(5, 1), 0);
    file.write(fd, bytes(5, 1), 0);
    const events = eventsOf(steps, 'file_remove_privs');
    expect(events).toEqual(['isNosec=0', 'needKillpriv=0', 'setMode=0', 'isNosec=1']);
  });

  test('a zero-length write and an EFBIG strip nothing', () => {
    const { file, spec } = testbed({ size: 10, caller: USER, file: { mode: 0o4755 } });
    const fd = file.open(['O_WRONLY']) as number;
    expect(file.write(fd, bytes(5, 0), 0)).toBe(0);
    spec.rlimitFsize = 0;
    expect(file.write(fd, bytes(5, 1), 0)).toEqual({ ret: 'EFBIG', signal: 'SIGXFSZ' });
    expect(file.fstat(fd)).toMatchObject({ mode: 0o4755, mtime: 0, ctime: 0 });
  });
});

describe('times', () => {
  test('move once per tick', () => {
    const { file, steps, tick } = testbed({ size: 10 });
    const fd = file.open(['O_WRONLY']) as number;
    file.write(fd, bytes(5, 1), 0);
    file.write(fd, bytes(5, 1), 0);
    tick();
    file.write(fd, bytes(5, 1), 0);
    expect(eventsOf(steps, 'file_update_time').filter((event) => event.startsWith('timesDiffer'))).toEqual([
      'timesDiffer=1',
      'timesDiffer=0',
      'timesDiffer=1',
    ]);
    expect(file.fstat(fd)).toMatchObject({ mtime: 2, ctime: 2 });
  });

  test('move when only ctime is old', () => {
    const { disk, remount } = testbed({ size: 10 });
    disk.installInode({ ...disk.viewInode(), mtime: 1 });
    const file = remount();
    const fd = file.open(['O_WRONLY']) as number;
    file.write(fd, bytes(5, 1), 0);
    expect(file.fstat(fd)).toMatchObject({ mtime: 1, ctime: 1 });
  });

  test('stay silently where the mount is not writable', () => {
    const { file } = testbed({ size: 10, file: { mountWritable: false } });
    const fd = file.open(['O_WRONLY']) as number;
    expect(file.write(fd, bytes(5, 1), 0)).toBe(1);
    expect(file.fstat(fd)).toMatchObject({ mtime: 0, ctime: 0 });
  });
});
