import type { Level, Observable, ProfileId } from '../../contract/index.js';
import type { Fact } from './facts.js';

/**
 * One named rule, as a row of data. A call exercises it when the call ends in one of `leaves` (any leaf, if none is
 * named) and all `facts` hold of the call. The call deviates from it when one of `observes` is outside what the oracle
 * allows. The first such rule in table order is blamed: specific rules stand before general ones.
 */
export interface Rule {
  /** Stable; both citation and filter. */
  readonly id: string;
  readonly title: string;
  /** Leaves of the decision table; empty = every leaf. */
  readonly leaves: readonly string[];
  /** All must hold of the call. */
  readonly facts: readonly Fact[];
  /** The target has to show these for the rule to be judged; a difference in any of them breaks it. */
  readonly observes: readonly Observable[];
  /** Empty = only a recorded trace shows it (`woe trace`). */
  readonly levels: readonly Level[];
  /** Profiles that have the rule; empty = all. */
  readonly profiles: readonly ProfileId[];
  /** Kernel function, or system call, that the rule comes from. */
  readonly kernelFunction: string;
  /** Eras in words, e.g. `all`, `4.x`, `since 6.6`. */
  readonly eras: string;
  /** Judged only on a step trace, and blamed only when the trace first differs in this function. */
  readonly traced: boolean;
  readonly strength: 'must' | 'may';
  /** One sentence: why it matters to a caller. */
  readonly why: string;
}

type Defaults = 'leaves' | 'facts' | 'levels' | 'profiles' | 'eras' | 'traced' | 'strength';
export type RuleRow = Omit<Rule, Defaults> & Partial<Pick<Rule, Defaults>>;

/** Rows with what they leave out filled in: every leaf, no facts, `levels`, all profiles and eras, must. */
export const rows = (levels: readonly Level[], table: readonly RuleRow[]): Rule[] =>
  table.map((row) => ({
    leaves: [],
    facts: [],
    levels,
    profiles: [],
    eras: 'all',
    traced: false,
    strength: 'must',
    ...row,
  }));
