import {
  COVERAGE_KINDS,
  LEVELS,
  UsageError,
  type Coverage,
  type CoverageItem,
  type Counterexample,
  type Level,
  type Result,
  type RuleResult,
  type RuleVerdict,
  type RunVerdict,
} from '../contract/index.js';
import { neverExercised } from './result.js';
import { distinctKey } from './search/distinct.js';
import { weight } from './search/batch.js';

/**
 * One result of several runs of the same search, e.g. of its shards: scenarios and calls are summed, a rule is as bad as
 * in its worst run, covered is what some run covered, of equal counterexamples the smallest stays.
 * Throws UsageError when the runs are not of one search, or the same shard is given twice.
 */
export function mergeResults(results: readonly Result[]): Result {
  const [first] = results;
  requireOneSearch(results);
  const levels = LEVELS.filter((level) => results.some((result) => result.levels.includes(level)));
  const rules = mergedRules(results);
  const complete = isComplete(results);
  const { verdict, reasons } = verdictOf(results, rules, complete);
  return {
    ...first,
    levels,
    runs: levels.map((level) => runsAt(level, results)),
    verdict,
    reasons,
    rules,
    coverage: {
      ...mergedCoverage(results.map(({ coverage }) => coverage)),
      byLevel: Object.fromEntries(
        levels.map((level) => [
          level,
          mergedCoverage(results.flatMap(({ coverage }) => coverage.byLevel[level] ?? [])),
        ]),
      ),
    },
    counterexamples: mergedCounterexamples(results),
    stored: [...new Map(results.flatMap(({ stored }) => stored).map((row) => [row.name, row])).values()],
    misbehaviour: results.find(({ misbehaviour }) => misbehaviour)?.misbehaviour,
    shard: undefined,
    timing: undefined,
  };
}

/** What must be equal in runs of one search. */
const SAME: readonly [what: string, of: (result: Result) => string][] = [
  ['target', ({ target }) => `${target.name} ${target.version}`],
  ['profile', ({ profile }) => profile],
  ['seed', ({ seed }) => String(seed)],
  ['version of the tool', ({ tool }) => tool.version],
  ['number of shards', ({ shard }) => String(shard?.of ?? 1)],
];

function requireOneSearch(results: readonly Result[]): void {
  for (const [what, of] of SAME) {
    const values = [...new Set(results.map(of))];
    if (values.length > 1)
      throw new UsageError(`expected results of one search, but the ${what} differs: ${values.join(', ')}`);
  }
  const indices = results.map(({ shard }) => shard?.index ?? 1);
  const twice = indices.find((index, at) => indices.indexOf(index) !== at);
  if (twice !== undefined)
    throw new UsageError(`expected each shard once, but shard ${twice}/${results[0].shard?.of ?? 1} is given twice`);
}

const isComplete = (results: readonly Result[]): boolean => results.length === (results[0].shard?.of ?? 1);

function runsAt(level: Level, results: readonly Result[]): Result['runs'][number] {
  const runs = results.flatMap((result) => result.runs.filter((run) => run.level === level));
  const sum = (of: (run: Result['runs'][number]) => number): number => runs.reduce((total, run) => total + of(run), 0);
  return {
    level,
    sweep: sum((run) => run.sweep),
    bounded: sum((run) => run.bounded),
    random: sum((run) => run.random),
    calls: sum((run) => run.calls),
  };
}

/** Worst first: what one run saw, another that saw less does not undo. */
const WORST: readonly RuleVerdict[] = ['deviate', 'permitted', 'conform', 'inconclusive', 'not exercised'];

function mergedRules(results: readonly Result[]): RuleResult[] {
  const merged = new Map<string, RuleResult>();
  for (const rule of results.flatMap(({ rules }) => rules)) {
    const key = `${rule.level} ${rule.id}`;
    const known = merged.get(key);
    const worse = known && WORST.indexOf(known.verdict) <= WORST.indexOf(rule.verdict) ? known : rule;
    merged.set(key, { ...worse, exercised: (known?.exercised ?? 0) + rule.exercised });
  }
  return [...merged.values()];
}

function mergedCoverage(coverages: readonly Coverage[]): Coverage {
  return Object.fromEntries(
    COVERAGE_KINDS.map((kind) => [kind, mergedItem(coverages.map((coverage) => coverage[kind]))]),
  ) as Coverage;
}

/** Missing is what is missing in every run. */
function mergedItem(items: readonly CoverageItem[]): CoverageItem {
  const [first] = items;
  const missing = first.missing.filter((id) => items.every((item) => item.missing.includes(id)));
  return { ...first, covered: first.total - missing.length, missing };
}

function mergedCounterexamples(results: readonly Result[]): Counterexample[] {
  const smallest = new Map<string, Counterexample>();
  for (const found of results.flatMap(({ counterexamples }) => counterexamples)) {
    const key = `${found.scenario.level} ${distinctKey(found.deviation, 'leaf')}`;
    const known = smallest.get(key);
    if (!known || weight(found.scenario) < weight(known.scenario)) smallest.set(key, found);
  }
  return [...smallest.values()];
}

function verdictOf(
  results: readonly Result[],
  rules: readonly RuleResult[],
  complete: boolean,
): { verdict: RunVerdict; reasons: string[] } {
  const { of = 1 } = results[0].shard ?? {};
  const absent = complete ? [] : [`${results.length} of ${of} shards are here`];
  const reasons = [...new Set(results.flatMap((result) => result.reasons)), ...absent];
  const bad = results.find(({ misbehaviour }) => misbehaviour);
  if (bad) return { verdict: bad.verdict, reasons };
  if (results.some(({ verdict }) => verdict === 'deviating')) return { verdict: 'deviating', reasons };
  if (results.some(({ verdict }) => verdict === 'interrupted')) return { verdict: 'interrupted', reasons };
  if (results.some(({ verdict }) => verdict === 'nondeterministic')) return { verdict: 'nondeterministic', reasons };
  if (!complete) return { verdict: 'not exercised', reasons };
  const missed = neverExercised(rules);
  if (missed.length > 0) return { verdict: 'not exercised', reasons: missed };
  return { verdict: 'conformant', reasons: [] };
}
