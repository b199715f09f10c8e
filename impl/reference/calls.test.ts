import { describe, expect, test } from '@jest/globals';
import { bytes, fault, runs, testbed } from './testbed.sample.js';

describe('limits', () => {
  test('RLIMIT_FSIZE cuts a write, then is an EFBIG with the signal', () => {
    const { file } = testbed({ file: { rlimitFsize: 10000 } });
    const fd = file.open(['O_WRONLY']) as number;
    expect(file.write(fd, bytes(5, 16384), null)).toBe(10000);
    expect(file.write(fd, bytes(5, 1), null)).toEqual({ ret: 'EFBIG', signal: 'SIGXFSZ' });
  });

  test('in 3.18 too, where the core runs the checks', () => {
    const { file } = testbed({ profile: 'linux-3.18', file: { rlimitFsize: 10000 } });
    const fd = file.open(['O_WRONLY']) as number;
    expect(file.write(fd, bytes(5, 16384), null)).toBe(10000);
    expect(file.write(fd, bytes(5, 1), null)).toEqual({ ret: 'EFBIG', signal: 'SIGXFSZ' });
  });

  test('the size of the disk cuts a write without the signal', () => {
    const { file } = testbed({ sectors: 16 });
    const fd = file.open(['O_WRONLY']) as number;
    expect(file.write(fd, bytes(5, 16384), null)).toBe(8192);
    expect(file.write(fd, bytes(5, 1), null)).toBe('EFBIG');
    expect(file.write(fd, bytes(5, 1), Number.MAX_SAFE_INTEGER)).toBe('EFBIG');
  });

  test('a block device is cut at its end, then has no space; it never grows', () => {
    const { file } = testbed({ size: 8192, sectors: 64, file: { kind: 'block' } });
    const fd = file.open(['O_RDWR', 'O_DIRECT']) as number;
    expect(file.write(fd, bytes(5, 16384), 4096)).toBe(4096);
    expect(file.write(fd, bytes(5, 512), 8192)).toBe('ENOSPC');
    expect(file.lseek(fd, 0, 'SEEK_END')).toBe(8192);
    expect(file.ftruncate(fd, 0)).toBe('EINVAL');
  });

  test('files may be larger than 2^32 bytes', () => {
    const far = 2 ** 40 + 5;
    const { file } = testbed({ sectors: 2 ** 35 });
    const fd = file.open(['O_RDWR']) as number;
    expect(file.write(fd, bytes(5, 5000), far)).toBe(5000);
    expect(file.fsync(fd)).toBe(0);
    file.dropCaches();
    expect(runs(file.read(fd, 5001, far - 1))).toEqual([
      [0, 1],
      [5, 5000],
    ]);
  });
});

describe('descriptors', () => {
  test('O_APPEND wins over the position of pwrite, which never moves the offset', () => {
    const { file } = testbed({ size: 100 });
    const fd = file.open(['O_RDWR', 'O_APPEND']) as number;
    expect(file.write(fd, bytes(5, 10), 0)).toBe(10);
    expect(file.lseek(fd, 0, 'SEEK_CUR')).toBe(0);
    expect(file.write(fd, bytes(6, 10), null)).toBe(10);
    expect(file.lseek(fd, 0, 'SEEK_CUR')).toBe(120);
    expect(runs(file.read(fd, 999, 90))).toEqual([
      [1, 10],
      [5, 10],
      [6, 10],
    ]);
  });

  test('vectors are written in order as if concatenated, empty segments skipped', () => {
    const { file } = testbed();
    const fd = file.open(['O_RDWR']) as number;
    expect(file.write(fd, [...bytes(0, 0), ...bytes(5, 3, 0), ...bytes(6, 5000)], null)).toBe(5003);
    expect(runs(file.read(fd, 9999, 0))).toEqual([
      [5, 3],
      [6, 5000],
    ]);
  });

  test('only what it was opened for', () => {
    const { file } = testbed({ size: 10 });
    const [reader, writer] = [file.open(['O_RDONLY']) as number, file.open(['O_WRONLY']) as number];
    expect(file.write(reader, bytes(5, 1), 0)).toBe('EBADF');
    expect(file.read(writer, 1, 0)).toBe('EBADF');
    expect(file.ftruncate(reader, 1)).toBe('EINVAL');
  });

  test('the lowest free number is used again, an unknown one is EBADF everywhere', () => {
    const { file } = testbed();
    const [a, b] = [file.open([]) as number, file.open([]) as number];
    expect(file.close(a)).toBe(0);
    expect([file.close(a), file.fsync(a), file.fstat(a), file.dup(a), file.lseek(a, 0, 'SEEK_SET')]).toEqual(
      Array(5).fill('EBADF'),
    );
    expect([file.dup(b), file.dup(b)]).toEqual([a, b + 1]);
  });

  test('dup shares the offset', () => {
    const { file } = testbed({ size: 100 });
    const fd = file.open(['O_RDWR']) as number;
    const copy = file.dup(fd) as number;
    file.write(fd, bytes(5, 10), null);
    expect(file.lseek(copy, 0, 'SEEK_CUR')).toBe(10);
  });

  test('lseek before the start is EINVAL and moves nothing', () => {
    const { file } = testbed({ size: 100 });
    const fd = file.open([]) as number;
    expect([file.lseek(fd, -1, 'SEEK_END'), file.lseek(fd, -100, 'SEEK_CUR')]).toEqual([99, 'EINVAL']);
    expect(file.lseek(fd, 0, 'SEEK_CUR')).toBe(99);
  });

  test('an unreadable inode record makes each open fail', () => {
    const { file } = testbed({ faults: [fault('readInode', 'EIO')] });
    expect([file.open([]), file.open([])]).toEqual(['EIO', 'EIO']);
  });
});

