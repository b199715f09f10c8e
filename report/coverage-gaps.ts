import { COVERAGE_KINDS, type Coverage, type CoverageKind, type Level } from '../contract/index.js';
import { counted } from './wording.js';

const WORDS: Record<CoverageKind, string> = {
  states: 'state',
  transitions: 'transition',
  transitionPairs: 'transition pair',
  leaves: 'leaf',
  guards: 'guard condition',
};

/** A reader wants to know what kind of thing is missing; the whole list is in the JSON. */
const MISSING_SHOWN: Record<CoverageKind, number> = {
  states: 3,
  transitions: 3,
  transitionPairs: 3,
  leaves: 24,
  guards: 3,
};

const more = (rest: number): string[] => (rest > 0 ? [indented(`and ${rest} more`)] : []);

/** What could have been covered and was not: a few names for each kind and level. */
export const missingLines = (levels: readonly (readonly [Level, Coverage])[]): string[] =>
  levels.flatMap(([level, coverage]) =>
    COVERAGE_KINDS.flatMap((kind) => {
      const { missing, covered } = coverage[kind];
      if (missing.length === 0) return [];
      const heading = `  missing at ${level}: ${amount(missing.length, kind)}`;
      if (covered === 0) return [`${heading}, all there are`];
      return [
        heading,
        ...namesOf(kind, missing.slice(0, MISSING_SHOWN[kind])),
        ...more(missing.length - MISSING_SHOWN[kind]),
      ];
    }),
  );

/** Kinds that are named one by one; pairs and guards that can't be reached follow from them and are counted. */
const NAMED: readonly CoverageKind[] = ['states', 'leaves', 'transitions'];

/** What can't be covered, by the reason: the levels, the names, and how many pairs and guards go with them. */
export function outOfReachLines(levels: readonly (readonly [Level, Coverage])[]): string[] {
  const reasons = new Map<string, Reason>();
  for (const [level, coverage] of levels)
    for (const kind of COVERAGE_KINDS)
      for (const { id, reason } of coverage[kind].unreachable) {
        const known: Reason = reasons.get(reason) ?? { levels: new Set(), ids: new Map() };
        known.levels.add(level);
        known.ids.set(kind, (known.ids.get(kind) ?? new Set()).add(id));
        reasons.set(reason, known);
      }
  return [...reasons].flatMap(([text, { levels: at, ids }]) => [
    `  out of reach at ${[...at].join(', ')}: ${text}`,
    ...NAMED.flatMap((kind) => namesOf(kind, [...(ids.get(kind) ?? [])])),
    ...countsOf(ids),
  ]);
}

interface Reason {
  readonly levels: Set<Level>;
  readonly ids: Map<CoverageKind, Set<string>>;
}

/** Leaves have short names and share a line. */
const namesOf = (kind: CoverageKind, ids: readonly string[]): string[] =>
  kind === 'leaves' && ids.length > 0 ? [indented(ids.join(', '))] : ids.map(indented);

function countsOf(ids: Reason['ids']): string[] {
  const counts = COVERAGE_KINDS.filter((kind) => !NAMED.includes(kind) && ids.has(kind)).map((kind) =>
    amount(ids.get(kind)?.size ?? 0, kind),
  );
  return counts.length > 0 ? [indented(counts.join(', '))] : [];
}

const amount = (count: number, kind: CoverageKind): string =>
  kind === 'leaves' && count !== 1 ? `${count} leaves` : counted(count, WORDS[kind]);

const indented = (text: string): string => `    ${text}`;
