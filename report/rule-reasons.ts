import type { Result, RuleVerdict } from '../contract/index.js';
import { levelsOfRun } from './rule-book.js';
import { printableLine } from './printable.js';

/** Verdicts that ask for a reason. A conforming rule needs none, a deviating one has its counterexample. */
const EXPLAINED: readonly RuleVerdict[] = ['permitted', 'inconclusive', 'not exercised'];

/** Why rules were not exercised, stayed inconclusive or were only permitted: a reason, then the rules it holds for. */
export function ruleReasonLines(result: Result): string[] {
  return EXPLAINED.flatMap((verdict) => {
    const rules = result.rules.filter((rule) => rule.verdict === verdict);
    const reasons = new Set(rules.map((rule) => rule.reason ?? 'no reason given'));
    return [...reasons].flatMap((reason) => {
      const own = rules.filter((rule) => (rule.reason ?? 'no reason given') === reason);
      const levels = levelsOfRun(result).filter((level) => own.some((rule) => rule.level === level));
      const ids = [...new Set(own.map((rule) => rule.id))];
      return [`${verdict} at ${levels.join(', ')}: ${reason}`, ...ids.map((id) => `  ${id}`)].map(
        (line) => `  ${printableLine(line)}`,
      );
    });
  });
}
