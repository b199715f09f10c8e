import { describe, expect, test } from '@jest/globals';
import type { Range } from '../../contract/index.js';
import { bytes, fault, runs, testbed, transfers, type Setup, type Testbed } from './testbed.sample.js';

/** A file of two pages of 1, open. */
function readable(setup: Setup = {}): Testbed & { fd: number } {
  const bed = testbed({ size: 8192, ...setup });
  return { ...bed, fd: bed.file.open(['O_RDWR']) as number };
}

/** What follows the page that is read: it is no part of the transfer. */
const NEXT: Range = { from: 8192, to: 12288 };

describe('a page that is not in the cache', () => {
  test.each<[string, Range[], string[]]>([
    ['whole when all of it is allocated', [{ from: 0, to: 8192 }], ['read 8+8']],
    [
      'from its first allocated sector to its last',
      [
        { from: 5120, to: 5632 },
        { from: 6656, to: 7168 },
      ],
      ['read 10+4'],
    ],
    ['as far as it is allocated', [{ from: 0, to: 4608 }], ['read 8+1']],
    ['not at all when it is a hole', [{ from: 0, to: 4096 }], []],
  ])('is read %s', (_, allocated, expected) => {
    const bed = readable({ size: 12288, allocated: [...allocated, NEXT] });
    const content = Array.from({ length: 4096 }, (_, i) =>
      allocated.some(({ from, to }) => from <= 4096 + i && 4096 + i < to) ? 1 : 0,
    );
    expect(bed.file.read(bed.fd, 4096, 4096)).toEqual(Uint8Array.from(content));
    expect(transfers(bed)).toEqual(expected);
    bed.file.read(bed.fd, 1, 4096);
    expect(transfers(bed)).toEqual([]);
  });

  test('shows zeros behind the end, though the disk has other bytes there and can not be looked at again', () => {
    const { file, fd, disk } = readable({ size: 4796, faults: [fault('read', 'EIO', { nth: 2 })] });
    disk.install(9, new Uint8Array(512).fill(1, 0, 188).fill(9, 188));
    file.read(fd, 1, 4096);
    expect(file.ftruncate(fd, 5120)).toBe(0);
    expect(runs(file.read(fd, 1024, 4096))).toEqual([
      [1, 700],
      [0, 324],
    ]);
  });

  test('is read to the sector that the file ends in, and what lies behind the end is zeros', () => {
    const bed = readable({ size: 700 });
    bed.disk.install(0, new Uint8Array(2048).fill(9));
    expect(bed.file.write(bed.fd, bytes(5, 1), 1000)).toBe(1);
    expect(transfers(bed)).toContain('read 0+2');
    expect(runs(bed.file.read(bed.fd, 4096, 0))).toEqual([
      [9, 700],
      [0, 300],
      [5, 1],
    ]);
  });

  test('is read on after a short transfer', () => {
    const bed = readable({ faults: [fault('read', 'short', { args: { sectors: 3 } })] });
    expect(runs(bed.file.read(bed.fd, 4096, 0))).toEqual([[1, 4096]]);
    expect(transfers(bed)).toEqual(['read 0+8', 'read 3+5']);
  });

  test('can not be read when a transfer gives nothing, and can be tried again', () => {
    const { file, fd } = readable({ faults: [fault('read', 'short', { args: { sectors: 0 } })] });
    expect(file.read(fd, 4096, 0)).toBe('EIO');
    expect(runs(file.read(fd, 4096, 0))).toEqual([[1, 4096]]);
  });
});
