import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Source } from '../../../contract/index.js';
import { Cells, union, type Change, type Sources } from './cells.js';

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
      const cells = new Cells([{ from: 0, to: Infinity, now: HOLE, device: HOLE, durable: HOLE }]);
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
