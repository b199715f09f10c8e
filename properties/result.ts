import type {
  Coverage,
  CoverageItem,
  Level,
  ProfileId,
  Result,
  RuleResult,
  RunVerdict,
  StoredVerdict,
} from '../contract/index.js';
import { CoverageRecorder, leafTable, reachabilityAt, RULES, type Rule } from '../model/index.js';
import type { LevelSearch } from './search/level-search.js';
import type { TargetFacts } from './search/facts.js';
import { excuse, hiddenFrom, unreachableLeaves } from './reasons.js';
import { TOOL } from './tool.js';

const NEVER_REACHED = 'never reached in this run';

export interface ResultParts {
  readonly facts: TargetFacts;
  readonly profile: ProfileId;
  readonly seed: number;
  readonly searches: readonly LevelSearch[];
  readonly stored: readonly StoredVerdict[];
  /** From 0. */
  readonly shard?: { readonly index: number; readonly of: number };
  /** No rule was left out, so that what the target declares must have been exercised. */
  readonly isComplete: boolean;
}

/** Puts what the levels found together into the one document of a run. */
export function toResult(parts: ResultParts): Result {
  const { facts, profile, seed, searches, stored, shard } = parts;
  const rules = searches.flatMap((search) =>
    search.tally.results(
      (rule: Rule) => excuse(rule, search.level, profile, facts) ?? NEVER_REACHED,
      (rule: Rule) => hiddenFrom(rule, search.level, facts),
    ),
  );
  const { verdict, reasons } = verdictOf(parts, rules);
  const misbehaved = searches.find((search) => search.misbehaved)?.misbehaved;
  return {
    schema: 'woe.result/1',
    tool: TOOL,
    target: { name: facts.name, version: facts.version, given: facts.given, details: facts.details },
    levels: searches.map((search) => search.level),
    profile,
    seed,
    runs: searches.map(({ level, counts, calls }) => ({ level, ...counts, calls })),
    verdict,
    reasons,
    rules,
    coverage: coverageOf(searches, profile),
    counterexamples: searches.flatMap((search) => search.counterexamples),
    stored: [...stored],
    misbehaviour: misbehaved && { ...misbehaved, evidence: [...misbehaved.evidence] },
    shard: shard && { index: shard.index + 1, of: shard.of },
  };
}

function verdictOf(parts: ResultParts, rules: readonly RuleResult[]): { verdict: RunVerdict; reasons: string[] } {
  const { searches, stored } = parts;
  const bad = searches.find((search) => search.misbehaved)?.misbehaved;
  const broken = [
    ...stored.flatMap(({ name, rule, verdict }) =>
      verdict === 'conformant' ? [] : [`stored: ${name}: ${rule}: ${verdict}`],
    ),
    ...rules.filter((rule) => rule.verdict === 'deviate').map((rule) => `${rule.level}: ${rule.id}: ${rule.title}`),
  ];
  if (searches.some((search) => search.interrupted))
    return { verdict: 'interrupted', reasons: ['interrupted before the end', ...broken] };
  if (bad) return { verdict: bad.verdict, reasons: [bad.message, ...broken] };
  const unsteady = searches.flatMap((search) => search.nondeterministic);
  if (broken.length > 0) {
    const nothingElse = searches.every((search) => search.counterexamples.length === 0);
    return {
      verdict: unsteady.length > 0 && nothingElse ? 'nondeterministic' : 'deviating',
      reasons: [...broken, ...unsteady],
    };
  }
  const missed = notExercised(parts, rules);
  if (missed.length > 0) return { verdict: 'not exercised', reasons: missed };
  return { verdict: 'conformant', reasons: [] };
}

/** A part of a run need not reach everything; the whole must. */
function notExercised({ shard }: ResultParts, rules: readonly RuleResult[]): string[] {
  return shard && shard.of > 1 ? [] : neverExercised(rules);
}

/** The `must` rules that nothing excuses from having been reached, one line each. */
export function neverExercised(rules: readonly RuleResult[]): string[] {
  return rules
    .filter(({ id, verdict, reason }) => verdict === 'not exercised' && reason === NEVER_REACHED && isMust(id))
    .map((rule) => `${rule.level}: ${rule.id} was never exercised`);
}

const isMust = (id: string): boolean => RULES.find((rule) => rule.id === id)?.strength === 'must';

function coverageOf(searches: readonly LevelSearch[], profile: ProfileId): Result['coverage'] {
  const byLevel: Partial<Record<Level, Coverage>> = {};
  for (const search of searches) byLevel[search.level] = levelCoverage([search], profile);
  return { ...levelCoverage(searches, profile), byLevel };
}

function levelCoverage(searches: readonly LevelSearch[], profile: ProfileId): Coverage {
  const [first, ...rest] = searches;
  const levels = searches.map((search) => search.level);
  const merged = rest.length === 0 ? first.coverage : mergedCoverage(searches);
  const machines = merged.report(reachabilityAt(merged.universe, levels));
  const { states, transitions, transitionPairs, guards } = machines;
  return { states, transitions, transitionPairs, leaves: leafCoverage(searches, profile), guards };
}

function mergedCoverage(searches: readonly LevelSearch[]): LevelSearch['coverage'] {
  const merged = new CoverageRecorder(searches[0].coverage.universe);
  for (const search of searches) merged.merge(search.coverage.counts);
  return merged;
}

function leafCoverage(searches: readonly LevelSearch[], profile: ProfileId): CoverageItem {
  const seen = new Set(searches.flatMap((search) => [...search.leaves]));
  const perLevel = searches.map((search) => unreachableLeaves(search.level, profile));
  const item: CoverageItem = { covered: 0, total: 0, missing: [], unreachable: [] };
  for (const { id } of leafTable(profile)) {
    const reasons = perLevel.map((level) => level.get(id));
    if (seen.has(id)) item.covered++;
    else if (reasons.every((reason) => reason !== undefined)) {
      item.unreachable.push({ id, reason: reasons[0] ?? '' });
      continue;
    } else item.missing.push(id);
    item.total++;
  }
  return item;
}
