import { Misbehaviour, isWrite, type CallObservation, type Deviation, type Scenario } from '../../contract/index.js';
import { PROFILES } from '../../model/index.js';
import type { Engine } from '../engine.js';
import { drive, wait, type Steps } from '../run/drive.js';
import { within } from '../search/within.js';
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
}

interface SideRun {
  readonly calls: readonly CallObservation[];
  readonly misbehaviour: Misbehaviour | undefined;
}

/** Runs the same scenario on both sides, each under its own profile. */
export class Pair {
  constructor(
    private readonly engine: Engine,
    private readonly a: Operand,
    private readonly b: Operand,
    private readonly timeoutMs: number,
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
    const a = yield* this.side(this.a, scenario);
    const b = yield* this.side(this.b, scenario);
    const observations = { a: a.calls, b: b.calls };
    const sameEra = this.a.profile === this.b.profile;
    for (let i = 0; i < Math.min(a.calls.length, b.calls.length); i++) {
      const differences = differencesBetween(a.calls[i], b.calls[i], sameEra);
      if (differences.length > 0) return { call: a.calls[i].index, differences, observations };
    }
    const ended = endText(a) === endText(b) ? null : { a: endText(a), b: endText(b) };
    if (!ended) return null;
    const call = indexOfNext(scenario, Math.min(a.calls.length, b.calls.length));
    return { call, differences: [{ what: 'behaviour', observable: 'return', ...ended }], observations };
  }

  /** The difference as a deviation, for shrinking: the cause is what differs, in which kind of call. */
  *deviation(scenario: Scenario): Steps<Deviation | null> {
    const different = yield* this.run(scenario);
    return different && deviationOf(different);
  }

  private *side({ target, profile }: Operand, scenario: Scenario): Steps<SideRun> {
    const calls: CallObservation[] = [];
    const seen = (call: CallObservation): void => void calls.push(call);
    try {
      const run = this.engine.observe(target, underProfile(scenario, profile), seen);
      yield* wait(within(drive(run), this.timeoutMs));
      return { calls, misbehaviour: undefined };
    } catch (error) {
      if (error instanceof Misbehaviour) return { calls, misbehaviour: error };
      throw error;
    }
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

const endText = ({ misbehaviour }: SideRun): string => misbehaviour?.verdict ?? 'as a target should';

/** The call after `observed` observed ones; at `iter` level only writes are observed. */
function indexOfNext({ calls, level }: Scenario, observed: number): number {
  const indexes = calls.flatMap((call, i) => (level !== 'iter' || isWrite(call) ? [i] : []));
  return indexes[Math.min(observed, indexes.length - 1)] ?? 0;
}
