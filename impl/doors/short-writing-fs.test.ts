import { describe, expect, it } from '@jest/globals';
import { MemoryBytes } from './memory-bytes.js';
import { ShortWritingFs } from './short-writing-fs.js';

const SECTOR = 512;

function layer(size = 2048): {
  below: ShortWritingFs;
  fd: number;
  put: (length: number, at?: number | null) => number;
} {
  const below = new ShortWritingFs(new MemoryBytes(new Uint8Array(size)), SECTOR);
  const fd = below.fs.openSync('/woe', 'r+');
  return {
    below,
    fd,
    put: (length, at = null) => below.fs.writeSync(fd, new Uint8Array(length).fill(1), 0, length, at),
  };
}

const written = ({ bytes }: ShortWritingFs): number => bytes.read(0, bytes.length).lastIndexOf(1) + 1;

describe('the layer that transfers short', () => {
  it('takes all that is offered while nothing is armed', () => {
    const { below, put } = layer();
    expect([put(100), put(100), put(10, 5), put(10)]).toEqual([100, 100, 10, 10]);
    expect(written(below)).toBe(210);
  });

  it('transfers less than it is asked for, and never nothing', () => {
    const { below, put } = layer();
    below.induce('shortAfter', { bytes: 7 });
    expect([put(100), put(93), put(5)]).toEqual([7, 7, 5]);
    below.induce('shortAfter', { bytes: 0 });
    expect(put(10)).toBe(1);
    below.induce('shortAfter', null);
    expect(put(10)).toBe(10);
  });

  it('lets the rest through after many short transfers', () => {
    const { below, put } = layer(8192);
    below.induce('shortAfter', { bytes: 1 });
    const counts = Array.from({ length: 65 }, () => put(4000));
    expect(counts.slice(0, 64).every((count) => count === 1)).toBe(true);
    expect(counts[64]).toBe(4000);
  });

  it('fails with what was armed after whole sectors', () => {
    const { below, put } = layer();
    below.induce('errorAfter', { bytes: 1300, errno: 'EDQUOT' });
    expect(put(2000)).toBe(1024);
    expect(() => put(976)).toThrow(expect.objectContaining({ code: 'EDQUOT' }));
    expect(written(below)).toBe(1024);
    below.induce('errorAfter', null);
    expect(put(976)).toBe(976);
  });

  it('leaves no sector torn when it is short and then fails', () => {
    for (const bytes of [0, 1, 511, 512, 513, 1000, 1025])
      for (const short of [1, 300, 512, 700]) {
        const { below, put } = layer();
        below.induce('shortAfter', { bytes: short });
        below.induce('enospcAfter', { bytes });
        let left = 1500;
        expect(() => {
          for (let calls = 0; left > 0 && calls < 3000; calls++) left -= put(left);
        }).toThrow(expect.objectContaining({ code: 'ENOSPC' }));
        expect([bytes, short, written(below) % SECTOR]).toEqual([bytes, short, 0]);
        expect(written(below)).toBeLessThanOrEqual(bytes);
      }
  });

  it('appends whatever position is given, and takes NaN for the offset', () => {
    const { below } = layer(10);
    const fd = below.fs.openSync('/woe', 'a');
    below.fs.writeSync(fd, new Uint8Array(2).fill(1), 0, 2, 0);
    expect(below.bytes.length).toBe(12);
    const other = below.fs.openSync('/woe', 'r+');
    for (const at of [null, NaN]) below.fs.writeSync(other, new Uint8Array(1).fill(2), 0, 1, at);
    expect([...below.bytes.read(0, 3)]).toEqual([2, 2, 0]);
  });
});
