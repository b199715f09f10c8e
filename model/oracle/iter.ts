import { toSigned, type Callee, type CalleeScript, type CalleeStep, type Outcome, type ProfileId } from '../../contract/index.js';
import { coreOf } from '../leaves/walk.js';
import { leafOf } from '../leaves/names.js';
import { transferClass } from '../machines/core-samples.js';
import { step, type CompiledMachine, type Edge } from '../machine/compile.js';
import type { BaseRegisters } from '../machine/kernel-machine.js';
import type { CoreEvent, CoreRegisters } from '../machines/core.js';

/** What a call at `iter` level starts from. */
export interface IterRequest {
  readonly pos: number;
  readonly count: number;
  readonly size: number;
  readonly direct: boolean;
}

/** The one allowed behaviour: at `iter` level the oracle is exact. */
export interface IterExpectation {
  readonly leaf: string;
  /** Signed, as in the kernel. */
  readonly ret: number;
  readonly kiPos: number;
  readonly iovLeft: number;
  readonly size: number;
  readonly bdi: 'published' | 'null';
  readonly callees: readonly CalleeStep[];
  readonly edges: readonly Edge[];
  /** [P + from, P + to) may hold old or new bytes; empty when equal. */
  readonly zone: { readonly from: number; readonly to: number };
}

/** Arguments that a callee is called with, from the model's expectation fields. */
const ARGUMENT_FIELDS: Readonly<Partial<Record<Callee, readonly string[]>>> = {
  perform: ['pos'],
  flush: ['lo', 'hi'],
  invalidate: ['lo', 'hi'],
};

function classOf(callee: Callee, outcome: Outcome, registers: CoreRegisters): string {
  const ret = toSigned(outcome.ret);
  switch (callee) {
    case 'direct':
      return transferClass(ret, completes(ret, outcome, registers) ? ret : Infinity);
    case 'perform':
      return transferClass(ret, registers.iovLeft);
    case 'isDax':
      return ret === 1 ? 'yes' : 'no';
    case 'checks':
      return ret < 0 ? 'error' : ret === 0 ? 'zero' : 'ok';
    case 'invalidate':
      return 'ok';
    default:
      return ret < 0 ? 'error' : 'ok';
  }
}

const completes = (ret: number, outcome: Outcome, registers: CoreRegisters): boolean =>
  registers.profile.judgesByCount ? ret === registers.count : outcome.iovAdvance === registers.iovLeft;

/** Runs the compiled core over a callee script. */
export class IterOracle {
  readonly core: CompiledMachine;

  constructor(profile: ProfileId) {
    this.core = coreOf(profile);
  }

  expect(request: IterRequest, script: CalleeScript): IterExpectation {
    const { core } = this;
    const registers = core.source.registers(core.profile) as CoreRegisters;
    const edges: Edge[] = [];
    const callees: CalleeStep[] = [];
    const consulted: [string, string][] = [];
    let state = this.take(core.initial, registers, edges, {
      type: 'enter',
      pos: request.pos,
      count: request.count,
      size: request.size,
      direct: request.direct ? 1 : 0,
    });
    while (!core.states[state].final) {
      const callee = core.states[state].event as Callee;
      const outcome = script[callee];
      if (!outcome) throw new Error(`the script has no outcome for ${callee}`);
      callees.push(this.calleeStep(state, callee, registers));
      consulted.push([callee, classOf(callee, outcome, registers)]);
      state = this.take(state, registers, edges, eventOf(callee, outcome, registers));
    }
    const output = core.source.output(registers as never);
    return {
      leaf: leafOf(consulted),
      ret: output.ret,
      kiPos: output.kiPos,
      iovLeft: output.iovLeft,
      size: registers.size,
      bdi: output.bdi === 1 ? 'published' : 'null',
      callees,
      edges,
      zone: { from: registers.zoneFrom - registers.pos, to: registers.zoneTo - registers.pos },
    };
  }

  private calleeStep(state: number, callee: Callee, registers: CoreRegisters): CalleeStep {
    const expected = this.core.states[state].expects?.(registers);
    const args = (ARGUMENT_FIELDS[callee] ?? []).map((field) => expected?.[field] ?? 0);
    return { callee, args, bdi: registers.bdi === 1 ? 'published' : 'null' };
  }

  private take(state: number, registers: CoreRegisters, edges: Edge[], event: Partial<CoreEvent> & { type: string }): number {
    const edge = step(this.core, state, registers as BaseRegisters, event as CoreEvent);
    if (!edge) throw new Error(`${this.core.name}: no transition at ${this.core.states[state].id}`);
    edges.push(edge);
    return edge.to;
  }
}

/** A scripted outcome as the machine's event. `sizeAfter` null leaves i_size as it is; `checks` keeps the position. */
function eventOf(callee: Callee, outcome: Outcome, registers: CoreRegisters): Partial<CoreEvent> & { type: string } {
  return {
    type: callee,
    ret: toSigned(outcome.ret),
    pos: registers.kiPos,
    iovAdvance: outcome.iovAdvance,
    kiPosAdvance: outcome.kiPosAdvance,
    sizeAfter: outcome.sizeAfter ?? registers.size,
  };
}
