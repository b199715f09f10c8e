import { describe, expect, test } from '@jest/globals';
import { type Setup, type Testbed, bad, bytes, eventsOf, fault, runs, testbed, transfers } from './testbed.sample.js';

/** 8192 bytes of 1, open with O_DIRECT. */
function direct(setup: Setup): Testbed & { fd: number } {
  const bed = testbed({ size: 8192, ...setup });
  return { ...bed, fd: bed.file.open(['O_RDWR', 'O_DIRECT']) as number };
}

test('a source of which less than a sector can be read is an EFAULT, and nothing is left to the fallback', () => {
  const { file, fd, steps } = direct({ profile: 'linux-6.x' });
  expect(file.write(fd, [bad(5, 512, 100)], 0)).toBe('EFAULT');
  expect(eventsOf(steps, 'generic_file_direct_write')).toContain('directIO=EFAULT');
  expect(eventsOf(steps, 'generic_perform_write')).toEqual([]);
});

describe('iomap', () => {
  const short = (sectors: number) =>
    direct({ profile: 'linux-iomap-dio', faults: [fault('write', 'short', { args: { sectors } })] });

  test('goes on after a short transfer', () => {
    const bed = short(3);
    expect(bed.file.write(bed.fd, bytes(5, 8192), 0)).toBe(8192);
    expect(transfers(bed)).toEqual(['write 0+16', 'write 3+13']);
    expect(bed.disk.view(15)[511]).toBe(5);
  });

  test('takes a transfer of nothing for an EIO', () => {
    const bed = short(0);
    expect(bed.file.write(bed.fd, bytes(5, 8192), 0)).toBe('EIO');
    expect(transfers(bed).filter((transfer) => transfer.startsWith('write'))).toEqual(['write 0+16']);
  });
});

describe('stale bytes behind the end, as a power cut leaves them', () => {
  /** 700 bytes of 1; the rest of their last sector holds 9. */
  function stale() {
    const bed = direct({ size: 700 });
    bed.disk.install(1, new Uint8Array(512).fill(1, 0, 188).fill(9, 188));
    return bed;
  }

  test('are zeros once a direct write leaves a gap over them', () => {
    const { file, fd } = stale();
    expect(file.write(fd, bytes(5, 512), 1024)).toBe(512);
    expect(runs(file.read(file.open(['O_RDONLY']) as number, 4096, 0))).toEqual([
      [1, 700],
      [0, 324],
      [5, 512],
    ]);
  });

  test('cost a direct write that leaves no gap no read', () => {
    const bed = stale();
    expect(bed.file.write(bed.fd, bytes(5, 512), 512)).toBe(512);
    expect(transfers(bed)).toEqual(['write 1+1']);
  });
});

test.each([false, true])('a failed direct write leaves nothing that a later growth uncovers, dax: %p', (dax) => {
  const bed = direct({ size: 700, file: { dax }, faults: [fault('write', 'EIO', { where: { from: 2, to: 3 } })] });
  // The first growth has looked behind i_size already, and found zeros.
  expect(bed.file.ftruncate(bed.fd, 701)).toBe(0);
  expect(bed.file.write(bed.fd, bytes(5, 1024), 512)).toBe('EIO');
  expect(bed.file.ftruncate(bed.fd, 1536)).toBe(0);
  const content = bed.file.read(bed.file.open(['O_RDONLY']) as number, 1536, 0) as Uint8Array;
  expect([...new Set(content.subarray(701))]).toEqual([0]);
});

test('a failed direct write to a block device gives nothing back', () => {
  const bed = direct({ file: { kind: 'block' }, faults: [fault('write', 'EIO')] });
  expect(bed.file.write(bed.fd, bytes(5, 1024), 0)).toBe('EIO');
  expect(transfers(bed)).toEqual(['write 0+2']);
});
