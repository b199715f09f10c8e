import { describe, expect, test } from '@jest/globals';
import { bytes, prepared, runs } from './testbed.sample.js';

describe('a file at file level', () => {
  test('shows the content that was asked for', () => {
    const { file, fd } = prepared();
    expect(runs(file.read(fd, 99999, 0))).toEqual([[1, 16384]]);
  });

  test('begins with the times of the clock', () => {
    const { file, fd } = prepared({ file: { mode: 0o600, capability: true } });
    expect(file.fstat(fd)).toEqual({ size: 16384, mode: 0o600, capability: true, mtime: 1, ctime: 1 });
  });

  test('lies on a disk that is as large as asked for, and never full before its end', () => {
    const { file, fd } = prepared({ geometry: { sectors: 64, provisioned: 1 } });
    expect(file.write(fd, bytes(5, 40000), 0)).toBe(32768);
  });

  test.each([
    ['its content', { geometry: { sectors: 1 } }, 16384],
    ['its size, part of a sector included', { geometry: { sectors: 1 }, file: { size: 20000 } }, 20480],
  ])('lies on a disk that is as large as %s', (_, setup, expected) => {
    const { file, fd } = prepared(setup);
    expect([file.ftruncate(fd, expected), file.ftruncate(fd, expected + 1)]).toEqual([0, 'EFBIG']);
  });
});

describe('holes of a file at file level', () => {
  /** Where the fallback of a direct write of everything begins: at the first hole, as a classic file system fills none. */
  function firstHole(allocated: { from: number; to: number }[], size = 16384): number[] {
    const { file, fd, performed } = prepared({ flags: ['O_RDWR', 'O_DIRECT'], file: { allocated, size } });
    expect(file.write(fd, bytes(5, size), 0)).toBe(size);
    return performed;
  }

  test.each([
    ['no hole', [{ from: 0, to: 16384 }], []],
    ['a hole from the start', [{ from: 512, to: 16384 }], [0]],
    [
      'a hole inside',
      [
        { from: 0, to: 1024 },
        { from: 2048, to: 16384 },
      ],
      [1024],
    ],
    [
      'ranges that touch',
      [
        { from: 0, to: 512 },
        { from: 512, to: 1024 },
      ],
      [1024],
    ],
    ['a range that begins and ends inside a sector, which is then whole', [{ from: 100, to: 600 }], [1024]],
    ['a range of no bytes', [{ from: 512, to: 512 }], [0]],
  ])('%s', (_, allocated, expected) => {
    expect(firstHole(allocated)).toEqual(expected);
  });

  test('a range that lies behind the content gets no space', () => {
    expect(firstHole([{ from: 0, to: 20480 }], 20480)).toEqual([16384]);
    expect(
      firstHole(
        [
          { from: 0, to: 16384 },
          { from: 18432, to: 20480 },
        ],
        20480,
      ),
    ).toEqual([16384]);
  });

  test('show zeros, whatever the content says', () => {
    const { file, fd } = prepared({ file: { allocated: [{ from: 512, to: 1024 }] } });
    expect(runs(file.read(fd, 2048, 0))).toEqual([
      [0, 512],
      [1, 512],
      [0, 1024],
    ]);
  });
});
