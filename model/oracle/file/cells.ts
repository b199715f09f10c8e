import type { Source } from '../../../contract/index.js';

/** Sources that a byte may come from; sorted by sourceOrder, without repeats, never changed in place. */
export type Sources = readonly Source[];

/** What one byte range may hold, in the cache, on the device, and after a power cut. */
export interface Cell {
  /** [from, to) in bytes. */
  readonly from: number;
  readonly to: number;
  /** What a buffered read may return now. */
  readonly now: Sources;
  /** What a read past the cache may return. */
  readonly device: Sources;
  /** What may be left after a power cut. */
  readonly durable: Sources;
}

const order = (source: Source): number =>
  source === 'initial' ? -3 : source === 'hole' ? -2 : source === 'other' ? -1 : source;

export const has = (sources: Sources, source: Source): boolean => sources.includes(source) || sources.includes('other');

/** The union; returns `a` itself when it already has everything. */
export function union(a: Sources, b: Sources): Sources {
  if (b.every((source) => a.includes(source))) return a;
  return [...new Set([...a, ...b])].sort((x, y) => order(x) - order(y));
}

const same = (a: Sources, b: Sources): boolean =>
  a === b || (a.length === b.length && a.every((source, i) => source === b[i]));

/** The whole file as a sorted list of cells that touch each other, from 0 to infinity. */
export class Cells {
  private list: Cell[];

  constructor(cells: readonly Cell[]) {
    this.list = [...cells];
  }

  /** The cells within [from, to), clipped to it. */
  within(from: number, to: number): Cell[] {
    const found: Cell[] = [];
    for (const cell of this.list) {
      if (cell.to <= from) continue;
      if (cell.from >= to) break;
      found.push(
        cell.from >= from && cell.to <= to
          ? cell
          : { ...cell, from: Math.max(cell.from, from), to: Math.min(cell.to, to) },
      );
    }
    return found;
  }

  /** Replaces what [from, to) may hold. */
  change(from: number, to: number, change: (cell: Cell) => Partial<Pick<Cell, 'now' | 'device' | 'durable'>>): void {
    if (from >= to) return;
    const next: Cell[] = [];
    for (const cell of this.list) {
      if (cell.to <= from || cell.from >= to) {
        push(next, cell);
        continue;
      }
      if (cell.from < from) push(next, { ...cell, to: from });
      const inside = { ...cell, from: Math.max(cell.from, from), to: Math.min(cell.to, to) };
      push(next, { ...inside, ...change(inside) });
      if (cell.to > to) push(next, { ...cell, from: to });
    }
    this.list = next;
  }

  all(): readonly Cell[] {
    return this.list;
  }
}

/** Appends a cell, joined with the one before it when both may hold the same. */
function push(list: Cell[], cell: Cell): void {
  const last = list.at(-1);
  if (last && same(last.now, cell.now) && same(last.device, cell.device) && same(last.durable, cell.durable))
    list[list.length - 1] = { ...last, to: cell.to };
  else list.push(cell);
}
