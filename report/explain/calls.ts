import {
  isErrno,
  isWrite,
  type Call,
  type CallObservation,
  type Counterexample,
  type Scenario,
} from '../../contract/index.js';
import { callText, faultKindText, retText } from '../call-listing.js';
import { calleesInShort } from './callee-steps.js';
import { sectorsText } from './disk-steps.js';
import type { ExplainedCall } from './explanation.js';
import { keep } from './keep.js';

const MOST_CALLS = 20;

/** The calls up to the deviating one: later ones were not made. */
export function explainedCalls({ scenario, observation, deviation }: Counterexample): ExplainedCall[] {
  const seen = new Map(observation.calls.map((call) => [call.index, call]));
  const armed = armedFaults(scenario);
  const calls = scenario.calls.slice(0, deviation.call + 1).map((call, index) => ({
    call: index,
    text: callText(call, index),
    ret: retText(seen.get(index)),
    faults: [...struckIn(seen.get(index)), ...(armed.get(index) ?? [])],
    did: index === deviation.call ? '' : doing(call, seen.get(index)),
    deviates: index === deviation.call,
  }));
  return keep(calls, MOST_CALLS, ({ faults, deviates }) => deviates || faults.length > 0);
}

const struckIn = (seen: CallObservation | undefined): string[] =>
  (seen?.disk ?? []).flatMap((step) => (step.struck ? [`${step.struck} on ${step.op}${sectorsText(step)}`] : []));

/** The faults that a target was asked to induce, by the call for which they were armed. */
function armedFaults({ calls, faults }: Scenario): Map<number, string[]> {
  const own = faults.filter(({ on }) => on === 'target');
  const armed = new Map<number, string[]>();
  let nth = 0;
  for (const [index, call] of calls.entries()) {
    if (!isWrite(call)) continue;
    nth++;
    const now = own.filter((fault) => (fault.sticky ? fault.nth <= nth : fault.nth === nth));
    if (now.length > 0)
      armed.set(
        index,
        now.map((fault) => `${faultKindText(fault)} armed`),
      );
  }
  return armed;
}

/** What an earlier call put on the disk, or what its callees did: the rest of it is not part of the story. */
function doing(call: Call, seen: CallObservation | undefined): string {
  if (isWrite(call) && call.script) return calleesInShort(call.script, seen);
  const wrote = (seen?.disk ?? []).filter(({ op, ret }) => op === 'write' && !isErrno(ret));
  if (wrote.length === 0) return '';
  const [first] = wrote;
  return wrote.length === 1 ? `wrote${sectorsText(first)}` : `wrote${sectorsText(first)} and ${wrote.length - 1} more`;
}
