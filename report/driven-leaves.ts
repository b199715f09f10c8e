import type { Level, Result } from '../contract/index.js';
import { leafTable, type Leaf } from '../model/index.js';
import { columns, type Cell } from './columns.js';

const LEVEL: Level = 'file';

/**
 * The leaves of the decision table that a target was driven through for sure where it has only its own storage. A call
 * counts where only one leaf explains what it showed.
 */
export function drivenLeaves(result: Result): Leaf[] {
  const leaves = result.coverage.byLevel[LEVEL]?.leaves;
  if (!leaves) return [];
  const others = new Set([...leaves.missing, ...leaves.unreachable.map(({ id }) => id)]);
  return leafTable(result.profile).filter(({ id }) => !others.has(id));
}

/** Each of them by name, with what it stands for. */
export function drivenLeafLines(result: Result): string[] {
  const driven = drivenLeaves(result);
  if (driven.length === 0) return [];
  const total = result.coverage.byLevel[LEVEL]?.leaves.total ?? 0;
  const rows = driven.map(({ id, condition, returns }): Cell[] => [
    { text: id },
    { text: condition },
    { text: `returns ${returns}` },
  ]);
  return [`  driven through at ${LEVEL}: ${driven.length} of ${total} leaves`, ...columns(rows, '    ')];
}
