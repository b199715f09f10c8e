import type { Level, ProfileId, RuleResult } from '../contract/index.js';
import { exercises, rulesFor, type Judgement, type Rule } from '../model/index.js';

interface Count {
  exercised: number;
  maybe: number;
  permitted: number;
  deviated: number;
}

/** How often a rule must be seen is known by the call's kind: judgements with the same key exercise the same rules. */
interface Exercised {
  readonly surely: readonly number[];
  readonly maybe: readonly number[];
}

/** Counts, for one level, which rules were exercised and how they fared. */
export class Tally {
  private readonly rules: readonly Rule[];
  private readonly counts: Count[];
  private readonly byKind = new Map<string, Exercised>();

  constructor(
    private readonly level: Level,
    profile: ProfileId,
    private readonly isSelected: (rule: Rule) => boolean,
  ) {
    this.rules = rulesFor(level, profile);
    this.counts = this.rules.map(() => ({ exercised: 0, maybe: 0, permitted: 0, deviated: 0 }));
  }

  add(judgement: Judgement, blamed: Rule | undefined): void {
    const { surely, maybe } = this.exercisedBy(judgement);
    for (const i of surely) this.counts[i].exercised++;
    for (const i of maybe) this.counts[i].maybe++;
    if (judgement.permitted)
      for (const i of surely) if (this.rules[i].observes.includes('return')) this.counts[i].permitted++;
    if (blamed) this.counts[this.rules.indexOf(blamed)].deviated++;
  }

  private exercisedBy(judgement: Judgement): Exercised {
    const kind = `${judgement.facts} ${judgement.leaves.join(' ')} ${judgement.traced?.join(' ') ?? ''}`;
    let found = this.byKind.get(kind);
    if (!found) {
      const answers = this.rules.map((rule) => exercises(rule, judgement));
      const indices = (answer: string): number[] => answers.flatMap((a, i) => (a === answer ? [i] : []));
      this.byKind.set(kind, (found = { surely: indices('surely'), maybe: indices('maybe') }));
    }
    return found;
  }

  /**
   * One row per rule of the level; `why` gives the reason for a rule that was not exercised, `hidden` for one
   * that the target can't show.
   */
  results(why: (rule: Rule) => string, hidden: (rule: Rule) => string | undefined): RuleResult[] {
    return this.rules.map((rule, i): RuleResult => {
      const count = this.counts[i];
      const row = { id: rule.id, title: rule.title, level: this.level, exercised: count.exercised };
      if (!this.isSelected(rule)) return { ...row, exercised: 0, verdict: 'not exercised', reason: 'deselected' };
      const reason = hidden(rule);
      if (reason !== undefined) return { ...row, exercised: 0, verdict: 'not exercised', reason };
      if (count.deviated > 0)
        return { ...row, exercised: Math.max(count.exercised, count.deviated), verdict: 'deviate' };
      if (count.exercised > 0) return { ...row, verdict: count.permitted > 0 ? 'permitted' : 'conform' };
      if (count.maybe > 0)
        return { ...row, verdict: 'inconclusive', reason: 'seen, but which leaf a call ended in could not be told' };
      return { ...row, verdict: 'not exercised', reason: why(rule) };
    });
  }
}
