import { LEVELS, type Level, type Result, type RuleResult, type RuleVerdict } from '../contract/index.js';
import type { Rule } from '../model/index.js';

/** The rules by id, to look up the source and the reason of what a result only names. */
export type RuleBook = ReadonlyMap<string, Rule>;

export const ruleBook = (rules: readonly Rule[]): RuleBook => new Map(rules.map((rule) => [rule.id, rule]));

/** One rule over all levels of a run. */
export interface RuleRow {
  readonly id: string;
  readonly title: string;
  readonly verdict: RuleVerdict;
  readonly byLevel: Partial<Record<Level, RuleResult>>;
}

/** Which of a rule's verdicts at several levels speaks for the rule: the first of these. */
const PRECEDENCE: readonly RuleVerdict[] = ['deviate', 'permitted', 'conform', 'inconclusive', 'not exercised'];

/** The results of a run, one row for each rule, in the order of the result. */
export function ruleRows(result: Result): RuleRow[] {
  const byId = new Map<string, RuleResult[]>();
  for (const rule of result.rules) byId.set(rule.id, [...(byId.get(rule.id) ?? []), rule]);
  return [...byId].map(([id, results]) => ({
    id,
    title: results[0].title,
    verdict: PRECEDENCE.find((verdict) => results.some((r) => r.verdict === verdict)) ?? 'not exercised',
    byLevel: Object.fromEntries(results.map((r) => [r.level, r])),
  }));
}

/** The levels of a run in the contract's order. */
export const levelsOfRun = (result: Result): Level[] => LEVELS.filter((level) => result.levels.includes(level));
