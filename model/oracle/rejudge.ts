import {
  UsageError,
  isWrite,
  offered,
  type Call,
  type CallObservation,
  type Observation,
  type Scenario,
  type Source,
  type WriteCall,
} from '../../contract/index.js';
import { PROFILES } from '../profile.js';
import { evidenceOf, evidenceOfInduced, type Evidence } from './file/evidence.js';
import { FileOracle } from './file/file-oracle.js';
import { IterOracle } from './iter.js';
import { judgeIter } from './judge-iter.js';
import type { Judgement } from './judgement.js';

/** What one byte range may hold by today's model, and what was read from it. */
export interface PossibleRange {
  /** [from, to) in bytes. */
  readonly from: number;
  readonly to: number;
  /** What a buffered read may return. */
  readonly cache: readonly Source[];
  /** What a read past the cache may return. */
  readonly device: readonly Source[];
  /** What the read returned. */
  readonly got: Source;
}

/** A stored observation, judged by today's model. */
export interface Rejudgement {
  /** Of each stored call, in their order, up to the first deviation. */
  readonly judgements: readonly Judgement[];
  /** Index in the scenario of the first deviating call; null when everything is allowed today. */
  readonly deviates: number | null;
  /** Where the deviating call is a read at `disk` or `file` level: what was possible, piece by piece. Else null. */
  readonly content: readonly PossibleRange[] | null;
}

/**
 * Judges a stored observation again; no target runs. Faults that a `file` level target induces are taken to have been
 * armed as the scenario says; what such a target let be seen beside the observation is not stored, and not judged.
 * Throws UsageError when the observation does not belong to the scenario.
 */
export function rejudge(scenario: Scenario, observation: Observation): Rejudgement {
  const stored = observation.calls.map((seen) => ({ seen, call: callOf(scenario, seen) }));
  return scenario.level === 'iter' ? rejudgeIter(scenario, stored) : rejudgeFile(scenario, stored);
}

interface StoredCall {
  readonly seen: CallObservation;
  readonly call: Call;
}

function callOf({ calls }: Scenario, seen: CallObservation): Call {
  const call = calls.at(seen.index);
  if (call?.call === seen.call) return call;
  throw new UsageError(
    `the observation does not belong to the scenario: expected call ${seen.index} to be ${seen.call}, ` +
      `but it is ${call?.call ?? 'not there'}; e.g. {"index": 0, "call": ${JSON.stringify(calls.at(0)?.call ?? 'open')}}`,
  );
}

/** The coarse clock of the suite's disk: it ticks once in two calls. */
const clockOf = (index: number): number => 1 + Math.floor(index / 2);

function rejudgeFile(scenario: Scenario, stored: readonly StoredCall[]): Rejudgement {
  const oracle = new FileOracle(scenario);
  const judgements: Judgement[] = [];
  let writes = 0;
  for (const { seen, call } of stored) {
    if (isWrite(call)) writes++;
    const evidence =
      scenario.level === 'disk' ? evidenceOf(seen.disk ?? [], scenario.faults) : induced(scenario, call, writes);
    const judgement = oracle.judge(call, seen, { clock: clockOf(seen.index), evidence });
    judgements.push(judgement);
    if (judgement.differences.length > 0)
      return { judgements, deviates: seen.index, content: possibleContent(oracle, call, seen) };
  }
  return { judgements, deviates: null, content: null };
}

/** The faults that were armed before the nth write call, from 1. */
function induced(scenario: Scenario, call: Call, nth: number): Evidence {
  const armed = isWrite(call)
    ? scenario.faults.filter((fault) => (fault.sticky ? nth >= fault.nth : nth === fault.nth))
    : [];
  return evidenceOfInduced(armed);
}

function possibleContent(oracle: FileOracle, call: Call, seen: CallObservation): PossibleRange[] | null {
  if (call.call !== 'read' && call.call !== 'pread') return null;
  return (seen.content ?? []).flatMap(({ from, to, source }) =>
    oracle.possible(from, to).map((cell) => ({
      from: cell.from,
      to: cell.to,
      cache: cell.now,
      device: cell.device,
      got: source,
    })),
  );
}

interface Descriptor {
  offset: number;
  readonly direct: boolean;
}

/** At `iter` level only writes are stored; the state between them is what they left. */
function rejudgeIter(scenario: Scenario, stored: readonly StoredCall[]): Rejudgement {
  const oracle = new IterOracle(scenario.profile);
  const descriptors = new Map<number, Descriptor>();
  const seenAt = new Map(stored.map(({ seen }) => [seen.index, seen]));
  const judgements: Judgement[] = [];
  let { size } = scenario.file;
  for (const [index, call] of scenario.calls.entries()) {
    if (call.call === 'open') descriptors.set(call.fd, { offset: 0, direct: call.flags.includes('O_DIRECT') });
    if (call.call === 'lseek') seek(descriptors.get(call.fd), call, size);
    const seen = seenAt.get(index);
    const descriptor = isWrite(call) ? descriptors.get(call.fd) : undefined;
    if (!seen || !descriptor || !isWrite(call)) continue;
    const request = {
      pos: 'position' in call ? call.position : descriptor.offset,
      count: offered(call),
      size,
      direct: descriptor.direct,
    };
    const judgement = judgeIter(oracle.expect(request, scriptOf(scenario, call, index)), seen);
    judgements.push(judgement);
    if (judgement.differences.length > 0) return { judgements, deviates: index, content: null };
    descriptor.offset = seen.offset ?? descriptor.offset;
    size = seen.size ?? size;
  }
  return { judgements, deviates: null, content: null };
}

function seek(descriptor: Descriptor | undefined, call: Extract<Call, { call: 'lseek' }>, size: number): void {
  if (!descriptor) return;
  const target = { SEEK_SET: 0, SEEK_CUR: descriptor.offset, SEEK_END: size }[call.whence] + call.offset;
  if (target >= 0) descriptor.offset = target;
}

function scriptOf({ profile }: Scenario, { script }: WriteCall, index: number): NonNullable<WriteCall['script']> {
  if (script && (script.checks || !PROFILES[profile].checksInside)) return script;
  throw new UsageError(
    `call ${index} has no ${script ? 'outcome for checks' : 'callee script'}: at iter level each write of ${profile} needs one, ` +
      'e.g. {"checks": {"ret": 1, "iovAdvance": 0, "kiPosAdvance": 0, "sizeAfter": null}}',
  );
}
