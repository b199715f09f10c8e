import type { RuleVerdict } from '../../contract/index.js';
import { TRACE_RULES } from './trace-rules.js';

export interface TraceRuleResult {
  readonly id: string;
  readonly title: string;
  readonly verdict: RuleVerdict;
  /** How often it was judged, whatever the outcome. */
  readonly judged: number;
  readonly deviating: number;
  readonly permitted: number;
  readonly inconclusive: number;
  /** Why it could not be judged, how often and where first; at most `MOST_REASONS`. */
  readonly reasons: readonly { readonly reason: string; readonly times: number; readonly line: number }[];
}

/** Reasons are sentences of ours, so they are few; the bound is for the memory of a very long trace. */
const MOST_REASONS = 32;

/** Counts the outcomes of each rule. */
export class Tally {
  readonly conform = new Float64Array(TRACE_RULES.length);
  readonly deviating = new Float64Array(TRACE_RULES.length);
  readonly permitted = new Float64Array(TRACE_RULES.length);
  readonly inconclusive = new Float64Array(TRACE_RULES.length);
  private readonly reasons = TRACE_RULES.map(() => new Map<string, { times: number; line: number }>());

  cannotTell(rule: number, reason: string, line: number): void {
    this.inconclusive[rule]++;
    const reasons = this.reasons[rule];
    const known = reasons.get(reason);
    if (known) known.times++;
    else if (reasons.size < MOST_REASONS) reasons.set(reason, { times: 1, line });
  }

  results(): TraceRuleResult[] {
    return TRACE_RULES.map(({ id, title }, i) => {
      const [conform, deviating, permitted, inconclusive] = [
        this.conform[i],
        this.deviating[i],
        this.permitted[i],
        this.inconclusive[i],
      ];
      return {
        id,
        title,
        verdict:
          deviating > 0
            ? 'deviate'
            : permitted > 0
              ? 'permitted'
              : conform > 0
                ? 'conform'
                : inconclusive > 0
                  ? 'inconclusive'
                  : 'not exercised',
        judged: conform + deviating + permitted + inconclusive,
        deviating,
        permitted,
        inconclusive,
        reasons: [...this.reasons[i]].map(([reason, { times, line }]) => ({ reason, times, line })),
      };
    });
  }
}
