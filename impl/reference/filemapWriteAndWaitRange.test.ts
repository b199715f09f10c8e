import { describe, expect, test } from '@jest/globals';
import type { ProfileId } from '../../contract/index.js';
import { PARTS, type Parts } from './parts.js';
import { bytes, eventsOf, fault, testbed, type Setup } from './testbed.sample.js';

/** The steps of the flush of a file of 8192 bytes, after a buffered write unless `length` is 0. */
function flushed(profile: ProfileId, length: number, setup: Setup = {}): string[] {
  const { file, steps } = testbed({ size: 8192, profile, ...setup });
  const fd = file.open(['O_RDWR']) as number;
  file.write(fd, bytes(5, length), 0);
  file.fsync(fd);
  return eventsOf(steps, 'filemap_write_and_wait_range');
}

test.each<ProfileId>(['linux-4.x', 'linux-6.x'])('%s: without pages only the errors are asked for', (profile) => {
  expect(flushed(profile, 0)).toEqual(['nrpages=0', 'checkErrors=0']);
});

test('starts the writeback of each dirty page, waits, then asks for the errors', () => {
  expect(flushed('linux-4.x', 8192)).toEqual(['nrpages=1', 'fdatawrite=0', 'fdatawait=0', 'checkErrors=0']);
});

test('leaves clean pages alone', () => {
  const started: number[] = [];
  const writePage: Parts['writePage'] = (inode, page) => {
    started.push(page.index);
    return PARTS.writePage(inode, page);
  };
  const { file } = testbed({ size: 12288, patch: { writePage } });
  const fd = file.open(['O_RDWR']) as number;
  file.read(fd, 12288, 0);
  file.write(fd, bytes(5, 10), 4096);
  file.fsync(fd);
  expect(started).toEqual([1]);
});

test('waits for a range of one byte, too: through 4.x its page’s error is an EIO', () => {
  const { file } = testbed({ size: 8192, faults: [fault('write', 'ENOSPC')] });
  expect(file.write(file.open(['O_WRONLY', 'O_DSYNC']) as number, bytes(5, 1), 0)).toBe('EIO');
});

describe('an EIO when starting', () => {
  const patch = { filemapFdatawrite: () => 'EIO' as const };

  test('ends it at once through 4.x, so that the flags stay', () => {
    expect(flushed('linux-4.x', 100, { patch })).toEqual(['nrpages=1', 'fdatawrite=EIO']);
  });

  test('clears the flags in 6.x', () => {
    expect(flushed('linux-6.x', 100, { patch })).toEqual(['nrpages=1', 'fdatawrite=EIO', 'checkErrors=0']);
  });
});

test('the first page that could not be started gives the error, and the others are started all the same', () => {
  const faults = [fault('allocate', 'EDQUOT', { nth: 1 }), fault('allocate', 'ENOSPC', { nth: 2 })];
  const { file, steps, disk } = testbed({ size: 12288, profile: 'linux-btrfs', faults });
  const fd = file.open(['O_WRONLY']) as number;
  file.write(fd, bytes(5, 12288), 0);
  expect(file.fsync(fd)).toBe('EDQUOT');
  expect(eventsOf(steps, 'filemap_write_and_wait_range')).toContain('fdatawrite=EDQUOT');
  expect([disk.view(0)[0], disk.view(8)[0], disk.view(16)[0]]).toEqual([1, 1, 5]);
});

/** The second half of a direct write is in a hole; the fallback stores it, but says that it wrote nothing. */
function unsaidFallback(profile: ProfileId) {
  const genericPerformWrite: Parts['genericPerformWrite'] = (kiocb, from, pos) => {
    PARTS.genericPerformWrite(kiocb, from.clone(), pos);
    return 0;
  };
  const bed = testbed({ size: 8192, profile, allocated: [{ from: 0, to: 4608 }], patch: { genericPerformWrite } });
  const fd = bed.file.open(['O_WRONLY', 'O_DIRECT']) as number;
  expect(bed.file.write(fd, bytes(5, 8192), 0)).toBe(4608);
  return {
    ranges: bed.steps.filter(({ fn, at }) => fn === 'filemap_write_and_wait_range' && at === 'enter'),
    last: eventsOf(bed.steps, '__generic_file_write_iter').slice(-2),
    stored: bed.disk.view(9)[0],
  };
}

describe('a range that ends before it begins', () => {
  test('has its page written through 4.x, but not waited for, so that the page stays', () => {
    expect(unsaidFallback('linux-4.x')).toMatchObject({
      ranges: [{ hi: 8191 }, { lo: 4608, hi: 4607 }],
      last: ['flush=0', 'invalidate=0'],
      stored: 5,
    });
  });

  test('is 0 at once in 6.x', () => {
    expect(unsaidFallback('linux-6.x')).toMatchObject({
      ranges: [{ hi: 8191 }],
      last: ['flush=0', 'invalidate=0'],
      stored: 0,
    });
  });
});
