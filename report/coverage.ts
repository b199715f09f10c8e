import {
  COVERAGE_KINDS,
  type Coverage,
  type CoverageItem,
  type CoverageKind,
  type Level,
  type Result,
} from '../contract/index.js';
import { columns, type Cell } from './columns.js';
import { levelsOfRun } from './rule-book.js';
import { grouped, listed } from './wording.js';

const TITLES: Record<CoverageKind, string> = {
  states: 'states',
  transitions: 'transitions',
  transitionPairs: 'transition pairs',
  leaves: 'leaves',
  guards: 'guard conditions',
};

/** A reader wants to know what kind of thing is missing; the whole list is in the JSON. */
const MISSING_SHOWN = 4;
const OUT_OF_REACH_SHOWN = 6;

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
  const notes = levels.flatMap(([level, coverage]) =>
    COVERAGE_KINDS.flatMap((kind) => [
      ...missingLine(level, kind, coverage[kind]),
      ...outOfReachLines(level, kind, coverage[kind]),
    ]),
  );
  return [...columns([heading, ...rows], '  '), ...notes];
}

function cell({ covered, total }: CoverageItem, warn: (text: string) => string): Cell {
  const text = `${grouped(covered)}/${grouped(total)}`;
  return covered < total ? { text, align: 'right', paint: warn } : { text, align: 'right' };
}

const missingLine = (level: Level, kind: CoverageKind, { missing }: CoverageItem): string[] =>
  missing.length > 0 ? [`  missing at ${level}: ${TITLES[kind]} ${listed(missing, MISSING_SHOWN)}`] : [];

function outOfReachLines(level: Level, kind: CoverageKind, { unreachable }: CoverageItem): string[] {
  const byReason = new Map<string, string[]>();
  for (const { id, reason } of unreachable) byReason.set(reason, [...(byReason.get(reason) ?? []), id]);
  return [...byReason].map(
    ([reason, ids]) => `  out of reach at ${level}: ${TITLES[kind]} ${listed(ids, OUT_OF_REACH_SHOWN)}: ${reason}`,
  );
}
