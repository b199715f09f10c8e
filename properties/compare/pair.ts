import { UsageError, isWrite, type CallObservation, type Deviation, type Scenario } from '../../contract/index.js';
import { PROFILES } from '../../model/index.js';
import type { Steps } from '../run/drive.js';
import type { SideRun } from '../run/observe-side.js';
import { retold } from '../shrink/scripts.js';
import { differencesBetween, type CallDifference } from './compared.js';
import type { Operand } from './operand.js';

/** The first call in which two runs of a scenario differ, and what both observed. */
export interface PairDifference {
  /** Index of the call. */
  readonly call: number;
  /** The most telling first; never empty. */
  readonly differences: readonly CallDifference[];
  readonly observations: { readonly a: readonly CallObservation[]; readonly b: readonly CallObservation[] };
  /** One side timed out, or its thread ended: to be met once. */
  readonly isCostly: boolean;
}

/** Costly runs after which no more is risked. */
const MOST_COSTLY = 3;

/** Runs the same scenario on both sides, each under its own profile. */
export class Pair {
  /** Runs in which a side was costly. */
  private costly = 0;
  /** Those in which both ended alike. */
  private costlyAlike = { count: 0, end: '' };

  constructor(
    private readonly a: Operand,
    private readonly b: Operand,
  ) {}

  /**
   * The scenario in a form that both sides can run, under the profile of side a: where only one era has
   * generic_write_checks inside the core, they do nothing there.
   */
  comparable(scenario: Scenario): Scenario {
    const [a, b] = [PROFILES[this.a.profile], PROFILES[this.b.profile]];
    return underProfile(a.checksInside === b.checksInside ? scenario : withoutChecks(scenario), a.id);
  }

  /** Null when nothing that both show differs. */
  *run(made: Scenario): Steps<PairDifference | null> {
    const scenario = this.comparable(made);
    const a = yield* this.a.observe(underProfile(scenario, this.a.profile));
    const b = yield* this.b.observe(underProfile(scenario, this.b.profile));
    const isCostly = [a, b].some((side) => side.isCostly);
    if (isCostly) this.costly++;
    const rest = { observations: { a: a.calls, b: b.calls }, isCostly };
    const sameEra = this.a.profile === this.b.profile;
    for (let i = 0; i < Math.min(a.calls.length, b.calls.length); i++) {
      const differences = differencesBetween(a.calls[i], b.calls[i], sameEra);
      if (differences.length > 0) return { call: a.calls[i].index, differences, ...rest };
    }
    const ended = endText(a) === endText(b) ? null : { a: endText(a), b: endText(b) };
    if (!ended && a.isCostly) this.costlyAlike = { count: this.costlyAlike.count + 1, end: endText(a) };
    if (!ended) return null;
    const call = indexOfNext(scenario, Math.min(a.calls.length, b.calls.length));
    return { call, differences: [{ what: 'behaviour', observable: 'return', ...ended }], ...rest };
  }

  /** Throws UsageError when both sides have timed out, or ended their threads, too often to go on. */
  requireComparable(): void {
    const { count, end } = this.costlyAlike;
    if (count < MOST_COSTLY) return;
    throw new UsageError(
      `${this.a.word} and ${this.b.word}: expected runs that can be compared, but in ${count} of them both ` +
        `${end === 'timed out' ? end : 'ended their threads'}; next: woe check ${this.a.word}`,
    );
  }

  /** The difference as a deviation, for shrinking: the cause is what differs, in which kind of call. Null, too, once enough was costly. */
  *deviation(scenario: Scenario): Steps<Deviation | null> {
    if (this.costly >= MOST_COSTLY) return null;
    const different = yield* this.run(scenario);
    return different && deviationOf(different);
  }
}

/** The scenario as that era runs it: at `iter` level its callees are told anew, for they differ between eras. */
const underProfile = (scenario: Scenario, profile: Scenario['profile']): Scenario => retold({ ...scenario, profile });

/** Without what generic_write_checks would do inside the core. */
const withoutChecks = (scenario: Scenario): Scenario => ({
  ...scenario,
  calls: scenario.calls.map((call) =>
    isWrite(call) && call.script ? { ...call, script: { ...call.script, checks: undefined } } : call,
  ),
});

export const deviationOf = ({ call, differences: [{ what, observable, a, b }] }: PairDifference): Deviation => ({
  rule: what,
  call,
  leaves: [],
  differences: [{ observable, allowed: [a], because: ['the first of the two does so'], got: b, direction: 'other' }],
  struck: [],
  path: [],
});

const endText = ({ misbehaviour }: SideRun): string => misbehaviour ?? 'as a target should';

/** The call after `observed` observed ones; at `iter` level only writes are observed. */
function indexOfNext({ calls, level }: Scenario, observed: number): number {
  const indexes = calls.flatMap((call, i) => (level !== 'iter' || isWrite(call) ? [i] : []));
  return indexes[Math.min(observed, indexes.length - 1)] ?? 0;
}
