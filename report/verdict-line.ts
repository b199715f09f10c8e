import type { Result, RuleVerdict, RunVerdict } from '../contract/index.js';
import { printableLine } from './printable.js';
import { ruleRows } from './rule-book.js';
import { counted, listed } from './wording.js';

/** The whole answer in one line, without colour: the verdict, who, measured by what, and how much was seen. */
export function verdictLine(result: Result): string {
  const target = printableLine(`${result.target.name} ${result.target.version}`);
  return `${result.verdict}: ${target} ${SENTENCE[result.verdict]?.(result) ?? trouble(result)}`;
}

const rulesWith = (result: Result, verdict: RuleVerdict): string[] =>
  ruleRows(result)
    .filter((row) => row.verdict === verdict)
    .map((row) => row.id);

const scope = (result: Result): string => `${result.profile} (${result.levels.join(', ')})`;

const SENTENCE: Partial<Record<RunVerdict, (result: Result) => string>> = {
  conformant: (result) => {
    const permitted = rulesWith(result, 'permitted').length;
    const kept = counted(rulesWith(result, 'conform').length + permitted, 'rule');
    const known = result.known?.filter(({ state }) => state === 'happens').length ?? 0;
    return [
      `keeps ${kept} of ${scope(result)}`,
      permitted > 0 && `${permitted} with a permitted divergence`,
      known > 0 && `and deviates only as known (${known})`,
    ]
      .filter(Boolean)
      .join(', ');
  },
  deviating: (result) => {
    // What is known is no news: the reasons are.
    if (result.known) return trouble(result);
    const broken = rulesWith(result, 'deviate');
    if (broken.length === 0) return trouble(result);
    return `breaks ${counted(broken.length, 'rule')} of ${scope(result)}: ${listed(broken, 3)}`;
  },
  interrupted: (result) => {
    const broken = rulesWith(result, 'deviate');
    const found = broken.length > 0 ? `breaks ${listed(broken, 3)}` : 'no deviation';
    return `stopped before the end; found so far: ${found}`;
  },
};

const trouble = (result: Result): string =>
  result.reasons.length > 0 ? `at ${scope(result)}: ${printableLine(result.reasons[0])}` : `at ${scope(result)}`;
