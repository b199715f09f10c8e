import { describe, expect, test } from '@jest/globals';
import { type Setup, type Testbed, bytes, fault, runs, testbed, transfers } from './testbed.sample.js';

/** 8192 bytes of 1 unless told otherwise, open for direct and for buffered calls. */
function readable(setup: Setup = {}): Testbed & { direct: number; buffered: number } {
  const bed = testbed({ size: 8192, ...setup });
  const direct = bed.file.open(['O_RDWR', 'O_DIRECT']) as number;
  return { ...bed, direct, buffered: bed.file.open(['O_RDWR']) as number };
}

describe('direct read', () => {
  test('transfers the sectors of its range and leaves no page', () => {
    const bed = readable();
    expect(runs(bed.file.read(bed.direct, 1024, 2048))).toEqual([[1, 1024]]);
    expect(runs(bed.file.read(bed.direct, 1024, 2048))).toEqual([[1, 1024]]);
    expect(transfers(bed)).toEqual(['read 4+2', 'read 4+2']);
  });

  test('reaches the last sector of the disk', () => {
    const bed = readable({ sectors: 16 });
    expect(runs(bed.file.read(bed.direct, 1024, 7168))).toEqual([[1, 1024]]);
    expect(transfers(bed)).toEqual(['read 14+2']);
  });

  test('finds zeros where the file is larger than the disk', () => {
    const { file, direct } = readable({ sectors: 8, allocated: [{ from: 0, to: 4096 }] });
    expect(runs(file.read(direct, 8192, 0))).toEqual([
      [1, 4096],
      [0, 4096],
    ]);
  });

  test.each([
    ['position', 100, 512],
    ['length', 512, 100],
    ['position and length', 100, 412],
  ])('with a misaligned %s is EINVAL', (_, position, length) => {
    const { file, direct } = readable();
    expect(file.read(direct, length, position)).toBe('EINVAL');
  });

  test('of 0 bytes needs no alignment', () => {
    const { file, direct } = readable();
    expect(runs(file.read(direct, 0, 100))).toEqual([]);
  });

  test('at the end asks nothing of the disk, so that a broken one does not matter', () => {
    const bed = readable({ faults: [fault('read', 'EIO', { sticky: true })] });
    expect(runs(bed.file.read(bed.direct, 512, 8192))).toEqual([]);
    expect(transfers(bed)).toEqual([]);
  });

  test('writes back the dirty pages of its range, and no other', () => {
    const bed = readable();
    bed.file.write(bed.buffered, bytes(5, 8192), 0);
    bed.disk.takeLog();
    expect(runs(bed.file.read(bed.direct, 4096, 0))).toEqual([[5, 4096]]);
    expect(transfers(bed)).toEqual(['write 0+8', 'read 0+8']);
  });

  test('fails when that writeback does', () => {
    const { file, direct, buffered } = readable({ faults: [fault('write', 'EIO')] });
    file.write(buffered, bytes(5, 512), 0);
    expect(file.read(direct, 512, 0)).toBe('EIO');
  });

  test('takes from the page cache what a short transfer left', () => {
    const bed = readable({ faults: [fault('read', 'short', { args: { sectors: 3 } })] });
    expect(runs(bed.file.read(bed.direct, 4096, 0))).toEqual([[1, 4096]]);
    expect(transfers(bed)).toEqual(['read 0+8', 'read 0+8']);
  });

  test('returns what a short transfer gave when the page cache can not read the rest', () => {
    const faults = [fault('read', 'short', { args: { sectors: 3 } }), fault('read', 'EIO', { nth: 2 })];
    const { file, direct } = readable({ faults });
    expect(runs(file.read(direct, 4096, 0))).toEqual([[1, 1536]]);
  });
});

describe('DAX read', () => {
  const short = (sectors: number) =>
    readable({ file: { dax: true }, faults: [fault('read', 'short', { args: { sectors } })] });

  test('counts a short transfer from its position on, and leaves the rest to the next call', () => {
    const bed = short(2);
    expect(runs(bed.file.read(bed.buffered, 2000, 100))).toEqual([[1, 924]]);
    expect(transfers(bed)).toEqual(['read 0+5']);
  });

  test('is empty after a transfer of nothing', () => {
    const { file, buffered } = short(0);
    expect(runs(file.read(buffered, 2000, 100))).toEqual([]);
  });
});
