import { KERNEL_FUNCTIONS, type Level, type ProfileId, type RuleResult } from '../contract/index.js';
import { DOUBTFUL, LEAF_IDS, exercises, rulesFor, type Judgement, type Rule } from '../model/index.js';

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

/** One bit for each leaf and each function; the sum stays below 2^53. */
const LEAF_BIT = new Map(LEAF_IDS.map((leaf, i) => [leaf, 2 ** i]));
const FUNCTION_BIT = new Map<string, number>(KERNEL_FUNCTIONS.map((fn, i) => [fn, 2 ** (LEAF_IDS.length + i)]));

function bitsOf(names: readonly string[], bits: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (let i = 0; i < names.length; i++) sum += bits.get(names[i]) ?? 0;
  return sum;
}

/** Counts, for one level, which rules were exercised and how they fared. */
export class Tally {
  private readonly rules: readonly Rule[];
  readonly counts: TallyCounts;
  /** By facts, then by leaves and traced functions. */
  private readonly byKind = new Map<number, Map<number, Exercised>>();

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
    let ofFacts = this.byKind.get(judgement.facts);
    if (!ofFacts) this.byKind.set(judgement.facts, (ofFacts = new Map<number, Exercised>()));
    const kind = bitsOf(judgement.leaves, LEAF_BIT) + bitsOf(judgement.traced ?? [], FUNCTION_BIT);
    let found = ofFacts.get(kind);
    if (!found) {
      const answers = this.rules.map((rule) => exercises(rule, judgement));
      const indices = (answer: string): number[] => answers.flatMap((a, i) => (a === answer ? [i] : []));
      ofFacts.set(kind, (found = { surely: indices('surely'), maybe: indices('maybe') }));
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
      if (deviated[i] > 0) return { ...row, exercised: Math.max(exercised[i], deviated[i]), verdict: 'deviate' };
      const reason = hidden(rule);
      if (reason !== undefined) return { ...row, exercised: 0, verdict: 'not exercised', reason };
      if (exercised[i] > 0) return { ...row, verdict: permitted[i] > 0 ? 'permitted' : 'conform' };
      if (maybe[i] > 0)
        return { ...row, verdict: 'inconclusive', reason: `seen, but ${untold(rule)} could not be told` };
      return { ...row, verdict: 'not exercised', reason: why(rule) };
    });
  }
}

const untold = (rule: Rule): string =>
  rule.facts.some((fact) => DOUBTFUL[fact]) ? 'whether an error waited' : 'which leaf a call ended in';
