import type { KnownWay } from '../machine/known-way.js';
import { leafOf } from './names.js';

const leaves = new WeakMap<KnownWay, string>();

/** The leaf in which the core ended that took this way, its events classed by `classOf`. */
export function leafOfWay(way: KnownWay): string {
  let leaf = leaves.get(way);
  if (leaf === undefined) leaves.set(way, (leaf = leafOf(way.consulted.slice(1))));
  return leaf;
}
