import { describe, expect, test } from '@jest/globals';
import type { OpenFlag, ProfileId } from '../../contract/index.js';
import { bad, bytes, prepared, runs } from './testbed.sample.js';

const DIRECT: OpenFlag[] = ['O_RDWR', 'O_DIRECT'];

describe('a storage that fails after some bytes', () => {
  test('enospcAfter: the chunks that fit are a short count, then ENOSPC, then nothing once disarmed', () => {
    const { file, fd } = prepared();
    file.induce('enospcAfter', { bytes: 5000 });
    expect(file.write(fd, bytes(5, 12288), null)).toBe(4096);
    expect(file.write(fd, bytes(5, 8192), null)).toBe('ENOSPC');
    file.induce('enospcAfter', null);
    expect(file.write(fd, bytes(5, 8192), null)).toBe(8192);
  });

  test('takes a chunk that fits exactly, and no byte more', () => {
    const { file, fd } = prepared();
    file.induce('enospcAfter', { bytes: 4096 });
    expect([file.write(fd, bytes(5, 4096), 0), file.write(fd, bytes(5, 1), 0)]).toEqual([4096, 'ENOSPC']);
  });

  test('is not charged for a chunk that was offered, but then not accepted', () => {
    const { file, fd } = prepared();
    file.induce('enospcAfter', { bytes: 4096 });
    expect(file.write(fd, [...bytes(5, 100), bad(5, 3996)], 0)).toBe(100);
  });

  test('errorAfter fails with EIO, at once, unless told otherwise', () => {
    const { file, fd } = prepared();
    file.induce('errorAfter', {});
    expect(file.write(fd, bytes(5, 1), 0)).toBe('EIO');
  });
});

describe('a storage that fails after some bytes of direct writes', () => {
  test('strikes the fallback', () => {
    const { file, fd } = prepared({ flags: DIRECT });
    file.induce('errorAfter', { bytes: 1500, errno: 'EDQUOT' });
    expect(file.write(fd, bytes(5, 8192), null)).toBe(1024);
    expect(file.write(fd, bytes(5, 8192), null)).toBe('EDQUOT');
  });

  test('leaves the error to the fallback when not a sector fits', () => {
    const { file, fd, performed } = prepared({ flags: DIRECT });
    file.induce('errorAfter', { bytes: 100, errno: 'EDQUOT' });
    expect([file.write(fd, bytes(5, 8192), 512), performed]).toEqual(['EDQUOT', [512]]);
  });

  test.each<[string, number, number]>([
    ['some sectors fit', 1500, 1024],
    ['not a sector fits', 100, 0],
  ])('iomap gives the error when %s', (_, left, written) => {
    const { file, fd } = prepared({ profile: 'linux-iomap-dio', flags: DIRECT });
    file.induce('errorAfter', { bytes: left, errno: 'EIO' });
    expect(file.write(fd, bytes(5, 8192), null)).toBe('EIO');
    expect((file.read(fd, 8192, 0) as Uint8Array).filter((byte) => byte === 5)).toHaveLength(written);
  });

  test('iomap gives no error when all fits, and the next byte one', () => {
    const { file, fd } = prepared({ profile: 'linux-iomap-dio', flags: DIRECT });
    file.induce('enospcAfter', { bytes: 8192 });
    expect([file.write(fd, bytes(5, 8192), 0), file.write(fd, bytes(5, 512), 0)]).toEqual([8192, 'ENOSPC']);
  });

  test('counts single bytes of a DAX file, then gives the error, as nothing falls back', () => {
    const { file, fd } = prepared({ file: { dax: true } });
    file.induce('errorAfter', { bytes: 1001, errno: 'EDQUOT' });
    expect([file.write(fd, bytes(5, 2000), null), file.write(fd, bytes(5, 1), null)]).toEqual([1001, 'EDQUOT']);
    expect(runs(file.read(fd, 2000, 0))).toEqual([
      [5, 1001],
      [1, 999],
    ]);
  });
});

describe('a short transfer', () => {
  // The count alone does not show a short transfer that the fallback completes: where it begins does.
  test.each<[string, ProfileId, OpenFlag[], number, number[]]>([
    ['buffered write short', 'linux-4.x', ['O_RDWR'], 1000, [0, 0]],
    ['direct transfer short, and the fallback writes the rest', 'linux-4.x', DIRECT, 8192, [512]],
    ['direct write short where nothing falls back', 'linux-iomap-dio', DIRECT, 512, []],
  ])('makes one %s', (_, profile, flags, expected, begins) => {
    const { file, fd, performed } = prepared({ profile, flags });
    file.induce('shortAfter', { bytes: 1000 });
    expect([file.write(fd, bytes(5, 8192), null), file.write(fd, bytes(5, 8192), 0)]).toEqual([expected, 8192]);
    expect(performed).toEqual(begins);
  });

  test('of a buffered write has a byte at least, as a write of nothing would never end', () => {
    const { file, fd } = prepared();
    file.induce('shortAfter', {});
    expect(file.write(fd, bytes(5, 8192), 0)).toBe(1);
  });

  test('of a DAX file counts single bytes', () => {
    const { file, fd } = prepared({ file: { dax: true } });
    file.induce('shortAfter', { bytes: 1001 });
    expect(file.write(fd, bytes(5, 8192), 0)).toBe(1001);
  });

  test('of nothing is a DAX write of nothing', () => {
    const { file, fd } = prepared({ file: { dax: true } });
    file.induce('shortAfter', {});
    expect(file.write(fd, bytes(5, 8192), 0)).toBe(0);
  });

  test('no longer comes once disarmed', () => {
    const { file, fd } = prepared();
    file.induce('shortAfter', { bytes: 1000 });
    file.induce('shortAfter', null);
    expect(file.write(fd, bytes(5, 8192), 0)).toBe(8192);
  });
});

describe.each([
  ['length', 0, 1000],
  ['position', 100, 1024],
])('a direct write of a misaligned %s is refused', (_, position, length) => {
  test.each(['errorAfter', 'enospcAfter'] as const)('before %s counts', (kind) => {
    const { file, fd } = prepared({ flags: DIRECT });
    file.induce(kind, { bytes: 512 });
    expect([file.write(fd, bytes(5, length), position), file.write(fd, bytes(5, 512), 0)]).toEqual(['EINVAL', 512]);
  });

  test('and leaves the short transfer to the next one', () => {
    const { file, fd } = prepared({ flags: DIRECT, profile: 'linux-iomap-dio' });
    file.induce('shortAfter', { bytes: 512 });
    expect([file.write(fd, bytes(5, length), position), file.write(fd, bytes(5, 1024), 0)]).toEqual(['EINVAL', 512]);
  });
});

test.each(['rlimit', 'readOnly', 'badSegment', 'misaligned'] as const)('%s needs nothing of the storage', (kind) => {
  const { file, fd } = prepared();
  file.induce(kind, { bytes: 0 });
  expect(file.write(fd, bytes(5, 8192), 0)).toBe(8192);
});
