import { describe, expect, test } from '@jest/globals';
import { type Setup, type Testbed, bad, bytes, eventsOf, fault, runs, testbed, transfers } from './testbed.sample.js';

/** A DAX file, open; 4096 bytes of 1 unless told otherwise. */
function dax(setup: Setup = {}): Testbed & { fd: number } {
  const bed = testbed({ size: 4096, ...setup, file: { dax: true, ...setup.file } });
  return { ...bed, fd: bed.file.open(['O_RDWR']) as number };
}

describe('a DAX write reads first', () => {
  test.each<[string, number, number, string[]]>([
    ['nothing when it covers one sector', 512, 512, ['write 1+1']],
    ['nothing when it covers several', 512, 1024, ['write 1+2']],
    ['the sector that it begins and ends in, once', 600, 100, ['read 1+1', 'write 1+1']],
    ['the sector that it begins in', 600, 936, ['read 1+1', 'write 1+2']],
    ['the sector that it ends in', 512, 600, ['read 2+1', 'write 1+2']],
    ['only the sectors at both ends', 600, 1024, ['read 1+1', 'read 3+1', 'write 1+3']],
  ])('%s', (_, position, length, expected) => {
    const bed = dax();
    expect(bed.file.write(bed.fd, bytes(5, length), position)).toBe(length);
    expect(transfers(bed)).toEqual(expected);
    expect(runs(bed.file.read(bed.fd, 4096, 0))).toEqual([
      [1, position],
      [5, length],
      [1, 4096 - position - length],
    ]);
  });

  test('nothing from a hole, which gets space for the sectors that it touches', () => {
    const bed = dax({ allocated: [] });
    expect(bed.file.write(bed.fd, bytes(5, 100), 2100)).toBe(100);
    expect(transfers(bed)).toEqual(['allocate 4+1', 'write 4+1']);
  });
});

describe('a DAX write that fails', () => {
  test.each<[string, number, number]>([
    ['first', 600, 1],
    ['last', 512, 2],
  ])('because its %s sector can not be read leaves the disk as it was', (_, position, sector) => {
    const bed = dax({ faults: [fault('read', 'EIO', { where: { from: sector, to: sector + 1 } })] });
    expect(bed.file.write(bed.fd, bytes(5, 900), position)).toBe('EIO');
    expect(transfers(bed)).toEqual([`read ${sector}+1`]);
    expect(runs(bed.file.read(bed.fd, 4096, 0))).toEqual([[1, 4096]]);
  });

  test('for want of space says so, and writes nothing', () => {
    const bed = dax({ provisioned: 8 });
    expect(bed.file.write(bed.fd, bytes(5, 512), 4096)).toBe('ENOSPC');
    expect(transfers(bed)).toEqual(['allocate 8+1']);
  });

  test('because nothing of its source can be read does not come to the disk', () => {
    const bed = dax();
    expect(bed.file.write(bed.fd, [bad(5, 512)], 0)).toBe('EFAULT');
    expect(transfers(bed)).toEqual([]);
  });

  test('behind the end gives the sectors back that it was given', () => {
    const bed = dax({ faults: [fault('write', 'EIO')] });
    expect(bed.file.write(bed.fd, bytes(5, 1024), 4096)).toBe('EIO');
    expect(bed.disk.allocatedSectors).toBe(8);
    expect(bed.file.fstat(bed.fd)).toMatchObject({ size: 4096 });
  });

  test('on a block device gives nothing back', () => {
    const bed = dax({ file: { kind: 'block' }, faults: [fault('write', 'EIO')] });
    expect(bed.file.write(bed.fd, bytes(5, 1024), 0)).toBe('EIO');
    expect(transfers(bed)).toEqual(['write 0+2']);
  });
});

describe('stale bytes behind the end, as a power cut leaves them', () => {
  /** 700 bytes of 1; the rest of their last sector holds 9. */
  function stale() {
    const bed = dax({ size: 700 });
    bed.disk.install(1, new Uint8Array(512).fill(1, 0, 188).fill(9, 188));
    return bed;
  }

  test('are zeros once a DAX write leaves a gap over them', () => {
    const { file, fd } = stale();
    expect(file.write(fd, bytes(5, 10), 2000)).toBe(10);
    expect(runs(file.read(fd, 4096, 0))).toEqual([
      [1, 700],
      [0, 1300],
      [5, 10],
    ]);
  });

  test.each([600, 700])('cost a DAX write at %i, which leaves no gap, no read of their own', (position) => {
    const bed = stale();
    expect(bed.file.write(bed.fd, bytes(5, 100), position)).toBe(100);
    expect(transfers(bed)).toEqual(['read 1+1', 'write 1+1']);
  });
});

describe('DAX', () => {
  const setup: Setup = { size: 8192, file: { dax: true } };

  test.each(['linux-3.18', 'linux-fuse', 'linux-btrfs'] as const)('is unknown to %s', (profile) => {
    const { file, steps } = testbed({ ...setup, profile });
    expect(file.write(file.open(['O_RDWR']) as number, bytes(5, 100), 0)).toBe(100);
    expect(eventsOf(steps, 'generic_file_direct_write')).toEqual([]);
  });

  test('needs no alignment and no page', () => {
    const { file, steps } = testbed(setup);
    const fd = file.open(['O_RDWR']) as number;
    expect(file.write(fd, bytes(5, 100), 700)).toBe(100);
    expect(runs(file.read(fd, 900, 0))).toEqual([
      [1, 700],
      [5, 100],
      [1, 100],
    ]);
    expect(eventsOf(steps, 'generic_perform_write')).toEqual([]);
  });

  test.each([
    [0, 0],
    [1, 512],
  ])('a short transfer of %i sectors returns %i and does not fall back', (sectors, ret) => {
    const { file, steps } = testbed({ ...setup, faults: [fault('write', 'short', { args: { sectors } })] });
    expect(file.write(file.open(['O_RDWR']) as number, bytes(5, 1024), 0)).toBe(ret);
    expect(eventsOf(steps, '__generic_file_write_iter').at(-1)).toBe('isDax=1');
  });
});
