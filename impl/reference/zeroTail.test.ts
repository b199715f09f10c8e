import { describe, expect, test } from '@jest/globals';
import { bytes, fault, runs, testbed, transfers, type Setup, type Testbed } from './testbed.sample.js';

/** 700 bytes of 1; the rest of their last sector holds 9, as a power cut leaves it. */
function stale(setup: Setup = {}): Testbed & { fd: number } {
  const bed = testbed({ size: 700, ...setup });
  bed.disk.install(1, new Uint8Array(512).fill(1, 0, 188).fill(9, 188));
  return { ...bed, fd: bed.file.open(['O_RDWR']) as number };
}

describe.each([false, true])('stale bytes behind the end, dax: %p', (dax) => {
  test.each<[string, (bed: ReturnType<typeof stale>) => unknown]>([
    ['a longer file', ({ file, fd }) => file.ftruncate(fd, 701)],
    ['a write behind a gap', ({ file, fd }) => file.write(fd, bytes(0, 1), 701)],
  ])('are zeros once %s uncovers them', (_, grow) => {
    const bed = stale({ file: { dax } });
    grow(bed);
    bed.file.ftruncate(bed.fd, 1024);
    expect(runs(bed.file.read(bed.fd, 1024, 0))).toEqual([
      [1, 700],
      [0, 324],
    ]);
    bed.file.fsync(bed.fd);
    expect(runs(bed.disk.view(1))).toEqual([
      [1, 188],
      [0, 324],
    ]);
  });

  test('that can not be read stay as they are', () => {
    const bed = stale({ file: { dax }, faults: [fault('read', 'EIO')] });
    expect(bed.file.ftruncate(bed.fd, 1024)).toBe(0);
    expect(transfers(bed)).toEqual(['read 1+1']);
  });

  test('that can not be read a second time stay as they are, too', () => {
    const bed = stale({ file: { dax }, faults: [fault('read', 'EIO', { nth: 2 })] });
    expect(bed.file.ftruncate(bed.fd, 1024)).toBe(0);
    expect(bed.file.fstat(bed.fd)).toMatchObject({ size: 1024 });
  });
});

describe('a look behind the end', () => {
  test('comes once per mount, and finds mostly zeros', () => {
    const bed = testbed({ size: 700 });
    const fd = bed.file.open(['O_RDWR']) as number;
    expect([bed.file.ftruncate(fd, 710), bed.file.ftruncate(fd, 720)]).toEqual([0, 0]);
    bed.file.fsync(fd);
    expect(transfers(bed)).toEqual(['read 1+1', 'flush 0+0']);
  });

  test.each<[string, Setup]>([
    ['at the end of a sector', { size: 1024 }],
    ['in a hole', { size: 700, allocated: [] }],
  ])('%s needs no read', (_, setup) => {
    const bed = testbed(setup);
    expect(bed.file.ftruncate(bed.file.open(['O_RDWR']) as number, 2000)).toBe(0);
    expect(transfers(bed)).toEqual([]);
  });

  test.each([
    [0, 4096, []],
    [700, 10, ['read 0+2']],
  ])('is not asked for by a buffered write at %i of %i bytes', (position, length, expected) => {
    const bed = stale();
    expect(bed.file.write(bed.fd, bytes(5, length), position)).toBe(length);
    expect(transfers(bed).filter((transfer) => transfer.startsWith('read'))).toEqual(expected);
  });
});
