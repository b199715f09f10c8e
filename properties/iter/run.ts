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
import { IterOracle, judgeIter, recordWay, type CoverageRecorder, type IterRequest } from '../../model/index.js';
import type { JudgedCall } from '../engine.js';
import { wait, type Steps } from '../run/drive.js';
import { IterHarness } from './harness.js';

interface Descriptor {
  offset: number;
  readonly direct: boolean;
}

const oracles = new Map<string, IterOracle>();

/** The exact oracle of a profile. */
export function oracleOf(profile: Scenario['profile']): IterOracle {
  let oracle = oracles.get(profile);
  if (!oracle) oracles.set(profile, (oracle = new IterOracle(profile)));
  return oracle;
}

/** A write as it was observed, and what it started from. */
interface Observed {
  readonly observation: CallObservation;
  readonly request: IterRequest;
  readonly script: CalleeScript;
  readonly size: number;
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
  const oracle = oracleOf(scenario.profile);
  yield* eachWrite(target, scenario, ({ observation, request, script }) => {
    const expected = oracle.expect(request, script);
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

function* eachWrite(target: IterTarget, scenario: Scenario, next: (write: Observed) => 'go on' | 'end'): Steps<void> {
  const descriptors = new Map<number, Descriptor>();
  let { size } = scenario.file;
  for (const [index, call] of scenario.calls.entries()) {
    if (call.call === 'open') descriptors.set(call.fd, { offset: 0, direct: call.flags.includes('O_DIRECT') });
    if (call.call === 'lseek') seek(descriptors, call, size);
    if (!isWrite(call)) continue;
    const descriptor = descriptors.get(call.fd);
    if (!descriptor) continue;
    const write = yield* observeWrite(target, call, index, descriptor, size);
    if (next(write) === 'end') return;
    size = write.size;
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

function* observeWrite(
  target: IterTarget,
  call: WriteCall,
  index: number,
  descriptor: Descriptor,
  size: number,
): Steps<Observed> {
  const { script } = call;
  if (!script) throw new Error(`call ${index} has no callee script`);
  const positioned = 'position' in call;
  const request = {
    pos: positioned ? call.position : descriptor.offset,
    count: offered(call),
    size,
    direct: descriptor.direct,
  };
  const harness = new IterHarness(request, script);
  const ret = yield* invoke(target, harness, index);
  if (!positioned && typeof ret === 'number' && ret > 0) descriptor.offset = harness.kiocb.kiPos;
  const observation: CallObservation = {
    index,
    call: call.call,
    ret,
    signal: null,
    offset: descriptor.offset,
    size: harness.size,
    kiPos: Number.isSafeInteger(harness.kiocb.kiPos) ? harness.kiocb.kiPos : -1,
    iovLeft: Number.isSafeInteger(harness.iovLeft) ? harness.iovLeft : -1,
    bdi: harness.bdi,
    lock: harness.lock,
    callees: harness.recorded,
  };
  return { observation, request, script, size: harness.size };
}

function* invoke(target: IterTarget, harness: IterHarness, index: number): Steps<Ret> {
  let ret: unknown;
  try {
    ret = yield* wait(target.writeIter(harness.kiocb, harness.from, harness.callees));
  } catch (error) {
    if (error instanceof Misbehaviour) throw error;
    throw new Misbehaviour(
      'crashed',
      `writeIter threw in call ${index}: ${preview(error instanceof Error ? error.message : error)}`,
    );
  }
  if (!isRet(ret))
    throw new Misbehaviour(
      'invalid result',
      `writeIter returned ${preview(ret)} in call ${index}; expected a count >= 0 or an errno name, e.g. 4096 or "EIO"`,
    );
  return ret;
}
