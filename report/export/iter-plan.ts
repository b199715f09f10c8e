import {
  UsageError,
  isWrite,
  offered,
  type Call,
  type CallObservation,
  type CalleeScript,
  type Counterexample,
  type Difference,
  type Observable,
  type Ret,
} from '../../contract/index.js';
import { Following } from './standing.js';

/** What one scripted write must show; null where the counterexample does not tell. */
export interface IterExpected {
  readonly ret: Ret;
  readonly kiPos: number;
  readonly iovLeft: number;
  /** The callees with their arguments, as text, in order. */
  readonly order: string;
  /** The slot as each callee finds it, in the order of the callees; shorter where it is not told. */
  readonly bdiAt: readonly string[];
  readonly bdi: string;
}

/** One write of an `iter` level counterexample: what it starts from, what its callees do, what it must show. */
export interface PlannedWrite {
  readonly index: number;
  readonly call: Call;
  readonly request: { readonly pos: number; readonly count: number; readonly size: number; readonly direct: boolean };
  readonly script: CalleeScript;
  readonly expected: IterExpected;
}

/** The writes up to the deviating one. At this level one behaviour is right, so that each is checked in full. */
export function iterPlanOf(found: Counterexample): PlannedWrite[] {
  const { scenario, observation, deviation } = found;
  const following = new Following(scenario);
  return scenario.calls.slice(0, deviation.call + 1).flatMap((call, index): PlannedWrite[] => {
    const { start, size, flags } = following.before(call);
    const seen = observation.calls.find((one) => one.index === index) ?? plainObservation(call, index, size, following);
    following.apply(call, seen);
    if (!isWrite(call)) return [];
    if (!call.script || !seen.callees)
      throw new UsageError(`FILE: call ${index} has no callee script or no observation; \`woe replay FILE\` makes one`);
    const differences = index === deviation.call ? deviation.differences : [];
    const request = { pos: start, count: offered(call), size, direct: flags.has('O_DIRECT') };
    return [{ index, call, request, script: call.script, expected: expectedOf(seen, differences) }];
  });
}

/** Only writes are observed at this level; what open and lseek do follows from themselves. */
function plainObservation(call: Call, index: number, size: number, following: Following): CallObservation {
  const base = { SEEK_SET: 0, SEEK_CUR: following.before(call).offset, SEEK_END: size };
  const ret = call.call === 'lseek' ? base[call.whence] + call.offset : 0;
  return { index, call: call.call, ret: ret < 0 ? 'EINVAL' : ret, signal: null };
}

function expectedOf(seen: CallObservation, differences: readonly Difference[]): IterExpected {
  const allowed = (observable: Observable): string | undefined =>
    differences.find((one) => one.observable === observable)?.allowed[0];
  const number = (text: string | undefined, otherwise: number | undefined): number => Number(text ?? otherwise ?? -1);
  const ret = allowed('return');
  const order = (seen.callees ?? []).map(({ callee, args }) => `${callee}(${args.join(', ')})`).join(' ');
  return {
    ret: ret === undefined ? seen.ret : /^\d+$/.test(ret) ? Number(ret) : (ret as Ret),
    kiPos: number(allowed('offset'), seen.kiPos),
    iovLeft: number(allowed('iov'), seen.iovLeft),
    order: allowed('order') ?? (order === '' ? 'nothing called' : order),
    ...expectedBdi(seen, allowed('bdi'), allowed('order') !== undefined),
  };
}

/** `published when direct is called`, or `null at the exit`. */
function expectedBdi(
  seen: CallObservation,
  allowed: string | undefined,
  otherOrder: boolean,
): Pick<IterExpected, 'bdiAt' | 'bdi'> {
  const seenAt = otherOrder ? [] : (seen.callees ?? []).map(({ bdi }) => bdi);
  const [, slot, callee] = /^(published|null) (?:when (\w+) is called|at the exit)$/.exec(allowed ?? '') ?? [];
  // Every era that publishes the slot clears it at the exit.
  if (slot !== undefined && callee !== undefined) {
    const at = (seen.callees ?? []).findIndex((step) => step.callee === callee && step.bdi !== slot);
    return { bdiAt: otherOrder ? [] : [...seenAt.slice(0, at), slot], bdi: 'null' };
  }
  return { bdiAt: seenAt, bdi: slot ?? seen.bdi ?? 'null' };
}
