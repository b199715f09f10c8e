import { describe, expect, test } from '@jest/globals';
import type { Errno, Ret } from '../../contract/index.js';
import { bad, bytes, eventsOf, fault, runs, testbed, type Setup, type Testbed } from './testbed.sample.js';

/** A file of 16384 bytes of 1; from 8192 on it is a hole. */
const HALF_A_HOLE: Setup = { size: 16384, allocated: [{ from: 0, to: 8192 }] };
const FALLBACK_FAILS: Setup = { ...HALF_A_HOLE, faults: [fault('write', 'EIO', { where: { from: 16, to: 32 } })] };

function direct(setup: Setup): Testbed & { fd: number; offset: () => Ret } {
  const bed = testbed(setup);
  const fd = bed.file.open(['O_RDWR', 'O_DIRECT']) as number;
  return { ...bed, fd, offset: () => bed.file.lseek(fd, 0, 'SEEK_CUR') };
}

describe('direct write', () => {
  test('over allocated sectors goes to the disk and leaves no page', () => {
    const { file, fd, disk, steps } = direct({ size: 8192 });
    expect(file.write(fd, bytes(5, 4096), 2048)).toBe(4096);
    expect(disk.takeLog()).toMatchObject([{ op: 'writeInode' }, { op: 'write', sector: 4, count: 8, ret: 8 }]);
    expect(eventsOf(steps, 'generic_file_direct_write')).toEqual([
      'flush=0',
      'nrpages=0',
      'directIO=4096',
      'nrpagesAfter=0',
    ]);
  });

  test('past the end allocates and extends the file', () => {
    const { file, fd, disk } = direct({ size: 4096 });
    expect(file.write(fd, bytes(5, 4096), 4096)).toBe(4096);
    expect(disk.isAllocated(15)).toBe(true);
    expect(file.fstat(fd)).toMatchObject({ size: 8192 });
  });

  /** A page of the request is cached, and cannot be dropped before the transfer. */
  const keptPage = (error: Errno) => direct({ size: 8192, patch: { invalidateInodePages2Range: () => error } });

  test('falls back to the page cache when a page could not be dropped', () => {
    const { file, fd, steps } = keptPage('EBUSY');
    file.read(file.open(['O_RDONLY']) as number, 4096, 0);
    expect(file.write(fd, bytes(5, 4096), 0)).toBe(4096);
    expect(eventsOf(steps, 'generic_file_direct_write')).toEqual(['flush=0', 'nrpages=1', 'invalidatePages=EBUSY']);
    expect(eventsOf(steps, '__generic_file_write_iter')).toContain('direct=0');
  });

  test('ends with any other error of dropping a page', () => {
    const { file, fd } = keptPage('EIO');
    file.read(file.open(['O_RDONLY']) as number, 4096, 0);
    expect(file.write(fd, bytes(5, 4096), 0)).toBe('EIO');
  });

  test('falls back for a page that stays dirty', () => {
    const { file, fd, steps } = direct({ size: 8192, patch: { filemapWriteAndWaitRange: () => 0 } });
    file.write(file.open(['O_WRONLY']) as number, bytes(4, 100), 0);
    expect(file.write(fd, bytes(5, 512), 0)).toBe(512);
    expect(eventsOf(steps, 'generic_file_direct_write')).toContain('invalidatePages=EBUSY');
    expect(runs(file.read(file.open(['O_RDONLY']) as number, 600, 0))).toEqual([
      [5, 512],
      [1, 88],
    ]);
  });

  // A page of another range is cached, so that there is something to look at again.
  test.each([
    ['linux-4.x', 0],
    ['posix', 0],
    ['linux-6.x', 'EIO'],
  ] as const)('%s: fsync after a page could not be dropped behind the transfer returns %p', (profile, expected) => {
    let asked = 0;
    const patch = { invalidateInodePages2Range: () => (++asked === 2 ? ('EBUSY' as const) : 0) };
    const { file, fd } = direct({ size: 16384, profile, patch });
    file.read(file.open(['O_RDONLY']) as number, 512, 8192);
    expect([file.write(fd, bytes(5, 512), 0), asked]).toEqual([512, 2]);
    expect([file.fsync(fd), file.fsync(fd)]).toEqual([expected, 0]);
  });

  test('over a hole falls back to the page cache and is on the disk afterwards', () => {
    const { file, fd, offset, disk, steps } = direct(HALF_A_HOLE);
    expect(file.write(fd, bytes(5, 16384), null)).toBe(16384);
    expect(offset()).toBe(16384);
    expect(disk.view(31)[511]).toBe(5);
    expect(eventsOf(steps, '__generic_file_write_iter')).toEqual([
      'removePrivs=0',
      'updateTime=0',
      'direct=8192',
      'isDax=0',
      'perform=8192',
      'flush=0',
      'invalidate=2',
    ]);
  });

  test('returns the direct bytes when the flush of the fallback fails, though a buffered read may see the rest', () => {
    const { file, fd, offset } = direct(FALLBACK_FAILS);
    expect(file.write(fd, bytes(5, 16384), null)).toBe(8192);
    expect(offset()).toBe(8192);
    const buffered = file.open(['O_RDONLY']) as number;
    expect(runs(file.read(buffered, 16384, 0))).toEqual([[5, 16384]]);
  });

  test('6.5.0 moves the offset over the bytes that it did not count', () => {
    const { file, fd, offset } = direct({ ...FALLBACK_FAILS, profile: 'linux-6.5.0' });
    expect(file.write(fd, bytes(5, 16384), null)).toBe(8192);
    expect(offset()).toBe(16384);
  });

  test('returns the flush error when nothing was written directly', () => {
    const { file, fd, offset } = direct(FALLBACK_FAILS);
    expect(file.write(fd, bytes(5, 8192), 8192)).toBe('EIO');
    expect(offset()).toBe(0);
  });

  test('returns the direct bytes when the fallback finds the disk full, and ENOSPC when asked for the rest', () => {
    const { file, fd } = direct({ ...HALF_A_HOLE, provisioned: 16 });
    expect(file.write(fd, bytes(5, 16384), null)).toBe(8192);
    expect(file.write(fd, bytes(5, 8192), null)).toBe('ENOSPC');
  });

  test('an error of the disk is returned although earlier sectors were written', () => {
    const { file, fd, disk } = direct({ size: 8192, faults: [fault('write', 'EIO', { where: { from: 4, to: 5 } })] });
    expect(file.write(fd, bytes(5, 8192), 0)).toBe('EIO');
    expect([disk.view(3)[0], disk.view(4)[0]]).toEqual([5, 1]);
  });

  test('an error behind the end gives the sectors back', () => {
    const { file, fd, disk } = direct({ size: 4096, faults: [fault('write', 'EIO', { where: { from: 12, to: 13 } })] });
    expect(file.write(fd, bytes(5, 8192), 0)).toBe('EIO');
    expect(disk.allocatedSectors).toBe(8);
    expect(file.fstat(fd)).toMatchObject({ size: 4096 });
  });

  test('a short transfer is continued by the fallback', () => {
    const { file, fd, steps } = direct({ size: 8192, faults: [fault('write', 'short', { args: { sectors: 3 } })] });
    expect(file.write(fd, bytes(5, 8192), 0)).toBe(8192);
    expect(eventsOf(steps, 'generic_file_direct_write')).toContain('directIO=1536');
  });

  test.each<[string, number, number[]]>([
    ['position', 100, [512]],
    ['length', 0, [100]],
    ['inner segment', 0, [100, 412]],
  ])('a misaligned %s is EINVAL', (_, position, lengths) => {
    const { file, fd } = direct({ size: 8192 });
    expect(file.write(fd, bytes(5, ...lengths), position)).toBe('EINVAL');
  });

  test('a bad second segment ends it after the sectors before', () => {
    const { file, fd } = direct({ size: 8192 });
    expect(file.write(fd, [...bytes(5, 1024), bad(5, 1024)], 0)).toBe(1024);
    expect(file.write(fd, [bad(5, 1024)], 0)).toBe('EFAULT');
  });

  test('writes back dirty pages first, drops them, and a failure of that ends the call', () => {
    const { file, fd, steps } = direct({ size: 8192 });
    const buffered = file.open(['O_WRONLY']) as number;
    file.write(buffered, bytes(4, 100), 0);
    expect(file.write(fd, bytes(5, 512), 0)).toBe(512);
    expect(eventsOf(steps, 'generic_file_direct_write').slice(0, 3)).toEqual([
      'flush=0',
      'nrpages=1',
      'invalidatePages=0',
    ]);
    expect(runs(file.read(buffered, 0, 0))).toBe('EBADF');
    expect(runs(file.read(fd, 512, 0))).toEqual([[5, 512]]);
  });

  test('a failed pre-flush ends the call before anything is transferred', () => {
    const { file, fd, disk } = direct({ size: 8192, faults: [fault('write', 'EIO')] });
    file.write(file.open(['O_WRONLY']) as number, bytes(4, 100), 0);
    expect(file.write(fd, bytes(5, 8192), 0)).toBe('EIO');
    expect(disk.view(15)[0]).toBe(1);
  });
});

