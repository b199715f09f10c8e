import type {
  Coverage,
  CoverageItem,
  Counterexample,
  Level,
  ProfileId,
  Result,
  RuleResult,
  RunVerdict,
  Target,
} from '../contract/index.js';
import { CoverageRecorder, leafTable, reachabilityAt, RULES, type Rule } from '../model/index.js';
import type { LevelRun } from './level-run.js';
import { excuse, hiddenFrom, unreachableLeaves } from './reasons.js';
import { TOOL } from './tool.js';

const NEVER_REACHED = 'never reached in this run';

export interface ResultParts {
  readonly target: Target;
  readonly profile: ProfileId;
  readonly seed: number;
  readonly runs: readonly LevelRun[];
  readonly counterexamples: readonly Counterexample[];
  readonly nondeterministic: readonly string[];
}

/** Puts what the levels found together into the one document of a run. */
export function toResult(parts: ResultParts): Result {
  const { target, profile, seed, runs } = parts;
  const rules = runs.flatMap((run) =>
    run.tally.results(
      (rule: Rule) => excuse(rule, run.level, profile, target) ?? NEVER_REACHED,
      (rule: Rule) => hiddenFrom(rule, run.level, target),
    ),
  );
  const { verdict, reasons } = verdictOf(parts, rules);
  return {
    schema: 'woe.result/1',
    tool: TOOL,
    target: { name: target.name, version: target.version },
    levels: runs.map((run) => run.level),
    profile,
    seed,
    runs: runs.map((run) => ({ level: run.level, sweep: run.sweep, random: run.random, calls: run.calls })),
    verdict,
    reasons,
    rules,
    coverage: coverageOf(runs, profile),
    counterexamples: [...parts.counterexamples],
  };
}

function verdictOf(parts: ResultParts, rules: readonly RuleResult[]): { verdict: RunVerdict; reasons: string[] } {
  const interrupted = parts.runs.some((run) => run.interrupted);
  const bad = parts.runs.find((run) => run.misbehaviour)?.misbehaviour;
  const broken = rules
    .filter((rule) => rule.verdict === 'deviate')
    .map((rule) => `${rule.level}: ${rule.id}: ${rule.title}`);
  const missed = rules.filter(
    (rule) => rule.verdict === 'not exercised' && rule.reason === NEVER_REACHED && isMust(rule.id),
  );
  if (interrupted) return { verdict: 'interrupted', reasons: ['interrupted before the end', ...broken] };
  if (bad) return { verdict: bad.error.verdict, reasons: [bad.error.message, ...broken] };
  if (broken.length > 0)
    return {
      verdict:
        parts.nondeterministic.length > 0 && parts.counterexamples.length === 0 ? 'nondeterministic' : 'deviating',
      reasons: [...broken, ...parts.nondeterministic],
    };
  if (missed.length > 0)
    return { verdict: 'not exercised', reasons: missed.map((rule) => `${rule.level}: ${rule.id} was never exercised`) };
  return { verdict: 'conformant', reasons: [] };
}

const isMust = (id: string): boolean => RULES.find((rule) => rule.id === id)?.strength === 'must';

function coverageOf(runs: readonly LevelRun[], profile: ProfileId): Result['coverage'] {
  const byLevel: Partial<Record<Level, Coverage>> = {};
  for (const run of runs) byLevel[run.level] = levelCoverage([run], profile);
  return { ...levelCoverage(runs, profile), byLevel };
}

function levelCoverage(runs: readonly LevelRun[], profile: ProfileId): Coverage {
  const [first, ...rest] = runs;
  const levels = runs.map((run) => run.level);
  const merged = rest.length === 0 ? first.coverage : mergedCoverage(runs);
  const machines = merged.report(reachabilityAt(merged.universe, levels));
  const { states, transitions, transitionPairs, guards } = machines;
  return { states, transitions, transitionPairs, leaves: leafCoverage(runs, profile), guards };
}

function mergedCoverage(runs: readonly LevelRun[]): LevelRun['coverage'] {
  const merged = new CoverageRecorder(runs[0].coverage.universe);
  for (const run of runs) merged.merge(run.coverage.counts);
  return merged;
}

function leafCoverage(runs: readonly LevelRun[], profile: ProfileId): CoverageItem {
  const seen = new Set(runs.flatMap((run) => [...run.leaves]));
  const perLevel = runs.map((run) => unreachableLeaves(run.level, profile));
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
