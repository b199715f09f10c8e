import { describe, expect, test } from '@jest/globals';
import type { Fault, ProfileId } from '../../contract/index.js';
import { bytes, eventsOf, fault, runs, testbed } from './testbed.sample.js';

/** A file of 16384 bytes with two descriptors and a dirty page whose writeback will fail once with `kind`. */
function dirty(profile: ProfileId, kind: 'EIO' | 'ENOSPC' = 'EIO', on: Fault['on'] = 'write') {
  const bed = testbed({ profile, size: 16384, faults: [fault(on, kind)] });
  const [a, b] = [bed.file.open(['O_RDWR']) as number, bed.file.open(['O_RDWR']) as number];
  bed.file.write(a, bytes(5, 4096), 0);
  return { ...bed, a, b };
}

describe('fsync', () => {
  test('writes pages, the size, and empties the disk’s cache', () => {
    const { file, disk } = testbed();
    const fd = file.open(['O_WRONLY']) as number;
    file.write(fd, bytes(5, 100), 0);
    disk.takeLog();
    expect(file.fsync(fd)).toBe(0);
    expect(disk.takeLog().map(({ op }) => op)).toEqual(['write', 'writeInode', 'flush']);
    expect(disk.viewInode().size).toBe(100);
  });

  test('writes no record when the size is the one on disk', () => {
    const { file, disk } = testbed({ size: 8192 });
    const fd = file.open(['O_WRONLY']) as number;
    file.write(fd, bytes(5, 100), 0);
    disk.takeLog();
    expect([file.fsync(fd), file.fsync(fd)]).toEqual([0, 0]);
    expect(disk.takeLog().map(({ op }) => op)).toEqual(['write', 'flush', 'flush']);
  });

  test('through 4.12 whoever asks first gets the error, nobody after', () => {
    const { file, a, b } = dirty('linux-4.x');
    expect([file.fsync(b), file.fsync(a), file.fsync(b)]).toEqual(['EIO', 0, 0]);
  });

  test.each(['linux-6.x', 'posix'] as const)('%s: each descriptor sees the error once', (profile) => {
    const { file, a, b } = dirty(profile);
    expect([file.fsync(b), file.fsync(a), file.fsync(b), file.fsync(a)]).toEqual(['EIO', 'EIO', 0, 0]);
  });

  test('descriptors that dup made share what they have seen', () => {
    const { file, a } = dirty('linux-6.x');
    const copy = file.dup(a) as number;
    expect([file.fsync(a), file.fsync(copy)]).toEqual(['EIO', 0]);
  });

  test('from 4.13 a later open reports an error only if nobody has', () => {
    const { file, a } = dirty('linux-6.x');
    file.writeback();
    const unseen = file.open(['O_RDONLY']) as number;
    expect([file.fsync(unseen), file.fsync(a)]).toEqual(['EIO', 'EIO']);
    expect(file.fsync(file.open(['O_RDONLY']) as number)).toBe(0);
  });

  test('fails when the inode record or the disk’s cache does, and can be tried again', () => {
    for (const on of ['writeInode', 'flush'] as const) {
      const { file } = testbed({ faults: [fault(on, 'EIO', { nth: on === 'flush' ? 1 : 2 })] });
      const fd = file.open(['O_WRONLY']) as number;
      file.write(fd, bytes(5, 100), 0);
      expect([file.fsync(fd), file.fsync(fd)]).toEqual(['EIO', 0]);
    }
  });

  test('a full disk at writeback is an EIO by the page’s bit through 4.x, later the ENOSPC that it was', () => {
    const first = (profile: ProfileId) => {
      const { file, a } = dirty(profile, 'ENOSPC');
      return file.fsync(a);
    };
    expect([first('linux-4.x'), first('linux-6.x')]).toEqual(['EIO', 'ENOSPC']);
  });
});

describe('errors of the mapping', () => {
  test('an earlier failure elsewhere fails a direct write', () => {
    const { file } = dirty('linux-4.x');
    file.writeback();
    const direct = file.open(['O_WRONLY', 'O_DIRECT']) as number;
    expect(file.write(direct, bytes(6, 512), 8192)).toBe('EIO');
    expect(file.write(direct, bytes(6, 512), 8192)).toBe(512);
  });

  test.each<[ProfileId, unknown]>([
    ['linux-4.x', 0],
    ['linux-6.x', 'EIO'],
  ])('%s: fsync after an error that the fallback’s flush swallowed returns %p', (profile, expected) => {
    const faults = [fault('write', 'EIO', { where: { from: 8, to: 16 } })];
    const { file } = testbed({ profile, size: 8192, allocated: [{ from: 0, to: 4096 }], faults });
    const fd = file.open(['O_WRONLY', 'O_DIRECT']) as number;
    expect(file.write(fd, bytes(5, 8192), 0)).toBe(4096);
    expect([file.fsync(fd), file.fsync(fd)]).toEqual([expected, 0]);
  });

  test('a page whose writeback failed is clean: dropping the caches shows the old bytes', () => {
    const { file, a } = dirty('linux-4.x');
    file.writeback();
    expect(runs(file.read(a, 4096, 0))).toEqual([[5, 4096]]);
    file.dropCaches();
    expect(runs(file.read(a, 4096, 0))).toEqual([[1, 4096]]);
  });

  test('copy on write can run out of space at writeback: the page stays dirty and the next fsync succeeds', () => {
    const { file, a, disk, steps } = dirty('linux-btrfs', 'ENOSPC', 'allocate');
    expect([file.fsync(a), file.fsync(a)]).toEqual(['ENOSPC', 0]);
    expect(disk.view(0)[0]).toBe(5);
    expect(eventsOf(steps, 'filemap_write_and_wait_range').slice(0, 4)).toEqual([
      'nrpages=1',
      'fdatawrite=ENOSPC',
      'fdatawait=0',
      'checkErrors=ENOSPC',
    ]);
  });

  test('EIO when starting the writeback: 6.x clears the flags without waiting, and gives the bytes up', () => {
    const { file, a, disk, steps } = dirty('linux-btrfs', 'EIO', 'allocate');
    expect([file.fsync(a), file.fsync(a)]).toEqual(['EIO', 0]);
    expect(disk.view(0)[0]).toBe(1);
    expect(eventsOf(steps, 'filemap_write_and_wait_range').slice(0, 3)).toEqual([
      'nrpages=1',
      'fdatawrite=EIO',
      'checkErrors=EIO',
    ]);
  });
});

describe('O_DSYNC', () => {
  test('syncs the bytes written, so that a power cut keeps them', () => {
    const { file, disk, remount, steps } = testbed();
    const fd = file.open(['O_WRONLY', 'O_DSYNC']) as number;
    expect(file.write(fd, bytes(5, 5000), null)).toBe(5000);
    expect(steps.find(({ at }) => at === 'sync')).toMatchObject({ lo: 0, hi: 4999, ret: 0 });
    disk.powerCut();
    const again = remount();
    expect(runs(again.read(again.open([]) as number, 9999, 0))).toEqual([[5, 5000]]);
  });

  test('a failed sync replaces the count, and the offset stays', () => {
    const { file } = testbed({ faults: [fault('flush', 'EIO')] });
    const fd = file.open(['O_WRONLY', 'O_SYNC']) as number;
    expect(file.write(fd, bytes(5, 5000), null)).toBe('EIO');
    expect([file.lseek(fd, 0, 'SEEK_CUR'), file.lseek(fd, 0, 'SEEK_END')]).toEqual([0, 5000]);
  });
});
