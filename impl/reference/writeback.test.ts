import { describe, expect, test } from '@jest/globals';
import { bad, bytes, eventsOf, fault, runs, testbed, transfers, type Setup, type Testbed } from './testbed.sample.js';

/** 8192 bytes of 1 unless told otherwise, open. */
function writable(setup: Setup = {}): Testbed & { fd: number } {
  const bed = testbed({ size: 8192, ...setup });
  return { ...bed, fd: bed.file.open(['O_RDWR']) as number };
}

/** What an fsync asks the disk for after buffered writes of [position, length]. */
function writtenBack(setup: Setup, ...writes: [number, number][]): string[] {
  const bed = writable(setup);
  for (const [position, length] of writes) bed.file.write(bed.fd, bytes(5, length), position);
  transfers(bed);
  bed.file.fsync(bed.fd);
  return transfers(bed).filter((transfer) => !transfer.startsWith('flush'));
}

describe('writeback writes', () => {
  test.each<[string, [number, number][], string[]]>([
    ['the sector that was written in', [[600, 10]], ['write 1+1']],
    ['all that a write touches', [[600, 500]], ['write 1+2']],
    ['to the end of a sector and no further', [[512, 512]], ['write 1+1']],
    ['sectors of the second page', [[5000, 200]], ['write 9+2']],
    [
      'neighbours together, and others apart',
      [
        [0, 1024],
        [3584, 512],
        [1024, 1],
      ],
      ['write 0+3', 'write 7+1'],
    ],
    [
      'each page on its own, in order',
      [
        [4096, 512],
        [3584, 512],
      ],
      ['write 7+1', 'write 8+1'],
    ],
    ['what a file gained', [[8192, 700]], ['write 16+2']],
    [
      'a sector that was written twice once',
      [
        [0, 100],
        [50, 100],
      ],
      ['write 0+1'],
    ],
  ])('%s', (_, writes, expected) => {
    expect(writtenBack({}, ...writes)).toEqual(expected);
  });

  test('a sector of a page’s size', () => {
    expect(writtenBack({ sectorSize: 4096 }, [100, 10], [5000, 10])).toEqual(['write 0+1', 'write 1+1']);
  });

  test('zeros behind the end', () => {
    const bed = writable({ size: 700 });
    bed.file.write(bed.fd, bytes(5, 1), 700);
    bed.file.fsync(bed.fd);
    expect(runs(bed.disk.view(1))).toEqual([
      [1, 188],
      [5, 1],
      [0, 323],
    ]);
  });

  test('nothing twice', () => {
    const bed = writable();
    bed.file.write(bed.fd, bytes(5, 8192), 0);
    bed.file.fsync(bed.fd);
    transfers(bed);
    bed.file.fsync(bed.fd);
    expect(transfers(bed)).toEqual(['flush 0+0']);
  });

  test('on after a short transfer', () => {
    const faults = [fault('write', 'short', { args: { sectors: 3 } })];
    expect(writtenBack({ faults }, [0, 4096])).toEqual(['write 0+8', 'write 3+5']);
  });

  test('the rest of a page of which one piece failed', () => {
    expect(writtenBack({ faults: [fault('write', 'EIO')] }, [0, 512], [1024, 512])).toEqual(['write 0+1', 'write 2+1']);
  });
});

test('a transfer of nothing is an EIO', () => {
  const { file, fd } = writable({ faults: [fault('write', 'short', { args: { sectors: 0 } })] });
  file.write(fd, bytes(5, 4096), 0);
  expect([file.fsync(fd), file.fsync(fd)]).toEqual(['EIO', 0]);
});

describe('copy on write asks for space again when a page is written back', () => {
  test('for the sectors that are written', () => {
    expect(writtenBack({ profile: 'linux-btrfs' }, [512, 512])).toEqual(['allocate 1+1', 'write 1+1']);
  });

  test('and no other file system does', () => {
    expect(writtenBack({ profile: 'linux-6.x' }, [512, 512])).toEqual(['write 1+1']);
  });
});

describe('a short copy', () => {
  test('into a page that is uptodate counts', () => {
    const { file, fd, steps } = writable();
    file.read(fd, 1, 0);
    expect(file.write(fd, [...bytes(5, 100), bad(5, 3996)], 0)).toBe(100);
    expect(eventsOf(steps, 'generic_perform_write').slice(3, 6)).toEqual(['copy=100', 'writeEnd=100', 'balance']);
  });

  test('that was refused leaves nothing of its bytes in a hole', () => {
    const { file, fd } = writable({ allocated: [] });
    expect(file.write(fd, [...bytes(5, 50), bad(6, 50, 40), ...bytes(7, 3996)], 0)).toBe(50);
    expect(runs(file.read(fd, 4096, 0))).toEqual([
      [5, 50],
      [0, 4046],
    ]);
  });
});

test('a whole page that was written need not be read', () => {
  const bed = writable();
  bed.file.write(bed.fd, bytes(5, 4096), 0);
  expect(runs(bed.file.read(bed.fd, 4096, 0))).toEqual([[5, 4096]]);
  expect(transfers(bed)).toEqual([]);
});
