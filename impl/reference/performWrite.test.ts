import { describe, expect, test } from '@jest/globals';
import type { IoSegment, ProfileId } from '../../contract/index.js';
import { bad, bytes, eventsOf, fault, runs, testbed, transfers } from './testbed.sample.js';

/** Writes the segments at `pos` of a file of 8192 bytes of 1, buffered; what write returns. */
function write(profile: ProfileId, segments: IoSegment[], pos = 0) {
  const { file } = testbed({ profile, size: 8192 });
  return file.write(file.open(['O_WRONLY']) as number, segments, pos);
}

describe('bad segments in buffered writes', () => {
  test.each<[ProfileId, number | string]>([
    ['linux-3.18', 100],
    ['linux-4.x', 100],
    ['linux-6.x', 100],
    ['linux-fuse', 100],
    ['linux-iomap-dio', 100],
    ['linux-btrfs', 'EFAULT'],
  ])('%s: 100 good bytes and an unreadable segment give %p', (profile, expected) => {
    expect(write(profile, [...bytes(5, 100), bad(5, 4000)])).toBe(expected);
  });

  test.each<[ProfileId, number]>([
    ['linux-4.x', 4196],
    ['linux-6.x', 4196],
    ['linux-btrfs', 4096],
  ])('%s: 4196 good bytes and an unreadable segment give %p', (profile, expected) => {
    expect(write(profile, [...bytes(5, 4196), bad(5, 4000)])).toBe(expected);
  });

  test('through 4.7 a segment that is only partly readable spoils its chunk, later it gives its good bytes', () => {
    expect(write('linux-4.x', [bad(5, 4096, 100)])).toBe('EFAULT');
    expect(write('linux-6.x', [bad(5, 4096, 100)])).toBe(100);
  });

  test('a short copy into a page that is not uptodate counts as 0 and is tried again, segment by segment', () => {
    const { file, steps } = testbed({ size: 8192 });
    file.write(file.open(['O_WRONLY']) as number, [...bytes(5, 100), bad(5, 3996)], 0);
    expect(eventsOf(steps, 'generic_perform_write')).toEqual([
      'faultIn=0',
      'fatalSignal=0',
      'writeBegin=0',
      'copy=100',
      'writeEnd=0',
      'singleSegment=100',
      'faultIn=0',
      'fatalSignal=0',
      'writeBegin=0',
      'copy=100',
      'writeEnd=100',
      'balance',
      'faultIn=EFAULT',
    ]);
  });
});

describe('buffered write', () => {
  test('takes whole pages without reading them, parts of pages with', () => {
    const { file, disk } = testbed({ size: 8192 });
    const fd = file.open(['O_WRONLY']) as number;
    file.write(fd, bytes(5, 4096), 0);
    expect(disk.takeLog().map(({ op }) => op)).toEqual(['writeInode']);
    file.write(fd, bytes(5, 10), 4096);
    expect(disk.takeLog().map(({ op }) => op)).toEqual(['read']);
  });

  test('a hole and what lies behind the end cost no read', () => {
    const { file, disk } = testbed({ size: 8192, allocated: [] });
    const fd = file.open(['O_RDWR']) as number;
    file.write(fd, bytes(5, 10), 600);
    file.write(fd, bytes(5, 10), 9000);
    expect(disk.takeLog().map(({ op }) => op)).toEqual(['writeInode', 'allocate', 'allocate']);
    expect(runs(file.read(fd, 700, 0))).toEqual([
      [0, 600],
      [5, 10],
      [0, 90],
    ]);
  });

  test('gives space to the sectors that it touches, and to no other of the hole', () => {
    const bed = testbed({ size: 8192, allocated: [{ from: 0, to: 512 }] });
    expect(bed.file.write(bed.file.open(['O_WRONLY']) as number, bytes(5, 1024), 0)).toBe(1024);
    expect(transfers(bed)).toEqual(['read 0+1', 'allocate 1+1']);
  });

  test('an unreadable page ends it with what came before', () => {
    const { file } = testbed({ size: 8192, faults: [fault('read', 'EIO', { sticky: true })] });
    const fd = file.open(['O_WRONLY']) as number;
    expect(file.write(fd, bytes(5, 4196), 0)).toBe(4096);
    expect(file.write(fd, bytes(5, 100), 4096)).toBe('EIO');
  });

  test('an unreadable page is given no space', () => {
    const bed = testbed({ size: 8192, allocated: [{ from: 0, to: 4608 }], faults: [fault('read', 'EIO')] });
    expect(bed.file.write(bed.file.open(['O_WRONLY']) as number, bytes(5, 100), 5000)).toBe('EIO');
    expect(transfers(bed)).toEqual(['read 8+1']);
  });

  test.each(['ENOSPC', 'EDQUOT', 'EIO'] as const)('%s at allocation ends it with what came before', (kind) => {
    const faults = [fault('allocate', kind, { nth: 2, sticky: true })];
    const { file } = testbed({ faults });
    const fd = file.open(['O_WRONLY']) as number;
    expect(file.write(fd, bytes(5, 10000), null)).toBe(4096);
    expect(file.write(fd, bytes(5, 10000), null)).toBe(kind);
    expect(file.fstat(fd)).toMatchObject({ size: 4096 });
  });

  test('i_size grows with each chunk', () => {
    const { file, steps } = testbed();
    file.write(file.open(['O_WRONLY']) as number, bytes(5, 5000), null);
    expect(steps.filter(({ at }) => at === 'writeEnd').map(({ sizeAfter }) => sizeAfter)).toEqual([4096, 5000]);
  });

  test('in each era the offset moves by what was written', () => {
    for (const profile of ['linux-3.18', 'linux-4.x', 'linux-6.x'] as const) {
      const { file } = testbed({ profile });
      const fd = file.open(['O_WRONLY']) as number;
      file.write(fd, bytes(5, 5000), null);
      expect(file.lseek(fd, 0, 'SEEK_CUR')).toBe(5000);
    }
  });
});

