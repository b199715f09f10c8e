import {
  COVERAGE_KINDS,
  type Coverage,
  type CoverageItem,
  type CoverageKind,
  type Level,
  type Result,
} from '../contract/index.js';
import { columns, type Cell } from './columns.js';
import { missingLines, outOfReachLines } from './coverage-gaps.js';
import { drivenLeafLines } from './driven-leaves.js';
import { levelsOfRun } from './rule-book.js';
import { grouped } from './wording.js';

const TITLES: Record<CoverageKind, string> = {
  states: 'states',
  transitions: 'transitions',
  transitionPairs: 'transition pairs',
  leaves: 'leaves',
  guards: 'guard conditions',
};

/** Covered of total for each kind, a column per level; then what is missing and what can't be reached, with the reason. */
export function coverageLines(result: Result, warn: (text: string) => string): string[] {
  const levels = levelsOfRun(result).flatMap((level): [Level, Coverage][] => {
    const coverage = result.coverage.byLevel[level];
    return coverage ? [[level, coverage]] : [];
  });
  const heading: Cell[] = [{ text: '' }, ...levels.map(([level]): Cell => ({ text: level, align: 'right' }))];
  const rows = COVERAGE_KINDS.map((kind) => [
    { text: TITLES[kind] },
    ...levels.map(([, coverage]) => cell(coverage[kind], warn)),
  ]);
  return [
    ...columns([heading, ...rows], '  '),
    ...drivenLeafLines(result),
    ...missingLines(levels),
    ...outOfReachLines(levels),
  ];
}

function cell({ covered, total }: CoverageItem, warn: (text: string) => string): Cell {
  const text = total > 0 ? `${grouped(covered)}/${grouped(total)}` : '-';
  return covered < total ? { text, align: 'right', paint: warn } : { text, align: 'right' };
}
