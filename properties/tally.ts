import type { Level, ProfileId, RuleResult } from '../contract/index.js';
import { exercises, rulesFor, type Judgement, type Rule } from '../model/index.js';

/** How often each rule of the level was exercised and how it fared, in table order: plain data that a thread can send. */
export interface TallyCounts {
  readonly exercised: Uint32Array;
  readonly maybe: Uint32Array;
  readonly permitted: Uint32Array;
  readonly deviated: Uint32Array;
}

/** How often a rule must be seen is known by the call's kind: judgements with the same key exercise the same rules. */
interface Exercised {
  readonly surely: readonly number[];
  readonly maybe: readonly number[];
}

/** Counts, for one level, which rules were exercised and how they fared. */
export class Tally {
  private readonly rules: readonly Rule[];
  readonly counts: TallyCounts;
  private readonly byKind = new Map<string, Exercised>();

  constructor(
    private readonly level: Level,
    profile: ProfileId,
    private readonly isSelected: (rule: Rule) => boolean,
  ) {
    this.rules = rulesFor(level, profile);
    const zeros = (): Uint32Array => new Uint32Array(this.rules.length);
    this.counts = { exercised: zeros(), maybe: zeros(), permitted: zeros(), deviated: zeros() };
  }

  add(judgement: Judgement, blamed: Rule | undefined): void {
    const { surely, maybe } = this.exercisedBy(judgement);
    for (const i of surely) this.counts.exercised[i]++;
    for (const i of maybe) this.counts.maybe[i]++;
    if (judgement.permitted)
      for (const i of surely) if (this.rules[i].observes.includes('return')) this.counts.permitted[i]++;
    if (blamed) this.counts.deviated[this.rules.indexOf(blamed)]++;
  }

  /** Adds what another tally of the same level and profile has counted. */
  merge(counts: TallyCounts): void {
    for (const kind of ['exercised', 'maybe', 'permitted', 'deviated'] as const)
      for (let i = 0; i < this.rules.length; i++) this.counts[kind][i] += counts[kind][i];
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
      const { exercised, maybe, permitted, deviated } = this.counts;
      const row = { id: rule.id, title: rule.title, level: this.level, exercised: exercised[i] };
      if (!this.isSelected(rule)) return { ...row, exercised: 0, verdict: 'not exercised', reason: 'deselected' };
      const reason = hidden(rule);
      if (reason !== undefined) return { ...row, exercised: 0, verdict: 'not exercised', reason };
      if (deviated[i] > 0) return { ...row, exercised: Math.max(exercised[i], deviated[i]), verdict: 'deviate' };
      if (exercised[i] > 0) return { ...row, verdict: permitted[i] > 0 ? 'permitted' : 'conform' };
      if (maybe[i] > 0)
        return { ...row, verdict: 'inconclusive', reason: 'seen, but which leaf a call ended in could not be told' };
      return { ...row, verdict: 'not exercised', reason: why(rule) };
    });
  }
}