describe('write-through of FUSE', () => {
  const fuse = (kind?: 'ENOSPC' | 'short', sectors = 0) => {
    const faults = kind ? [fault('write', kind, { args: { sectors }, nth: 2 })] : [];
    const bed = testbed({ profile: 'linux-fuse', size: 16384, faults });
    return { ...bed, fd: bed.file.open(['O_RDWR']) as number };
  };

  test('the disk has the bytes at once', () => {
    const { file, fd, disk } = fuse();
    expect(file.write(fd, bytes(5, 5000), 0)).toBe(5000);
    expect([disk.view(0)[0], disk.view(9)[391], disk.view(9)[392]]).toEqual([5, 5, 1]);
  });

  test('a short reply ends the write with the short count', () => {
    const { file, fd } = fuse('short', 3);
    expect(file.write(fd, bytes(5, 16384), 0)).toBe(4096 + 1536);
    expect(runs(file.read(fd, 8192, 0))).toEqual([
      [5, 5632],
      [1, 2560],
    ]);
  });

  test('a reply of 0 bytes is an EIO', () => {
    const { file, fd } = fuse('short', 0);
    expect(file.write(fd, bytes(5, 4096), 0)).toBe(4096);
    expect(file.write(fd, bytes(6, 4096), 0)).toBe('EIO');
    expect(runs(file.read(fd, 4096, 0))).toEqual([[5, 4096]]);
  });

  test('an error of the reply is the error of the write, and the page shows what the disk holds', () => {
    const { file, fd } = fuse('ENOSPC');
    expect([file.write(fd, bytes(5, 4096), 0), file.write(fd, bytes(6, 4096), 0)]).toEqual([4096, 'ENOSPC']);
    expect(runs(file.read(fd, 4096, 0))).toEqual([[5, 4096]]);
  });

  test('a short reply behind the end moves the end over what it took', () => {
    const { file, fd } = fuse('short', 3);
    file.write(fd, bytes(5, 4096), 0);
    expect(file.write(fd, bytes(6, 4096), 16384)).toBe(1536);
    expect(file.fstat(fd)).toMatchObject({ size: 17920 });
  });

  test.each([4096, 100])('what a write of %i bytes left in the cache need not be read again', (length) => {
    const bed = fuse();
    bed.file.write(bed.fd, bytes(5, length), 0);
    transfers(bed);
    expect(runs(bed.file.read(bed.fd, length, 0))).toEqual([[5, length]]);
    expect(transfers(bed)).toEqual([]);
  });
});
