import { describe, expect, test } from '@jest/globals';
import { bytes, fault, runs, testbed, transfers, type Setup, type Testbed } from './testbed.sample.js';

/** 8192 bytes of 1 unless told otherwise, open, and without a note of what the disk was asked for so far. */
function truncatable(setup: Setup = {}): Testbed & { fd: number } {
  const bed = testbed({ size: 8192, ...setup });
  return { ...bed, fd: bed.file.open(['O_RDWR']) as number };
}

const FUSE = { profile: 'linux-fuse' } as const;

describe('shrinking asks the disk', () => {
  test.each<[string, number, Setup, string[]]>([
    ['for the page of the new end', 5000, {}, ['read 8+8', 'discard 10+246']],
    ['for nothing when the new end is that of a sector', 5120, {}, ['discard 10+246']],
    ['for nothing when the new end is in a hole', 5000, { allocated: [] }, ['discard 10+246']],
    ['for a sector of a DAX file', 5000, { file: { dax: true } }, ['discard 10+246', 'read 9+1', 'write 9+1']],
    ['for nothing of a DAX file at the end of a sector', 5120, { file: { dax: true } }, ['discard 10+246']],
    ['for nothing of a DAX file in a hole', 5000, { file: { dax: true }, allocated: [] }, ['discard 10+246']],
    ['for the page and a sector of a FUSE file', 5000, FUSE, ['read 8+8', 'discard 10+246', 'read 9+1', 'write 9+1']],
    ['for nothing when the size stays', 8192, {}, []],
  ])('%s', (_, length, setup, expected) => {
    const bed = truncatable(setup);
    expect(bed.file.ftruncate(bed.fd, length)).toBe(0);
    expect(transfers(bed).sort()).toEqual(expected.sort());
  });
});

test('a size that stays inside a sector needs neither a read nor zeros', () => {
  const bed = truncatable({ size: 5000 });
  bed.disk.install(9, new Uint8Array(512).fill(9));
  expect(bed.file.ftruncate(bed.fd, 5000)).toBe(0);
  expect(transfers(bed)).toEqual([]);
});

describe('after shrinking inside a page', () => {
  test('only what is before the new end is written back, and zeros behind it', () => {
    const bed = truncatable();
    bed.file.write(bed.fd, bytes(5, 8192), 0);
    bed.file.ftruncate(bed.fd, 5000);
    transfers(bed);
    expect(bed.file.fsync(bed.fd)).toBe(0);
    expect(transfers(bed)).toEqual(['write 0+8', 'write 8+2', 'flush 0+0']);
    expect([bed.disk.view(9)[391], bed.disk.view(9)[392]]).toEqual([5, 0]);
  });

  test('only the sector of the new end is written back of a clean page', () => {
    const bed = truncatable();
    bed.file.ftruncate(bed.fd, 5000);
    transfers(bed);
    bed.file.fsync(bed.fd);
    expect(transfers(bed)).toEqual(['write 9+1', 'flush 0+0']);
  });

  test.each([5000, 5120])('to %i, growing again shows zeros', (length) => {
    const { file, fd } = truncatable();
    file.read(fd, 8192, 0);
    file.ftruncate(fd, length);
    file.ftruncate(fd, 8192);
    expect(runs(file.read(fd, 8192, 0))).toEqual([
      [1, length],
      [0, 8192 - length],
    ]);
  });

  test('a hole that is in the cache stays a hole', () => {
    const bed = truncatable({ allocated: [] });
    bed.file.read(bed.fd, 8192, 0);
    bed.file.ftruncate(bed.fd, 5000);
    transfers(bed);
    bed.file.fsync(bed.fd);
    expect(transfers(bed)).toEqual(['flush 0+0']);
  });

  test('dirty bytes of a page behind the new end are forgotten', () => {
    const bed = truncatable();
    bed.file.write(bed.fd, bytes(5, 4096), 4096);
    bed.file.ftruncate(bed.fd, 4096);
    transfers(bed);
    bed.file.fsync(bed.fd);
    expect(transfers(bed)).toEqual(['flush 0+0']);
  });
});

// The first growth of a mount looks behind the end: it reads, too.
test.each([
  ['read', 2],
  ['write', 1],
] as const)('a DAX file whose new end can not be zeroed, for a failed %s, is looked at before it grows', (on, nth) => {
  const { file, fd } = truncatable({ file: { dax: true }, size: 1000, faults: [fault(on, 'EIO', { nth })] });
  expect([1024, 600, 1024].map((length) => file.ftruncate(fd, length))).toEqual([0, 0, 0]);
  expect(runs(file.read(fd, 1024, 0))).toEqual([
    [1, 600],
    [0, 424],
  ]);
});

test('a FUSE file whose new last page is dropped, for a failed write, shows zeros behind the new end all the same', () => {
  const { file, fd } = truncatable({ profile: 'linux-fuse', faults: [fault('write', 'EIO', { nth: 2 })] });
  expect([file.ftruncate(fd, 5000), file.ftruncate(fd, 8192)]).toEqual([0, 0]);
  expect(file.write(fd, bytes(5, 10), 4096)).toBe('EIO');
  expect(runs(file.read(fd, 4096, 4096))).toEqual([
    [1, 904],
    [0, 3192],
  ]);
});
