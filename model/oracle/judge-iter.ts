import { toSigned, type CallObservation, type CalleeStep, type Difference } from '../../contract/index.js';
import type { IterExpectation } from './iter.js';
import { maskOf, type Judgement } from './judgement.js';
import { numberDifference, returnDifference, textDifference } from './difference.js';

const WRITE = maskOf(['write']);

const calleeText = (step: CalleeStep): string => `${step.callee}(${step.args.join(', ')})`;

/** Compares one observed call at `iter` level with the exact expectation. */
export function judgeIter(expected: IterExpectation, got: CallObservation): Judgement {
  const differences: Difference[] = [];
  const order = orderDifference(expected.callees, got.callees ?? []);
  if (order) differences.push(order);
  const ret = toSigned(got.ret);
  if (ret !== expected.ret) differences.push(returnDifference([expected.ret], ret));
  if (got.kiPos !== expected.kiPos) differences.push(numberDifference('offset', [expected.kiPos], got.kiPos ?? -1));
  if (got.iovLeft !== expected.iovLeft)
    differences.push(numberDifference('iov', [expected.iovLeft], got.iovLeft ?? -1));
  const bdi = bdiDifference(expected, got);
  if (bdi) differences.push(bdi);
  if (got.lock === 'touched') differences.push(textDifference('lock', ['held'], 'touched'));
  return {
    leaves: [expected.leaf],
    facts: WRITE,
    differences,
    permitted: false,
    path: differences.length > 0 ? pathText(expected) : [],
  };
}

function orderDifference(expected: readonly CalleeStep[], got: readonly CalleeStep[]): Difference | undefined {
  const same =
    expected.length === got.length &&
    expected.every((step, i) => step.callee === got[i].callee && step.args.every((arg, k) => arg === got[i].args[k]));
  if (same) return undefined;
  const text = (steps: readonly CalleeStep[]): string => steps.map(calleeText).join(' ') || 'nothing called';
  return textDifference('order', [text(expected)], text(got));
}

/** The slot at each callee that both called, then at the exit. */
function bdiDifference(expected: IterExpectation, got: CallObservation): Difference | undefined {
  for (const [i, step] of expected.callees.entries()) {
    const seen = got.callees?.[i];
    if (seen?.callee === step.callee && seen.bdi !== step.bdi)
      return textDifference('bdi', [`${step.bdi} when ${step.callee} is called`], seen.bdi);
  }
  return got.bdi === expected.bdi
    ? undefined
    : textDifference('bdi', [`${expected.bdi} at the exit`], got.bdi ?? 'other');
}

const pathText = (expected: IterExpectation): string[] => [
  ...expected.way.edges.map((edge) => edge.id),
  `leaf ${expected.leaf}`,
];
