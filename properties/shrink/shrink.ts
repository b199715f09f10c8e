import { isWrite, type Call, type Deviation, type Scenario } from '../../contract/index.js';
import type { Steps } from '../run/drive.js';
import { sameCause } from './cause.js';
import { plainer } from './plainer.js';

/** Re-runs that shrinking may spend on one counterexample. */
const BUDGET = 400;

/** Meaningful numbers of bytes, smallest first: a reader sees why it is this one. */
const MEANINGFUL = [1, 512, 4096, 8192];

/**
 * Makes a deviating scenario smaller while its cause stays the same: drops calls, faults, segments; moves sizes to the
 * nearest meaningful number; then makes flags, offsets, file and faults plainer. `rerun` gives the deviation of a candidate, or null.
 */
export function* shrink(
  scenario: Scenario,
  deviation: Deviation,
  rerun: (candidate: Scenario) => Steps<Deviation | null>,
): Steps<{ scenario: Scenario; deviation: Deviation }> {
  let best = { scenario, deviation };
  let left = BUDGET;
  for (let improved = true; improved && left > 0;) {
    improved = false;
    for (const candidate of candidates(best.scenario)) {
      if (left-- <= 0) break;
      const again = yield* rerun(candidate);
      if (!again || !sameCause(best.deviation, again)) continue;
      best = { scenario: candidate, deviation: again };
      improved = true;
      break;
    }
  }
  return best;
}

function* candidates(scenario: Scenario): Generator<Scenario> {
  const { calls, faults, file } = scenario;
  for (let i = calls.length - 1; i >= 0; i--) yield { ...scenario, calls: calls.toSpliced(i, 1) };
  for (let i = faults.length - 1; i >= 0; i--) yield { ...scenario, faults: faults.toSpliced(i, 1) };
  for (const [i, call] of calls.entries())
    for (const smaller of smallerCalls(call)) yield { ...scenario, calls: calls.with(i, smaller) };
  if (file.size > 0) yield { ...scenario, file: { ...file, size: 0, allocated: [] } };
  yield* plainer(scenario);
}

function smallerCalls(call: Call): Call[] {
  if (!isWrite(call) || call.script) return [];
  const smaller: Call[] = [];
  if (call.segments.length > 1)
    for (let i = 0; i < call.segments.length; i++) smaller.push({ ...call, segments: call.segments.toSpliced(i, 1) });
  for (const [i, segment] of call.segments.entries())
    for (const length of MEANINGFUL.filter((bytes) => bytes < segment.length)) {
      const readable = segment.readable === segment.length ? length : Math.min(segment.readable, length);
      smaller.push({ ...call, segments: call.segments.with(i, { length, readable }) });
    }
  return smaller;
}
