import { toSigned, type CallObservation, type CalleeStep, type Difference } from '../../contract/index.js';
import {
  BECAUSE_OF_LOCK,
  becauseOfBdi,
  becauseOfIov,
  becauseOfLeaf,
  becauseOfMoves,
  becauseOfPath,
} from './derive-iter.js';
import type { IterExpectation } from './iter.js';
import { maskOf, type Judgement } from './judgement.js';
import { numberDifference, returnDifference, textDifference } from './difference.js';

export const WRITE = maskOf(['write']);

const calleeText = (step: CalleeStep): string => `${step.callee}(${step.args.join(', ')})`;

/** Compares one observed call at `iter` level with the exact expectation. */
export function judgeIter(expected: IterExpectation, got: CallObservation): Judgement {
  if (got.returned === false) return judgementOf(expected, [hangDifference(expected, got)]);
  const differences: Difference[] = [];
  const order = orderDifference(expected, got.callees ?? []);
  if (order) differences.push(order);
  const ret = toSigned(got.ret);
  if (ret !== expected.ret)
    differences.push(returnDifference([{ value: expected.ret, because: becauseOfLeaf(expected) }], ret));
  if (got.kiPos !== expected.kiPos) {
    const allowed = { value: expected.kiPos, because: becauseOfMoves(expected) };
    differences.push(numberDifference('offset', [allowed], got.kiPos ?? -1));
  }
  if (got.iovLeft !== expected.iovLeft) {
    const allowed = { value: expected.iovLeft, because: becauseOfIov(expected) };
    differences.push(numberDifference('iov', [allowed], got.iovLeft ?? -1));
  }
  const bdi = bdiDifference(expected, got);
  if (bdi) differences.push(bdi);
  if (got.lock === 'touched')
    differences.push(textDifference('lock', [{ value: 'held', because: BECAUSE_OF_LOCK }], 'touched'));
  return judgementOf(expected, differences);
}

const judgementOf = (expected: IterExpectation, differences: readonly Difference[]): Judgement => ({
  leaves: [expected.leaf],
  facts: WRITE,
  differences,
  permitted: false,
  path: differences.length > 0 ? pathText(expected) : [],
});

/** It was stopped; what else is wrong by then follows from that. */
function hangDifference(expected: IterExpectation, { callees = [] }: CallObservation): Difference {
  const allowed = { value: `${orderText(expected.callees)}, then returns`, because: becauseOfPath(expected) };
  return textDifference('hang', [allowed], `${callees.length} callees called, and not returned`);
}

function orderDifference(expected: IterExpectation, got: readonly CalleeStep[]): Difference | undefined {
  const { callees } = expected;
  const same =
    callees.length === got.length &&
    callees.every((step, i) => step.callee === got[i].callee && step.args.every((arg, k) => arg === got[i].args[k]));
  if (same) return undefined;
  return textDifference('order', [{ value: orderText(callees), because: becauseOfPath(expected) }], orderText(got));
}

const orderText = (steps: readonly CalleeStep[]): string => steps.map(calleeText).join(' ') || 'nothing called';

/** The slot at each callee that both called, then at the exit. */
function bdiDifference(expected: IterExpectation, got: CallObservation): Difference | undefined {
  for (const [i, step] of expected.callees.entries()) {
    const seen = got.callees?.[i];
    if (seen?.callee === step.callee && seen.bdi !== step.bdi)
      return bdiIs(expected, `${step.bdi} when ${step.callee} is called`, seen.bdi);
  }
  return got.bdi === expected.bdi ? undefined : bdiIs(expected, `${expected.bdi} at the exit`, got.bdi ?? 'other');
}

const bdiIs = (expected: IterExpectation, value: string, seen: string): Difference =>
  textDifference('bdi', [{ value, because: becauseOfBdi(expected) }], seen);

const pathText = (expected: IterExpectation): string[] => [
  ...expected.way.edges.map((edge) => edge.id),
  `leaf ${expected.leaf}`,
];
