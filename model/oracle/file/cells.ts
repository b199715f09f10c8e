import type { Source } from '../../../contract/index.js';

/** Sources that a byte may come from; sorted by sourceOrder, without repeats, never changed in place. */
export type Sources = readonly Source[];

/** What a read returned, and which call it was. */
export interface Seen {
  readonly source: Source;
  readonly call: number;
}

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
  /**
   * What the last buffered read returned since the range was changed; `'nothing cached'` = neither read nor changed
   * since a power cut; null = no read yet, or there was no doubt.
   */
  readonly seen: Seen | 'nothing cached' | null;
}

const order = (source: Source): number =>
  source === 'initial' ? -3 : source === 'hole' ? -2 : source === 'other' ? -1 : source;

export const has = (sources: Sources, source: Source): boolean => sources.includes(source) || sources.includes('other');

/** The union; returns `a` itself when it already has everything. */
export function union(a: Sources, b: Sources): Sources {
  if (b.every((source) => a.includes(source))) return a;
  return [...new Set([...a, ...b])].sort((x, y) => order(x) - order(y));
}

const same = (a: Sources, b: Sources): boolean => a.length === b.length && a.every((source, i) => source === b[i]);

/** What a change makes of a cell; what it does not name stays, but what was seen there is forgotten. */
export type Change = Partial<Omit<Cell, 'from' | 'to'>>;

const clipped = (cell: Cell, from: number, to: number): Cell =>
  cell.from >= from && cell.to <= to ? cell : { ...cell, from: Math.max(cell.from, from), to: Math.min(cell.to, to) };

/** The whole file as a sorted list of cells that touch each other, from 0 to infinity. */
export class Cells {
  private readonly list: Cell[];

  constructor(cells: readonly Cell[]) {
    this.list = [...cells];
  }

  /** The cells within [from, to), clipped to it. */
  within(from: number, to: number): Cell[] {
    const { list } = this;
    const found: Cell[] = [];
    for (let i = this.firstBehind(from); i < list.length && list[i].from < to; i++)
      found.push(clipped(list[i], from, to));
    return found;
  }

  /** From where the cell at `from` begins to where the cell at `to` - 1 ends. */
  around(from: number, to: number): [from: number, to: number] {
    return [this.list[this.firstBehind(from)].from, this.list[this.firstBehind(to - 1)].to];
  }

  /** Replaces what [from, to) may hold. `change` is given each cell there, clipped; null leaves it as it is. */
  change(from: number, to: number, change: (cell: Cell) => Change | null): void {
    if (from >= to) return;
    const { list } = this;
    const first = this.firstBehind(from);
    let end = first;
    const inside: Cell[] = [];
    for (; end < list.length && list[end].from < to; end++) {
      const cell = clipped(list[end], from, to);
      const after = change(cell);
      inside.push(after ? { ...cell, seen: null, ...after } : cell);
    }
    // The neighbours too: they may be joined with what has changed.
    const next: Cell[] = first > 0 ? [list[first - 1]] : [];
    if (list[first].from < from) push(next, { ...list[first], to: from });
    for (const cell of inside) push(next, cell);
    if (list[end - 1].to > to) push(next, { ...list[end - 1], from: to });
    if (end < list.length) push(next, list[end]);
    const start = Math.max(0, first - 1);
    list.splice(start, Math.min(list.length, end + 1) - start, ...next);
  }

  /** The index of the first cell that ends behind `at`. */
  private firstBehind(at: number): number {
    let [low, high] = [0, this.list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.list[middle].to <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  all(): readonly Cell[] {
    return this.list;
  }
}

const isAlike = (a: Cell, b: Cell): boolean =>
  same(a.now, b.now) && same(a.device, b.device) && same(a.durable, b.durable) && sameSeen(a.seen, b.seen);

const sameSeen = (a: Cell['seen'], b: Cell['seen']): boolean =>
  typeof a === 'object' && typeof b === 'object' ? a?.source === b?.source && a?.call === b?.call : a === b;

/** Appends a cell, joined with the one before it when both may hold the same. */
function push(list: Cell[], cell: Cell): void {
  const last = list.at(-1);
  if (last && isAlike(last, cell)) list[list.length - 1] = { ...last, to: cell.to };
  else list.push(cell);
}
