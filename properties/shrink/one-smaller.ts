import { isWrite, type Call, type OpenFlag, type Scenario } from '../../contract/index.js';
import { retold } from './scripts.js';

/** A descriptor has one of these whether a program names it or not, so that none is left out. */
const ACCESS_MODES: readonly OpenFlag[] = ['O_RDONLY', 'O_WRONLY', 'O_RDWR'];

/**
 * Every scenario with exactly one call, fault, segment or flag less; access modes stay. The callees' scripts of the
 * `iter` level are told anew for what is left. A scenario is 1-minimal when none of these shows the same cause.
 */
export function* oneSmaller(scenario: Scenario): Generator<Scenario> {
  for (const smaller of without(scenario)) yield retold(smaller);
}

function* without(scenario: Scenario): Generator<Scenario> {
  const { calls, faults } = scenario;
  for (let i = calls.length - 1; i >= 0; i--) yield { ...scenario, calls: calls.toSpliced(i, 1) };
  for (let i = faults.length - 1; i >= 0; i--) yield { ...scenario, faults: faults.toSpliced(i, 1) };
  for (const [i, call] of calls.entries())
    for (const smaller of smallerCalls(call)) yield { ...scenario, calls: calls.with(i, smaller) };
}

function smallerCalls(call: Call): Call[] {
  if (isWrite(call) && call.segments.length > 1)
    return call.segments.map((_, i) => ({ ...call, segments: call.segments.toSpliced(i, 1) }));
  if (call.call !== 'open') return [];
  return call.flags.flatMap((flag, i) =>
    ACCESS_MODES.includes(flag) ? [] : [{ ...call, flags: call.flags.toSpliced(i, 1) }],
  );
}
