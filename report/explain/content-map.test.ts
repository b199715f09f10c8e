import { describe, expect, test } from '@jest/globals';
import { contentMap } from './content-map.js';

const SECTOR = 512;
const page = (n: number): number => n * 4096;

describe('a map of what was read', () => {
  test('is not made when every byte is allowed', () => {
    expect(contentMap(3, SECTOR, [{ from: 0, to: 9, source: 1 }], [{ from: 0, to: 9, sources: ['initial', 1] }])).toBe(
      null,
    );
    expect(contentMap(3, SECTOR, [{ from: 0, to: 9, source: 1 }], [{ from: 0, to: 9, sources: ['other'] }])).toBe(null);
    expect(contentMap(3, SECTOR, [], [{ from: 0, to: 9, sources: ['hole'] }])).toBe(null);
  });

  test('has a character for each sector and a legend of those used', () => {
    const map = contentMap(
      3,
      SECTOR,
      [
        { from: 0, to: 512, source: 'initial' },
        { from: 512, to: 1024, source: 'hole' },
        { from: 1024, to: 1100, source: 1 },
        { from: 1100, to: 1536, source: 'initial' },
        { from: 1536, to: 2048, source: 2 },
        { from: 2048, to: 2560, source: 'initial' },
        { from: 2560, to: 3072, source: 'other' },
        { from: 3072, to: 3500, source: 1 },
      ],
      [
        { from: 0, to: 512, sources: ['initial'] },
        { from: 512, to: 1024, sources: ['hole'] },
        { from: 1024, to: 1100, sources: [1] },
        { from: 1100, to: 1536, sources: ['initial'] },
        { from: 1536, to: 2048, sources: ['initial', 2] },
        { from: 2048, to: 2560, sources: [2] },
        { from: 2560, to: 3072, sources: [2] },
        { from: 3072, to: 3500, sources: [1] },
      ],
    );
    expect(map?.rows).toEqual([{ leftOut: 0, page: 0, from: 0, to: 3500, got: 'i.+wSXw', allowed: 'i.+?www' }]);
    expect(map?.legend.map(({ character }) => character).join('')).toBe('i.w+?SX');
    expect(map?.wrong).toEqual([
      { from: 2048, to: 2560, got: 'the initial bytes', allowed: ['the bytes of call 2'] },
      { from: 2560, to: 3072, got: 'bytes that nobody wrote', allowed: ['the bytes of call 2'] },
    ]);
  });

  test('calls bytes stale only when every allowed source is younger', () => {
    const mark = (got: number | 'initial', allowed: (number | 'hole')[]): string | undefined =>
      contentMap(9, SECTOR, [{ from: 0, to: 1, source: got }], [{ from: 0, to: 1, sources: allowed }])?.rows[0].got;
    expect(mark('initial', [2])).toBe('S');
    expect(mark(1, [2, 3])).toBe('S');
    expect(mark(2, [1, 3])).toBe('X');
    expect(mark(1, ['hole'])).toBe('S');
  });

  test('marks a sector that is wrong in part', () => {
    const got = [
      { from: 0, to: 500, source: 1 },
      { from: 500, to: 1024, source: 'other' as const },
    ];
    const map = contentMap(3, SECTOR, got, [{ from: 0, to: 1024, sources: [1] }]);
    expect(map?.rows[0].got).toBe('XX');
    expect(map?.wrong).toEqual([
      { from: 500, to: 1024, got: 'bytes that nobody wrote', allowed: ['the bytes of call 1'] },
    ]);
  });

  test('begins and ends where the read does', () => {
    const map = contentMap(
      3,
      SECTOR,
      [{ from: 4600, to: 5200, source: 'hole' }],
      [{ from: 0, to: 9999, sources: [1] }],
    );
    expect(map?.rows).toEqual([{ leftOut: 0, page: 1, from: 4600, to: 5200, got: 'XXX', allowed: 'www' }]);
  });

  test('shows only pages with wrong bytes and their neighbours, also of a huge read', () => {
    const end = Number.MAX_SAFE_INTEGER;
    const got = [
      { from: 0, to: page(100), source: 1 },
      { from: page(100), to: page(100) + 1, source: 'hole' as const },
      { from: page(100) + 1, to: end, source: 1 },
    ];
    const map = contentMap(3, 4096, got, [{ from: 0, to: end, sources: [1] }]);
    expect(map?.rows.map((row) => [row.page, row.leftOut, row.got])).toEqual([
      [99, 99, 'w'],
      [100, 0, 'X'],
      [101, 0, 'w'],
    ]);
  });

  test('is bounded when everything is wrong', () => {
    const got = [{ from: 0, to: Number.MAX_SAFE_INTEGER, source: 'hole' as const }];
    expect(contentMap(3, SECTOR, got, [{ from: 0, to: Infinity, sources: [1] }])?.rows).toHaveLength(10);
    const dots = Array.from({ length: 20 }, (_, i) => ({ from: page(i), to: page(i) + 1, source: 'hole' as const }));
    const map = contentMap(3, SECTOR, dots, [{ from: 0, to: Infinity, sources: [1] }]);
    expect(map?.wrong).toHaveLength(6);
    expect(map?.wrongLeftOut).toBe(14);
  });

  test('marks a torn sector, each half of which would be allowed', () => {
    const got = [
      { from: 0, to: 600, source: 1 },
      { from: 600, to: 2048, source: 'initial' as const },
    ];
    const torn = { sector: 1, allowed: ['sector 1 all old or all new'] };
    const map = contentMap(3, SECTOR, got, [{ from: 0, to: 2048, sources: ['initial', 1] }], torn);
    expect(map?.rows[0]).toMatchObject({ got: 'wXii', allowed: '????' });
    expect(map?.wrong).toEqual([
      { from: 512, to: 600, got: 'the bytes of call 1', allowed: torn.allowed },
      { from: 600, to: 1024, got: 'the initial bytes', allowed: torn.allowed },
    ]);
  });
});
