import {
  toSigned,
  type CalleeScript,
  type CalleeStep,
  type CallObservation,
  type ProfileId,
} from '../../contract/index.js';
import { classOf } from '../leaves/class-of.js';
import { leafOfWay } from '../leaves/leaf-of-way.js';
import { coreOf } from '../leaves/walk.js';
import { atomBits, edgeFor, take, type CompiledMachine } from '../machine/compile.js';
import { KnownWay } from '../machine/known-way.js';
import type { CoreEvent, CoreRegisters } from '../machines/core.js';
import { WRITE } from './judge-iter.js';
import { ARGUMENT_FIELDS, type IterRequest } from './iter.js';
import type { Judgement } from './judgement.js';

/** A call that did exactly what the model does: the way that it took, and the judgement, one object for each leaf. */
export interface Conforming {
  readonly way: KnownWay;
  readonly judgement: Judgement;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * The exact oracle's answer in the case that is by far the most frequent: nothing to object to. Steps the same compiled
 * core as `IterOracle`, beside what was observed, and makes no object for a way that it has met before. Where anything
 * differs it gives up, and `IterOracle` with `judgeIter` tells what.
 */
export class IterConformity {
  private readonly core: CompiledMachine;
  private readonly start: KnownWay;
  private readonly conforming = new WeakMap<KnownWay, Conforming>();
  private readonly event: Writable<CoreEvent> = {
    type: 'enter',
    ret: 0,
    pos: 0,
    count: 0,
    size: 0,
    direct: 0,
    iovAdvance: 0,
    kiPosAdvance: 0,
    sizeAfter: 0,
  };

  constructor(profile: ProfileId) {
    this.core = coreOf(profile);
    this.start = KnownWay.startOf(this.core);
  }

  /** Null when something differs. */
  of(request: IterRequest, script: CalleeScript, got: CallObservation): Conforming | null {
    const { core, event } = this;
    const registers = core.source.registers(core.profile) as CoreRegisters;
    event.type = 'enter';
    event.pos = request.pos;
    event.count = request.count;
    event.size = request.size;
    event.direct = request.direct ? 1 : 0;
    let state = core.states[core.initial];
    let way = this.start;
    let eventClass = '';
    const callees = got.callees ?? [];
    for (let i = 0; ; i++) {
      const bits = atomBits(state, registers, event);
      const edge = edgeFor(state, bits);
      if (!edge) return null;
      take(edge, registers, event);
      way = way.along(edge, bits, eventClass);
      state = core.states[edge.to];
      if (state.final) return i === callees.length && this.endsAlike(registers, got) ? this.conformingAt(way) : null;

      const step = callees[i];
      if (step?.callee !== state.event || !asExpected(step, state.expects?.(registers))) return null;
      const outcome = script[step.callee];
      if (!outcome) return null;
      event.type = step.callee;
      event.ret = toSigned(outcome.ret);
      event.pos = registers.kiPos;
      event.iovAdvance = outcome.iovAdvance;
      event.kiPosAdvance = outcome.kiPosAdvance;
      event.sizeAfter = outcome.sizeAfter ?? registers.size;
      eventClass = classOf(step.callee, event, registers);
    }
  }

  private endsAlike(registers: CoreRegisters, got: CallObservation): boolean {
    const { ret, kiPos, iovLeft, bdi } = this.core.source.output(registers as never);
    return (
      toSigned(got.ret) === ret &&
      got.kiPos === kiPos &&
      got.iovLeft === iovLeft &&
      got.bdi === slot(bdi) &&
      got.lock !== 'touched'
    );
  }

  private conformingAt(way: KnownWay): Conforming {
    let conforming = this.conforming.get(way);
    if (!conforming) {
      const judgement = { leaves: [leafOfWay(way)], facts: WRITE, differences: [], permitted: false, path: [] };
      this.conforming.set(way, (conforming = { way, judgement }));
    }
    return conforming;
  }
}

const slot = (bdi: number): CalleeStep['bdi'] => (bdi === 1 ? 'published' : 'null');

/** The slot, and each argument in its place. */
function asExpected({ callee, args, bdi }: CalleeStep, expected: Readonly<Record<string, number>> = {}): boolean {
  const fields = ARGUMENT_FIELDS[callee];
  if (bdi !== slot(expected.bdi)) return false;
  for (let i = 0; i < fields.length; i++) if (args[i] !== expected[fields[i]]) return false;
  return true;
}
