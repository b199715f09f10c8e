import { expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import type { Source } from '../../../contract/index.js';
import { Cells, has, union, type Cell, type Change, type Sources } from './cells.js';

const SIZE = 24;
const HOLE: Sources = ['hole'];

/** Of a range [from, to): becomes the source, may be it besides, or stays. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly source: number;
  readonly how: 'becomes' | 'may be' | 'stays';
}

const anEdit: fc.Arbitrary<Edit> = fc.record({
  from: fc.nat(SIZE),
  to: fc.nat(SIZE),
  source: fc.nat(3),
  how: fc.constantFrom('becomes', 'may be', 'stays'),
});

/** The same, kept byte by byte. */
function edited(bytes: readonly Sources[], { from, to, source, how }: Edit): Sources[] {
  return bytes.map((now, at) => {
    if (at < from || at >= to || how === 'stays') return now;
    return how === 'becomes' ? [source] : union(now, [source]);
  });
}

test('cells hold what each byte may hold, joined where neighbours are alike', () => {
  fc.assert(
    fc.property(fc.array(anEdit, { maxLength: 12 }), (edits) => {
      const cells = new Cells([{ from: 0, to: Infinity, now: HOLE, device: HOLE, durable: HOLE, seen: null }]);
      let bytes: Sources[] = Array.from({ length: SIZE }, () => HOLE);
      for (const edit of edits) {
        cells.change(edit.from, edit.to, ({ now }): Change | null => {
          if (edit.how === 'stays') return null;
          return { now: edit.how === 'becomes' ? [edit.source] : union(now, [edit.source]) };
        });
        bytes = edited(bytes, edit);
      }
      const all = cells.all();
      const listed = all.flatMap(({ from, to, now }) =>
        Array.from({ length: Math.min(to, SIZE) - from }, (): readonly Source[] => now),
      );
      expect(listed).toEqual(bytes);
      expect(all[0].from).toBe(0);
      expect(all.at(-1)?.to).toBe(Infinity);
      for (const { from, to } of all) expect(to).toBeGreaterThan(from);
      for (let i = 1; i < all.length; i++) {
        expect(all[i].from).toBe(all[i - 1].to);
        expect(all[i].now).not.toEqual(all[i - 1].now);
      }
      const [from, to] = [5, 17];
      const within = cells
        .within(from, to)
        .flatMap((cell) => Array.from({ length: cell.to - cell.from }, () => cell.now));
      expect(within).toEqual(bytes.slice(from, to));
    }),
  );
});

it.each<[Sources, Sources, Sources]>([
  [['initial'], ['hole'], ['initial', 'hole']],
  [['hole'], ['initial'], ['initial', 'hole']],
  [['other'], ['hole'], ['hole', 'other']],
  [[0], ['other', 'hole', 'initial'], ['initial', 'hole', 'other', 0]],
  [[10], [9, 'initial'], ['initial', 9, 10]],
  [[3], [3, 1], [1, 3]],
])('the union of %j and %j is %j: each once, oldest first', (a, b, both) => {
  expect(union(a, b)).toEqual(both);
});

it('the union with what is there already is the same list', () => {
  const sources: Sources = ['hole', 1];
  expect(union(sources, [1])).toBe(sources);
  expect(union(sources, [])).toBe(sources);
});

it('bytes that nobody wrote may be any bytes', () => {
  expect([has([1], 1), has([1], 2), has(['other'], 2), has([], 1)]).toEqual([true, false, true, false]);
});

const twoCells = (): Cells =>
  new Cells([
    { from: 0, to: 8, now: HOLE, device: HOLE, durable: HOLE, seen: null },
    { from: 8, to: Infinity, now: [1], device: HOLE, durable: HOLE, seen: null },
  ]);

it('a change is asked only of what it covers, clipped to it', () => {
  const asked: [number, number][] = [];
  const ask = ({ from, to }: { from: number; to: number }): null => {
    asked.push([from, to]);
    return null;
  };
  const cells = twoCells();
  cells.change(4, 8, ask);
  cells.change(8, 12, ask);
  cells.change(4, 12, ask);
  cells.change(4, 4, ask);
  cells.change(5, 4, ask);
  expect(asked).toEqual([
    [4, 8],
    [8, 12],
    [4, 8],
    [8, 12],
  ]);
  expect(cells.all()).toEqual(twoCells().all());
});

it('cells are joined only where all that they may hold is alike', () => {
  const cells = twoCells();
  cells.change(8, Infinity, () => ({ now: HOLE, device: [1] }));
  expect(cells.all()).toHaveLength(2);
  cells.change(8, Infinity, () => ({ device: HOLE, durable: [1] }));
  expect(cells.all()).toHaveLength(2);
  cells.change(8, Infinity, () => ({ durable: ['hole', 1] }));
  expect(cells.all()).toHaveLength(2);
  cells.change(8, Infinity, () => ({ durable: HOLE, seen: null }));
  expect(cells.all()).toEqual([{ from: 0, to: Infinity, now: HOLE, device: HOLE, durable: HOLE, seen: null }]);
});

it('cells are joined only where the same read saw the same', () => {
  const cells = (): Cells =>
    new Cells([{ from: 0, to: Infinity, now: [1, 2], device: [1, 2], durable: HOLE, seen: null }]);
  const parts = (a: Cell['seen'], b: Cell['seen']): number => {
    const both = cells();
    both.change(0, 8, () => ({ seen: a }));
    both.change(8, Infinity, () => ({ seen: b }));
    return both.all().length;
  };
  const read = (call: number, source: Source): Cell['seen'] => ({ call, source });
  expect(parts(read(3, 1), read(3, 1))).toBe(1);
  expect(parts('nothing cached', 'nothing cached')).toBe(1);
  expect(parts(read(3, 1), read(3, 2))).toBe(2);
  expect(parts(read(3, 1), read(4, 1))).toBe(2);
  expect(parts(read(3, 1), null)).toBe(2);
  expect(parts('nothing cached', null)).toBe(2);
  expect(parts('nothing cached', read(3, 1))).toBe(2);
});

it('what was seen is forgotten with a change, unless the change says it', () => {
  const seen = { call: 3, source: 1 };
  const cells = new Cells([{ from: 0, to: Infinity, now: [1, 2], device: [1, 2], durable: HOLE, seen }]);
  cells.change(0, 8, () => null);
  expect(cells.all()).toMatchObject([{ seen }]);
  cells.change(0, 8, (cell) => ({ ...cell, durable: [1] }));
  expect(cells.all()).toMatchObject([{ to: 8, seen }, { seen }]);
  cells.change(0, 8, () => ({ durable: HOLE }));
  expect(cells.all()).toMatchObject([{ to: 8, seen: null }, { seen }]);
});
