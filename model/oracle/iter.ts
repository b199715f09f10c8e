import {
  toSigned,
  type Callee,
  type CalleeScript,
  type CalleeStep,
  type Outcome,
  type ProfileId,
} from '../../contract/index.js';
import { classOf } from '../leaves/class-of.js';
import { leafOf } from '../leaves/names.js';
import { coreOf } from '../leaves/walk.js';
import type { CompiledMachine } from '../machine/compile.js';
import { Invocation } from '../machine/invocation.js';
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
  readonly way: Invocation;
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
    const way = new Invocation(this.core);
    const registers = way.registers as CoreRegisters;
    const callees: CalleeStep[] = [];
    const consulted: [string, string][] = [];
    const { pos, count, size } = request;
    advance(way, { type: 'enter', pos, count, size, direct: request.direct ? 1 : 0 });
    while (!way.state.final) {
      const callee = way.state.event as Callee;
      const outcome = script[callee];
      if (!outcome) throw new Error(`the script has no outcome for ${callee}`);
      const event = eventOf(callee, outcome, registers);
      callees.push(calleeStep(way, callee, registers));
      consulted.push([callee, classOf(callee, event, registers)]);
      advance(way, event);
    }
    const { output } = way;
    return {
      profile: this.profile,
      request,
      script,
      leaf: leafOf(consulted),
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

function advance(way: Invocation, event: KernelEvent): void {
  if (!way.take(event)) throw new Error(`${way.machine.name}: no transition at ${way.state.id} for ${event.type}`);
}

function calleeStep(way: Invocation, callee: Callee, registers: CoreRegisters): CalleeStep {
  const { expected } = way;
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
