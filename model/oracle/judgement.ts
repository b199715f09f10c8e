import type { Difference, KernelFunction, Level, ProfileId } from '../../contract/index.js';
import { DOUBTFUL, FACT_BIT, FACTS, rulesFor, type Fact, type Rule } from '../rules/index.js';

/** What the oracle says of one call. */
export interface Judgement {
  /** Leaves in which the call may have ended; one at `iter` level, empty for calls that are not writes. */
  readonly leaves: readonly string[];
  /** Facts that hold, as a mask over FACT_BIT. */
  readonly facts: number;
  /** Empty when the call stays within what is allowed. */
  readonly differences: readonly Difference[];
  /** Allowed only by a freedom: a short write without a cause that the scenario names. */
  readonly permitted: boolean;
  /** Functions of which a step trace was checked. */
  readonly traced?: readonly KernelFunction[];
  /** The kernel function in which a step trace first differs: its rules are blamed first. */
  readonly fn?: KernelFunction;
  /** The way through the model, one step a line. */
  readonly path: readonly string[];
}

/** Masks exceed 2^31, so they are summed and tested by division, never by `|` or `&`. */
export const maskOf = (facts: readonly Fact[]): number => facts.reduce((mask, fact) => mask + FACT_BIT[fact], 0);
export const hasFact = (mask: number, fact: Fact): boolean => Math.floor(mask / FACT_BIT[fact]) % 2 === 1;
export const factsIn = (mask: number): Fact[] => FACTS.filter((fact) => hasFact(mask, fact));

/**
 * How surely a call exercises a rule: `surely`, `maybe` (only some possible leaves are the rule's, or a fact of it is in
 * doubt), or `no`.
 */
export function exercises(rule: Rule, judgement: Judgement): 'surely' | 'maybe' | 'no' {
  if (rule.traced) return judgement.traced?.includes(rule.kernelFunction as KernelFunction) ? 'surely' : 'no';
  let sure: 'surely' | 'maybe' = 'surely';
  for (const fact of rule.facts) {
    if (hasFact(judgement.facts, fact)) continue;
    const doubtful = DOUBTFUL[fact];
    if (!doubtful || !hasFact(judgement.facts, doubtful)) return 'no';
    sure = 'maybe';
  }
  if (rule.leaves.length === 0) return rule.facts.length > 0 || judgement.leaves.length > 0 ? sure : 'no';
  const inside = judgement.leaves.filter((leaf) => rule.leaves.includes(leaf)).length;
  if (inside === 0) return 'no';
  return inside === judgement.leaves.length ? sure : 'maybe';
}

/**
 * The rule that a deviating call broke: the first in table order that the call exercises and that observes one of the
 * differences; else the first that it may have exercised. Undefined when only rules that are not selected cover it.
 * Throws when no rule at all does: the table would have a gap.
 */
export function blame(
  level: Level,
  profile: ProfileId,
  judgement: Judgement,
  isSelected: (rule: Rule) => boolean = () => true,
): Rule | undefined {
  const observes = (rule: Rule): boolean => judgement.differences.some((d) => rule.observes.includes(d.observable));
  const inFunction = (rule: Rule): boolean => !rule.traced || rule.kernelFunction === judgement.fn;
  const candidates = rulesFor(level, profile).filter((rule) => observes(rule) && inFunction(rule));
  const covering = [
    ...candidates.filter(
      (candidate) => candidate.kernelFunction === judgement.fn && exercises(candidate, judgement) !== 'no',
    ),
    ...candidates.filter((candidate) => exercises(candidate, judgement) === 'surely'),
    ...candidates.filter((candidate) => exercises(candidate, judgement) === 'maybe'),
  ];
  if (covering.length > 0) return covering.find(isSelected);
  const kinds = judgement.differences.map((d) => d.observable).join(', ');
  throw new Error(`no rule of ${level} level observes ${kinds} here (facts: ${factsIn(judgement.facts).join(', ')})`);
}
