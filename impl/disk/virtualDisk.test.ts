import { describe, expect, test } from '@jest/globals';
import type { Fault, Geometry, InodeRecord } from '../../contract/index.js';
import { VirtualDisk } from './virtualDisk.js';

const geometry: Geometry = { sectorSize: 512, sectors: 1000, provisioned: 8 };
const filled = (byte: number, sectors = 1): Uint8Array => new Uint8Array(512 * sectors).fill(byte);
const fault = (on: Fault['on'], kind: Fault['kind'], more: Partial<Fault> = {}): Fault => ({
  on,
  kind,
  args: {},
  where: null,
  nth: 1,
  sticky: false,
  ...more,
});
const record: InodeRecord = { size: 9, mode: 0o644, uid: 1, gid: 2, mtime: 3, ctime: 3, capability: false };

/** A disk whose sectors 0 to 7 hold their number plus 1, durable; the log is empty. */
function full(...faults: Fault[]): VirtualDisk {
  const disk = new VirtualDisk(geometry, faults, 7);
  for (let s = 0; s < 8; s++) disk.install(s, filled(s + 1));
  return disk;
}

/** First byte of each of the sectors that a read returns, or the errno. */
function read(disk: VirtualDisk, sector: number, count = 1): number[] | string | { short: number } {
  const into = filled(99, count);
  const ret = disk.read(sector, into);
  if (typeof ret === 'string') return ret;
  if (ret !== count) return { short: ret };
  return Array.from({ length: count }, (_, i) => into[i * 512]);
}

describe('space', () => {
  test('a hole reads as zeros, and can not be written', () => {
    const disk = new VirtualDisk(geometry);
    expect(read(disk, 5, 2)).toEqual([0, 0]);
    expect(disk.write(5, filled(1))).toBe('EINVAL');
  });

  test('only new sectors count against the provisioned space; beyond it nothing is allocated', () => {
    const disk = new VirtualDisk(geometry);
    expect(disk.allocate(0, 6)).toBe(0);
    expect(disk.allocate(4, 4)).toBe(0);
    expect(disk.allocate(7, 2)).toBe('ENOSPC');
    expect(disk.isAllocated(8)).toBe(false);
    disk.discard(7);
    expect(disk.allocate(900, 1)).toBe(0);
  });

  test('a sector that is freed and allocated again reads as zeros', () => {
    const disk = full();
    disk.discard(3);
    expect(disk.allocate(3, 1)).toBe(0);
    expect(read(disk, 2, 2)).toEqual([3, 0]);
  });

  test('a huge disk costs nothing until it is written, and offsets beyond 2^32 sectors work', () => {
    const disk = new VirtualDisk({ sectorSize: 4096, sectors: 2 ** 40, provisioned: 2 ** 40 });
    const far = 2 ** 33 + 1;
    expect(disk.allocate(far, 1)).toBe(0);
    expect(disk.write(far, new Uint8Array(4096).fill(5))).toBe(1);
    expect(disk.view(far)[4095]).toBe(5);
    expect(disk.view(1)[0]).toBe(0);
  });

  test.each([
    ['half a sector', 0, 100],
    ['behind the end', 999, 1024],
  ])('a transfer of %s is EINVAL', (_, sector, bytes) => {
    expect(full().read(sector, new Uint8Array(bytes))).toBe('EINVAL');
  });
});