describe('direct write in other eras', () => {
  test('iomap fills holes itself', () => {
    const { file, fd, steps } = direct({ ...HALF_A_HOLE, profile: 'linux-iomap-dio' });
    expect(file.write(fd, bytes(5, 16384), 0)).toBe(16384);
    expect(eventsOf(steps, 'generic_perform_write')).toEqual([]);
  });

  test('iomap returns ENOSPC although the allocated half was written', () => {
    const { file, fd, disk } = direct({ ...HALF_A_HOLE, profile: 'linux-iomap-dio', provisioned: 16 });
    expect(file.write(fd, bytes(5, 16384), 0)).toBe('ENOSPC');
    expect(disk.view(0)[0]).toBe(5);
  });

  test('iomap returns EFAULT although the good segment was written', () => {
    const { file, fd, disk } = direct({ size: 8192, profile: 'linux-iomap-dio' });
    expect(file.write(fd, [...bytes(5, 4096), bad(5, 4096)], 0)).toBe('EFAULT');
    expect(disk.view(0)[0]).toBe(5);
  });

  test('btrfs takes a misaligned request through the cache', () => {
    const { file, fd, steps } = direct({ size: 8192, profile: 'linux-btrfs' });
    expect(file.write(fd, bytes(5, 100), 7)).toBe(100);
    expect(eventsOf(steps, '__generic_file_write_iter')).toContain('direct=0');
  });

  test('6.x does not look at the pages again when the transfer failed', () => {
    const failing: Setup = { size: 8192, faults: [fault('write', 'EIO')] };
    const last = (profile: 'linux-4.x' | 'linux-6.x') => {
      const { file, fd, steps } = direct({ ...failing, profile });
      file.write(fd, bytes(5, 512), 0);
      return eventsOf(steps, 'generic_file_direct_write').at(-1);
    };
    expect([last('linux-4.x'), last('linux-6.x')]).toEqual(['nrpagesAfter=0', 'directIO=EIO']);
  });
});
