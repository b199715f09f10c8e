import {
  Misbehaviour,
  isRet,
  isWrite,
  offered,
  preview,
  type Call,
  type CalleeScript,
  type CallObservation,
  type IterTarget,
  type Ret,
  type Scenario,
  type WriteCall,
} from '../../contract/index.js';
import {
  IterConformity,
  IterOracle,
  judgeIter,
  recordWay,
  type CoverageRecorder,
  type IterRequest,
} from '../../model/index.js';
import type { JudgedCall } from '../engine.js';
import { isThenable, type Steps } from '../run/drive.js';
import { IterHarness } from './harness.js';

interface Descriptor {
  offset: number;
  readonly direct: boolean;
}

/** The exact oracle of a profile, and what answers in its place while all is well. */
interface Oracles {
  readonly exact: IterOracle;
  readonly conformity: IterConformity;
}

const oracles = new Map<string, Oracles>();

function oraclesOf(profile: Scenario['profile']): Oracles {
  let found = oracles.get(profile);
  if (!found)
    oracles.set(profile, (found = { exact: new IterOracle(profile), conformity: new IterConformity(profile) }));
  return found;
}

export const exactOracleOf = (profile: Scenario['profile']): IterOracle => oraclesOf(profile).exact;

/** A write as it was observed, and what it started from. */
interface Observed {
  readonly observation: CallObservation;
  readonly request: IterRequest;
  readonly script: CalleeScript;
}

/**
 * Runs a scenario at `iter` level and judges each write. `judged` is told of every call; a deviation ends the scenario,
 * because what follows it starts from a state that the model does not have.
 */
export function* runIter(
  target: IterTarget,
  scenario: Scenario,
  judged: (call: JudgedCall) => void,
  coverage?: CoverageRecorder,
): Steps<void> {
  const { exact, conformity } = oraclesOf(scenario.profile);
  yield* eachWrite(target, scenario, ({ observation, request, script }) => {
    const conforming = conformity.of(request, script, observation);
    if (conforming) {
      judged({ observation, judgement: conforming.judgement });
      if (coverage) recordWay(coverage, conforming.way);
      return 'go on';
    }
    const expected = exact.expect(request, script);
    const judgement = judgeIter(expected, observation);
    judged({ observation, judgement });
    if (judgement.differences.length > 0) return 'end';
    if (coverage) recordWay(coverage, expected.way);
    return 'go on';
  });
}

/** Runs it to its end without a judge. */
export function* observeIter(
  target: IterTarget,
  scenario: Scenario,
  seen: (call: CallObservation) => void,
): Steps<void> {
  yield* eachWrite(target, scenario, ({ observation }) => {
    seen(observation);
    return 'go on';
  });
}

/** Makes the writes of a scenario, one after the other, and shows each to `next`. */
export function* eachWrite(
  target: IterTarget,
  scenario: Scenario,
  next: (write: Observed) => 'go on' | 'end',
): Steps<void> {
  const descriptors = new Map<number, Descriptor>();
  const harness = new IterHarness();
  let { size } = scenario.file;
  for (let index = 0; index < scenario.calls.length; index++) {
    const call = scenario.calls[index];
    if (call.call === 'open') descriptors.set(call.fd, { offset: 0, direct: call.flags.includes('O_DIRECT') });
    if (call.call === 'lseek') seek(descriptors, call, size);
    if (!isWrite(call)) continue;
    const descriptor = descriptors.get(call.fd);
    if (!descriptor) continue;
    const { script } = call;
    if (!script) throw new Error(`call ${index} has no callee script`);
    const request = requestOf(call, descriptor, size);
    harness.begin(request, script);
    const returned = invoke(target, harness, index);
    const ret = checked(isThenable(returned) ? yield* settled(returned, harness, index) : returned, index);
    const observation = observed(harness, call, index, descriptor, ret);
    if (next({ observation, request, script }) === 'end') return;
    ({ size } = harness);
  }
}

function seek(
  descriptors: ReadonlyMap<number, Descriptor>,
  call: Extract<Call, { call: 'lseek' }>,
  size: number,
): void {
  const descriptor = descriptors.get(call.fd);
  if (!descriptor) return;
  const base = { SEEK_SET: 0, SEEK_CUR: descriptor.offset, SEEK_END: size }[call.whence];
  if (base + call.offset >= 0) descriptor.offset = base + call.offset;
}

const requestOf = (call: WriteCall, { offset, direct }: Descriptor, size: number): IterRequest => ({
  pos: 'position' in call ? call.position : offset,
  count: offered(call),
  size,
  direct,
});

/** The target may have set ki_pos to anything. */
const isWhole = (kiPos: unknown): kiPos is number => Number.isSafeInteger(kiPos);

/** ki_pos and the bdi slot as the target left them: it may have put accessors there, which run when one looks. */
function leftBy(harness: IterHarness, index: number): Pick<IterHarness, 'bdi'> & { kiPos: unknown } {
  try {
    return { kiPos: harness.kiocb.kiPos, bdi: harness.bdi };
  } catch (error) {
    throw crash(error, index);
  }
}

/** What the call shows; moves the offset of its descriptor. */
function observed(
  harness: IterHarness,
  call: WriteCall,
  index: number,
  descriptor: Descriptor,
  ret: Ret,
): CallObservation {
  const { size, iovLeft, lock, recorded, stop } = harness;
  const { kiPos, bdi } = leftBy(harness, index);
  if (!('position' in call) && typeof ret === 'number' && ret > 0 && isWhole(kiPos) && kiPos >= 0)
    descriptor.offset = kiPos;
  const observation: CallObservation = {
    index,
    call: call.call,
    ret,
    signal: null,
    offset: descriptor.offset,
    size,
    kiPos: isWhole(kiPos) ? kiPos : -1,
    iovLeft: Number.isSafeInteger(iovLeft) ? iovLeft : -1,
    bdi,
    lock,
    callees: recorded,
  };
  if (stop) observation.returned = false;
  return observation;
}

function invoke(target: IterTarget, harness: IterHarness, index: number): unknown {
  try {
    return target.writeIter(harness.kiocb, harness.from, harness.callees);
  } catch (error) {
    return ended(error, harness, index);
  }
}

function* settled(promise: unknown, harness: IterHarness, index: number): Steps<unknown> {
  try {
    return yield promise;
  } catch (error) {
    return ended(error, harness, index);
  }
}

/** That it never returns is judged, whatever 0 says. A target that is gone with it, a driver in a process, misbehaved. */
function ended(error: unknown, harness: IterHarness, index: number): Ret {
  if (harness.stop && error === harness.stop) return 0;
  throw crash(error, index);
}

const crash = (error: unknown, index: number): Misbehaviour =>
  error instanceof Misbehaviour
    ? error
    : new Misbehaviour(
        'crashed',
        `writeIter threw in call ${index}: ${preview(error instanceof Error ? error.message : error)}`,
      );

function checked(ret: unknown, index: number): Ret {
  if (isRet(ret)) return ret;
  throw new Misbehaviour(
    'invalid result',
    `writeIter returned ${preview(ret)} in call ${index}; expected a count >= 0 or an errno name, e.g. 4096 or "EIO"`,
  );
}