describe('truncate', () => {
  test('shrinking zeroes the tail, frees the sectors and forgets dirty pages', () => {
    const { file, disk } = testbed({ size: 8192 });
    const fd = file.open(['O_RDWR']) as number;
    file.write(fd, bytes(5, 8192), 0);
    expect(file.ftruncate(fd, 1000)).toBe(0);
    expect(disk.allocatedSectors).toBe(2);
    expect(file.ftruncate(fd, 3000)).toBe(0);
    expect(runs(file.read(fd, 9999, 0))).toEqual([
      [5, 1000],
      [0, 2000],
    ]);
  });

  test('growing makes a hole, within the limits', () => {
    const { file, disk, spec } = testbed({ size: 100, sectors: 16 });
    const fd = file.open(['O_RDWR']) as number;
    expect([file.ftruncate(fd, 8192), disk.allocatedSectors]).toEqual([0, 1]);
    expect(file.ftruncate(fd, 8193)).toBe('EFBIG');
    spec.rlimitFsize = 50;
    expect(file.ftruncate(fd, 100)).toBe(0);
    expect(file.ftruncate(fd, 101)).toEqual({ ret: 'EFBIG', signal: 'SIGXFSZ' });
  });

  test.each(['EIO', 'ENOSPC'] as const)('changes nothing when the record fails with %s', (kind) => {
    const { file } = testbed({ size: 100, file: { mode: 0o4755 }, faults: [fault('writeInode', kind)] });
    const fd = file.open(['O_RDWR']) as number;
    expect(file.ftruncate(fd, 10)).toBe(kind);
    expect(file.fstat(fd)).toEqual({ size: 100, mode: 0o4755, mtime: 0, ctime: 0, capability: false });
    expect(runs(file.read(fd, 999, 0))).toEqual([[1, 100]]);
  });

  test('changes nothing when the new last sector can not be read', () => {
    const { file } = testbed({ size: 1000, faults: [fault('read', 'EIO')] });
    const fd = file.open(['O_RDWR']) as number;
    expect(file.ftruncate(fd, 10)).toBe('EIO');
    expect(file.fstat(fd)).toMatchObject({ size: 1000 });
  });

  test('strips set-id bits and the capability, also through O_TRUNC', () => {
    const { file } = testbed({ size: 100, caller: { capFsetid: false }, file: { mode: 0o4755, capability: true } });
    const fd = file.open(['O_WRONLY', 'O_TRUNC']) as number;
    expect(file.fstat(fd)).toEqual({ size: 0, mode: 0o755, mtime: 1, ctime: 1, capability: false });
  });
});

describe('power cut', () => {
  test('what an unflushed longer write leaves behind the end never becomes part of the file', () => {
    for (let seed = 0; seed < 40; seed++) {
      const { file, disk, remount } = testbed({ size: 700 });
      const fd = file.open(['O_WRONLY']) as number;
      file.write(fd, bytes(5, 3000), 700);
      file.writeback();
      disk.powerCut(seed);
      const again = remount();
      const other = again.open(['O_RDWR']) as number;
      const end = again.lseek(other, 0, 'SEEK_END') as number;
      expect(again.write(other, bytes(6, 1), 5000)).toBe(1);
      expect(runs(again.read(other, 5000 - end, end))).toEqual([[0, 5000 - end]]);
    }
  });
});
