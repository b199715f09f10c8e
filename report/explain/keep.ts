import type { Kept } from './explanation.js';

/**
 * At most `most` of the items: what matters with its neighbours, then the last ones, then the first. Each that is kept
 * knows how many were left out just before it.
 */
export function keep<T extends object>(
  items: readonly T[],
  most: number,
  matters: (item: T, index: number) => boolean,
): (T & Kept)[] {
  const kept = new Set<number>();
  const wanted = items.length <= most ? items.keys() : inOrderOfWorth(items, matters);
  for (const index of wanted) {
    if (kept.size >= most) break;
    kept.add(index);
  }
  const indices = [...kept].sort((a, b) => a - b);
  return indices.map((index, i) => ({ ...items[index], leftOut: index - (i === 0 ? 0 : indices[i - 1] + 1) }));
}

/** The last item always says where it ends. What matters comes with the item before and after it. */
function* inOrderOfWorth<T>(items: readonly T[], matters: (item: T, index: number) => boolean): Generator<number> {
  const last = items.length - 1;
  yield last;
  const important = [...items.keys()].filter((index) => matters(items[index], index));
  yield* important;
  for (const index of important) {
    if (index > 0) yield index - 1;
    if (index < last) yield index + 1;
  }
  for (let i = 0; i <= last; i++) {
    yield last - i;
    yield i;
  }
}