describe('faults of writes', () => {
  test('EIO stores the sectors before the selected one and nothing from it on', () => {
    const disk = full(fault('write', 'EIO', { where: { from: 2, to: 3 } }));
    expect(disk.write(0, filled(50, 4))).toBe('EIO');
    expect(read(disk, 0, 4)).toEqual([50, 50, 3, 4]);
    expect(disk.write(0, filled(60, 4))).toBe(4);
  });

  test.each([0, 2])('a short transfer of %i sectors claims no more than it did', (sectors) => {
    const disk = full(fault('write', 'short', { args: { sectors } }));
    expect(disk.write(0, filled(50, 3))).toBe(sectors);
    expect(read(disk, 0, 3)).toEqual([50, 50, 50].map((byte, i) => (i < sectors ? byte : i + 1)));
  });

  test('a torn write keeps old bytes at the end of its last sector and claims all', () => {
    const disk = full(fault('write', 'torn', { args: { bytes: 10 } }));
    expect(disk.write(0, filled(50, 2))).toBe(2);
    expect([disk.view(0)[511], disk.view(1)[9], disk.view(1)[10]]).toEqual([50, 50, 2]);
    expect(disk.truth(1)[10]).toBe(50);
  });

  test('a misdirected write lands elsewhere, claims success, and the truth knows both places', () => {
    const disk = full(fault('write', 'misdirected', { args: { sector: 5 } }));
    expect(disk.write(0, filled(50))).toBe(1);
    expect([read(disk, 0), read(disk, 5)]).toEqual([[1], [50]]);
    expect([disk.truth(0)[0], disk.truth(5)[0]]).toEqual([50, 6]);
  });

  test('a write that is misdirected to a hole fills it', () => {
    const disk = full(fault('write', 'misdirected', { args: { sector: 700 } }));
    disk.write(0, filled(50));
    expect([read(disk, 700), disk.truth(700)[0]]).toEqual([[50], 0]);
  });

  test('bit rot flips one stored bit until the sector is written again', () => {
    const disk = full(fault('write', 'bitRot', { args: { bit: 9 } }));
    expect(disk.write(0, filled(0))).toBe(1);
    expect([disk.view(0)[1], disk.truth(0)[1]]).toEqual([2, 0]);
    disk.write(0, filled(0));
    expect(disk.view(0)[1]).toBe(0);
  });

  test('a latent error shows at the read and is healed by the next write', () => {
    const disk = full(fault('write', 'latent'));
    expect(disk.write(1, filled(50))).toBe(1);
    disk.takeLog();
    expect([read(disk, 0, 3), read(disk, 0)]).toEqual(['EIO', [1]]);
    expect(disk.takeLog()[0]).toEqual({ op: 'read', sector: 0, count: 3, ret: 'EIO', struck: 'latent' });
    disk.write(1, filled(51));
    expect(read(disk, 1)).toEqual([51]);
  });
});

describe('faults of reads and of the rest', () => {
  test('a short read claims what it filled', () => {
    expect(read(full(fault('read', 'short', { args: { sectors: 1 } })), 0, 3)).toEqual({ short: 1 });
  });

  test('a misdirected read returns other sectors, once', () => {
    const disk = full(fault('read', 'misdirected', { args: { sector: 4 } }));
    expect([read(disk, 0), read(disk, 0)]).toEqual([[5], [1]]);
  });

  test('bit rot under a read stays', () => {
    const disk = full(fault('read', 'bitRot', { args: { bit: 1 } }));
    expect([read(disk, 0), read(disk, 0), disk.truth(0)[0]]).toEqual([[3], [3], 1]);
  });

  test('a latent error that a read finds stays until the sector is written', () => {
    const disk = full(fault('read', 'latent', { where: { from: 1, to: 2 } }));
    expect([read(disk, 0, 3), read(disk, 1), read(disk, 2)]).toEqual(['EIO', 'EIO', [3]]);
    disk.write(1, filled(50));
    expect(read(disk, 1)).toEqual([50]);
  });

  test.each(['EIO', 'ENOSPC', 'EDQUOT'] as const)('allocate can fail with %s and then gives nothing', (kind) => {
    const disk = new VirtualDisk(geometry, [fault('allocate', kind)]);
    expect(disk.allocate(0, 2)).toBe(kind);
    expect(disk.allocatedSectors).toBe(0);
  });

  test('the inode record fails for itself', () => {
    const disk = full(fault('writeInode', 'EDQUOT'), fault('readInode', 'EIO'));
    expect(disk.writeInode(record)).toBe('EDQUOT');
    expect(disk.readInode()).toBe('EIO');
    expect(disk.writeInode(record)).toBe(0);
    expect(disk.readInode()).toEqual(record);
  });

  test('the nth matching operation is struck, once or from then on', () => {
    const rets = (sticky: boolean) => {
      const disk = full(fault('write', 'EIO', { where: { from: 0, to: 1 }, nth: 2, sticky }));
      return [0, 1, 0, 0].map((sector) => disk.write(sector, filled(1)));
    };
    expect([rets(false), rets(true)]).toEqual([
      [1, 1, 'EIO', 1],
      [1, 1, 'EIO', 'EIO'],
    ]);
  });

  test('each operation is logged with the fault that struck it, and the log is taken once', () => {
    const disk = full(fault('flush', 'EIO'));
    disk.flush();
    disk.write(1, filled(1, 2));
    disk.discard(6);
    expect(disk.takeLog()).toEqual([
      { op: 'flush', sector: 0, count: 0, ret: 'EIO', struck: 'EIO' },
      { op: 'write', sector: 1, count: 2, ret: 2, struck: null },
      { op: 'discard', sector: 6, count: 994, ret: 0, struck: null },
    ]);
    expect(disk.takeLog()).toEqual([]);
  });
});

