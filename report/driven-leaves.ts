import type { Level, Result } from '../contract/index.js';
import { leafTable } from '../model/index.js';
import { columns, type Cell } from './columns.js';

/**
 * Where a target has only its own storage: the leaves of the decision table that it was driven through for sure, each by
 * name. A call counts where only one leaf explains what it showed.
 */
export function drivenLeafLines(result: Result): string[] {
  const level: Level = 'file';
  const leaves = result.coverage.byLevel[level]?.leaves;
  if (!leaves || leaves.covered === 0) return [];
  const others = new Set([...leaves.missing, ...leaves.unreachable.map(({ id }) => id)]);
  const driven = leafTable(result.profile).filter(({ id }) => !others.has(id));
  const rows = driven.map(({ id, condition, returns }): Cell[] => [
    { text: id },
    { text: condition },
    { text: `returns ${returns}` },
  ]);
  return [`  driven through at ${level}: ${leaves.covered} of ${leaves.total} leaves`, ...columns(rows, '    ')];
}
