import { ERRNO, type Difference } from '../../../contract/index.js';
import type { Fact } from '../../rules/index.js';
import { returnDifference, type Allowed } from '../difference.js';
import { maskOf, type Judgement } from '../judgement.js';
import { caused } from './because.js';
import type { Evidence } from './evidence.js';

/** Of a call that is no write: no leaf of the core, and nothing that only a freedom allows. */
export const verdict = (facts: readonly Fact[], differences: readonly Difference[]): Judgement => ({
  leaves: [],
  facts: maskOf(facts),
  differences,
  permitted: false,
  path: [],
});

const NO_CAUSES: readonly Allowed<number>[] = [];
const NOT_OPEN = 'the descriptor is not open';

/** Returns what is expected unless an errno that has a cause came instead. */
export function expectRet(
  expected: number,
  because: string,
  ret: number,
  causes: readonly Allowed<number>[] = NO_CAUSES,
): Difference[] {
  if (ret === expected || causes.some(({ value }) => value === ret)) return [];
  return [returnDifference([{ value: expected, because }, ...causes], ret)];
}

export const unopened = (fact: Fact, ret: number): Judgement =>
  verdict([fact, 'notPermitted'], expectRet(-ERRNO.EBADF, NOT_OPEN, ret));

/** What the evidence of this call gives cause for. */
export const causedBy = (errors: readonly ReadonlySet<number>[], evidence: Evidence): readonly Allowed<number>[] =>
  errors.flatMap((set) => caused(set, evidence));
