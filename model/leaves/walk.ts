import type { ProfileId } from '../../contract/index.js';
import { compile, step, type CompiledMachine, type Edge } from '../machine/compile.js';
import type { KernelEvent } from '../machine/kernel-machine.js';
import { CORE, type CoreRegisters } from '../machines/core.js';
import { PROFILES } from '../profile.js';

const compiledCores = new Map<ProfileId, CompiledMachine>();

/** The core machine under a profile, compiled once. */
export function coreOf(profile: ProfileId): CompiledMachine {
  let machine = compiledCores.get(profile);
  if (!machine) compiledCores.set(profile, (machine = compile(CORE, PROFILES[profile])));
  return machine;
}

/** One complete way through the core: the outcomes it consulted, in order, and how it ended. */
export interface Walk {
  readonly events: readonly KernelEvent[];
  readonly edges: readonly Edge[];
  readonly end: CoreRegisters;
}

/**
 * Every way through the core machine, depth first, with the machine's own samples.
 * `enter` replaces the samples' first event, e.g. to try other sizes. The core has no cycle, so this ends.
 */
export function walks(profile: ProfileId, enters?: readonly KernelEvent[]): Walk[] {
  const core = coreOf(profile);
  const found: Walk[] = [];
  const visit = (state: number, registers: CoreRegisters, events: KernelEvent[], edges: Edge[]): void => {
    const here = core.states[state];
    if (here.final) {
      found.push({ events, edges, end: registers });
      return;
    }
    const samples = here.event === 'enter' && enters ? enters : core.source.samples(registers as never, here.event);
    for (const event of samples) {
      const next = { ...registers };
      const edge = step(core, state, next, event);
      if (!edge) throw new Error(`${core.name}: no transition at ${here.id} for ${JSON.stringify(event)}`);
      visit(edge.to, next, [...events, event], [...edges, edge]);
    }
  };
  visit(core.initial, core.source.registers(core.profile) as CoreRegisters, [], []);
  return found;
}