describe('power cut', () => {
  /** Which of sectors 0 to 7 show a write that was not flushed. */
  const kept = (seed: number): string => {
    const disk = full();
    for (let s = 0; s < 8; s++) disk.write(s, filled(50));
    disk.powerCut(seed);
    return Array.from({ length: 8 }, (_, s) =>
      disk.view(s)[0] === 50 ? 'n' : disk.view(s)[0] === s + 1 ? 'o' : '?',
    ).join('');
  };

  test('flushed data stays', () => {
    const disk = full();
    disk.write(0, filled(50, 8));
    disk.writeInode(record);
    disk.flush();
    disk.powerCut();
    expect(read(disk, 0, 8)).toEqual(Array(8).fill(50));
    expect(disk.readInode()).toEqual(record);
  });

  test('of unflushed sectors a subset stays that the seed alone determines', () => {
    expect(kept(1)).toBe(kept(1));
    const subsets = new Set(Array.from({ length: 50 }, (_, seed) => kept(seed)));
    expect(subsets.size).toBeGreaterThan(30);
    for (const subset of subsets) expect(subset).not.toContain('?');
  });

  test('a sector whose allocation is lost is a hole again and gives its space back', () => {
    const outcomes = new Set<string>();
    for (let seed = 0; seed < 20; seed++) {
      const disk = new VirtualDisk(geometry, [], seed);
      disk.allocate(0, 1);
      disk.write(0, filled(50));
      disk.powerCut();
      expect(disk.allocatedSectors).toBe(disk.isAllocated(0) ? 1 : 0);
      outcomes.add(`${String(disk.isAllocated(0))} ${String(disk.view(0)[0])}`);
    }
    expect([...outcomes].sort()).toEqual(['false 0', 'true 50']);
  });

  test('an unflushed discard can be undone, with its bytes', () => {
    const views = new Set<number>();
    for (let seed = 0; seed < 20; seed++) {
      const disk = full();
      disk.discard(7);
      disk.powerCut(seed);
      views.add(disk.view(7)[0]);
    }
    expect([...views].sort()).toEqual([0, 8]);
  });

  test('what a failed flush held back is not durable', () => {
    const lost = Array.from({ length: 20 }, (_, seed) => {
      const disk = full(fault('flush', 'EIO'));
      disk.write(0, filled(50));
      expect(disk.flush()).toBe('EIO');
      disk.powerCut(seed);
      return disk.view(0)[0] === 1;
    });
    expect(lost).toContain(true);
  });

  test('a lost fault takes back flushed sectors, the truth keeps them', () => {
    const disk = full(fault('powerCut', 'lost', { where: { from: 1, to: 2 } }));
    disk.write(0, filled(50, 3));
    disk.flush();
    disk.powerCut();
    expect(read(disk, 0, 3)).toEqual([50, 2, 50]);
    expect(disk.truth(1)[0]).toBe(50);
    expect(disk.takeLog().at(-2)).toMatchObject({ op: 'powerCut', count: 1, struck: 'lost' });
  });
});
