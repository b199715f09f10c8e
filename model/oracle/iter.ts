import {
  toSigned,
  type Callee,
  type CalleeScript,
  type CalleeStep,
  type Outcome,
  type ProfileId,
} from '../../contract/index.js';
import { classOf } from '../leaves/class-of.js';
import { leafOfWay } from '../leaves/leaf-of-way.js';
import { coreOf } from '../leaves/walk.js';
import type { CompiledMachine } from '../machine/compile.js';
import { Invocation } from '../machine/invocation.js';
import type { KnownWay } from '../machine/known-way.js';
import type { KernelEvent } from '../machine/kernel-machine.js';
import type { CoreRegisters } from '../machines/core.js';

/** What a call at `iter` level starts from. */
export interface IterRequest {
  readonly pos: number;
  readonly count: number;
  readonly size: number;
  readonly direct: boolean;
}

/** The one allowed behaviour: at `iter` level the oracle is exact. */
export interface IterExpectation {
  readonly profile: ProfileId;
  readonly request: IterRequest;
  readonly script: CalleeScript;
  readonly leaf: string;
  /** Signed, as in the kernel. */
  readonly ret: number;
  readonly kiPos: number;
  readonly iovLeft: number;
  readonly size: number;
  readonly bdi: 'published' | 'null';
  readonly callees: readonly CalleeStep[];
  readonly way: KnownWay;
}

/** Arguments that a callee is called with, from the model's expectation fields. */
export const ARGUMENT_FIELDS: Readonly<Record<Callee, readonly string[]>> = {
  checks: [],
  removePrivs: [],
  updateTime: [],
  isDax: [],
  direct: [],
  perform: ['pos'],
  flush: ['lo', 'hi'],
  invalidate: ['lo', 'hi'],
};

/** Runs the compiled core over a callee script. */
export class IterOracle {
  readonly core: CompiledMachine;

  constructor(private readonly profile: ProfileId) {
    this.core = coreOf(profile);
  }

  expect(request: IterRequest, script: CalleeScript): IterExpectation {
    const invocation = new Invocation(this.core);
    const registers = invocation.registers as CoreRegisters;
    const callees: CalleeStep[] = [];
    const { pos, count, size } = request;
    advance(invocation, { type: 'enter', pos, count, size, direct: request.direct ? 1 : 0 }, '');
    while (!invocation.state.final) {
      const callee = invocation.state.event as Callee;
      const outcome = script[callee];
      if (!outcome) throw new Error(`the script has no outcome for ${callee}`);
      const event = eventOf(callee, outcome, registers);
      callees.push(calleeStep(invocation, callee, registers));
      advance(invocation, event, classOf(callee, event, registers));
    }
    const { output, way } = invocation;
    return {
      profile: this.profile,
      request,
      script,
      leaf: leafOfWay(way),
      ret: output.ret,
      kiPos: output.kiPos,
      iovLeft: output.iovLeft,
      size: registers.size,
      bdi: output.bdi === 1 ? 'published' : 'null',
      callees,
      way,
    };
  }
}

function advance(invocation: Invocation, event: KernelEvent, eventClass: string): void {
  const { machine, state } = invocation;
  if (!invocation.takeFields(event, eventClass))
    throw new Error(`${machine.name}: no transition at ${state.id} for ${event.type}`);
}

function calleeStep({ expected }: Invocation, callee: Callee, registers: CoreRegisters): CalleeStep {
  const args = ARGUMENT_FIELDS[callee].map((field) => expected[field]);
  return { callee, args, bdi: registers.bdi === 1 ? 'published' : 'null' };
}

/** A scripted outcome as the machine's event. `sizeAfter` null leaves i_size as it is; `checks` keeps the position. */
function eventOf(callee: Callee, outcome: Outcome, registers: CoreRegisters): KernelEvent & { ret: number } {
  return {
    type: callee,
    ret: toSigned(outcome.ret),
    pos: registers.kiPos,
    iovAdvance: outcome.iovAdvance,
    kiPosAdvance: outcome.kiPosAdvance,
    sizeAfter: outcome.sizeAfter ?? registers.size,
  };
}
