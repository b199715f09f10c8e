import { describe, expect, test } from '@jest/globals';
import { bytes, fault, runs, testbed, transfers } from './testbed.sample.js';

describe('the offset', () => {
  test('moves by what a read gave, unless the read names a position', () => {
    const { file } = testbed({ size: 100 });
    const fd = file.open(['O_RDWR']) as number;
    expect([file.read(fd, 60, null), file.read(fd, 60, 0), file.read(fd, 60, null)].map((got) => got.length)).toEqual([
      60, 60, 40,
    ]);
    expect(file.lseek(fd, 0, 'SEEK_CUR')).toBe(100);
  });

  test('stays after a read or a write that fails', () => {
    const faults = [fault('read', 'EIO', { sticky: true })];
    const { file } = testbed({ size: 1000, faults });
    const fd = file.open(['O_RDWR']) as number;
    expect([file.read(fd, 10, null), file.write(fd, bytes(5, 10), null)]).toEqual(['EIO', 'EIO']);
    expect(file.lseek(fd, 0, 'SEEK_CUR')).toBe(0);
  });

  test('stays after a write that is refused although O_APPEND already chose its place', () => {
    const { file } = testbed({ size: 1000, file: { rlimitFsize: 1000 } });
    const fd = file.open(['O_RDWR', 'O_APPEND']) as number;
    expect(file.write(fd, bytes(5, 10), null)).toEqual({ ret: 'EFBIG', signal: 'SIGXFSZ' });
    expect(file.lseek(fd, 0, 'SEEK_CUR')).toBe(0);
  });

  test('stays after an append of nothing', () => {
    const faults = [fault('write', 'short', { args: { sectors: 0 } })];
    const { file } = testbed({ size: 1000, file: { dax: true }, faults });
    const fd = file.open(['O_RDWR', 'O_APPEND']) as number;
    expect([file.write(fd, bytes(5, 10), null), file.lseek(fd, 0, 'SEEK_CUR')]).toEqual([0, 0]);
  });

  test('can be at 0, and at nothing that is not a whole number that a program can hold', () => {
    const { file } = testbed({ size: 100 });
    const fd = file.open([]) as number;
    expect(file.lseek(fd, -100, 'SEEK_END')).toBe(0);
    expect(file.lseek(fd, Number.MAX_SAFE_INTEGER, 'SEEK_SET')).toBe(Number.MAX_SAFE_INTEGER);
    expect(file.lseek(fd, 1, 'SEEK_CUR')).toBe('EINVAL');
  });
});

describe('open', () => {
  test('fails when it was to truncate and could not, and uses up no number', () => {
    const { file } = testbed({ size: 100, faults: [fault('writeInode', 'EIO')] });
    expect([file.open(['O_RDWR', 'O_TRUNC']), file.open(['O_RDWR', 'O_TRUNC'])]).toEqual(['EIO', 3]);
  });

  test('with O_TRUNC does nothing to a block device', () => {
    const { file } = testbed({ size: 8192, file: { kind: 'block' } });
    expect(runs(file.read(file.open(['O_RDWR', 'O_TRUNC']) as number, 9999, 0))).toEqual([[1, 8192]]);
  });
});

test('a number that nobody opened is EBADF for each call', () => {
  const { file } = testbed();
  expect([file.write(3, bytes(5, 1), 0), file.read(3, 1, 0), file.ftruncate(3, 0), file.fdatasync(3)]).toEqual(
    Array(4).fill('EBADF'),
  );
});

describe('ftruncate', () => {
  test('may grow a file to its limit', () => {
    const { file } = testbed({ file: { rlimitFsize: 1000 } });
    const fd = file.open(['O_RDWR']) as number;
    expect([file.ftruncate(fd, 1000), file.ftruncate(fd, 1001)]).toEqual([0, { ret: 'EFBIG', signal: 'SIGXFSZ' }]);
  });

  test('may leave a file that is above its limit at its size', () => {
    const { file, spec } = testbed({ size: 1000, sectors: 2 });
    const fd = file.open(['O_RDWR']) as number;
    spec.rlimitFsize = 10;
    expect(file.ftruncate(fd, 1000)).toBe(0);
  });
});

test('fdatasync does what fsync does', () => {
  const bed = testbed({ size: 8192 });
  const fd = bed.file.open(['O_RDWR']) as number;
  bed.file.write(fd, bytes(5, 10), 0);
  transfers(bed);
  expect(bed.file.fdatasync(fd)).toBe(0);
  expect(transfers(bed)).toEqual(['write 0+1', 'flush 0+0']);
});

describe('writeback', () => {
  test('writes pages, and the size if it changed, but empties no cache of the disk', () => {
    const { file, disk } = testbed();
    const fd = file.open(['O_RDWR']) as number;
    file.write(fd, bytes(5, 100), 0);
    disk.takeLog();
    file.writeback();
    file.writeback();
    expect(disk.takeLog().map(({ op }) => op)).toEqual(['write', 'writeInode']);
    expect(disk.viewInode().size).toBe(100);
  });

  test('and dropping the caches do nothing to a mount that failed', () => {
    const { file } = testbed({ faults: [fault('readInode', 'EIO')] });
    expect(() => {
      file.writeback();
      file.dropCaches();
    }).not.toThrow();
  });
});

describe('dropping the caches', () => {
  test('drops clean pages and keeps dirty ones', () => {
    const bed = testbed({ size: 8192 });
    const fd = bed.file.open(['O_RDWR']) as number;
    bed.file.read(fd, 8192, 0);
    bed.file.write(fd, bytes(5, 10), 0);
    bed.file.dropCaches();
    transfers(bed);
    expect(runs(bed.file.read(fd, 8192, 0))).toEqual([
      [5, 10],
      [1, 8182],
    ]);
    expect(transfers(bed)).toEqual(['read 8+8']);
  });

  test('drops a page, too, whose writeback nobody waited for', () => {
    const bed = testbed({ size: 8192 });
    const fd = bed.file.open(['O_RDWR']) as number;
    bed.file.write(fd, bytes(5, 10), 0);
    bed.file.writeback();
    bed.file.dropCaches();
    transfers(bed);
    bed.file.read(fd, 10, 0);
    expect(transfers(bed)).toEqual(['read 0+8']);
  });
});
