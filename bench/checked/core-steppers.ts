import { assign, createActor, createMachine, type AnyActor, type AnyMachineSnapshot } from 'xstate';
import { coreOf, PROFILES } from '../../model/index.js';
import { step } from '../../model/machine/compile.js';
import type { KernelEvent } from '../../model/machine/kernel-machine.js';
import { CORE, type CoreRegisters } from '../../model/machines/core.js';
import { PROFILE } from './scenario.js';

/** Something that goes through the core machine, call after call. */
export interface CoreStepper {
  /** Before each call. */
  begin(): void;
  /** The event that it waits for; empty when the call is over. */
  readonly waitsFor: string;
  readonly registers: CoreRegisters;
  send(event: KernelEvent): void;
}

const profile = PROFILES[PROFILE];
const core = coreOf(PROFILE);
const eventAt = new Map(core.states.map(({ id, event }) => [id, event]));
const freshRegisters = (): CoreRegisters => CORE.registers(profile) as CoreRegisters;

/**
 * The XState machine itself, stepped by one actor that lives as long as the stepper: its final state is given a way
 * back to the start, since an actor stops in a final state.
 */
export function longLivedActor(): CoreStepper {
  const { config, implementations } = CORE.machine;
  const { done, ...others } = config.states as Record<string, object>;
  const { entry } = done as { entry: string };
  const machine = createMachine(
    {
      ...config,
      output: undefined,
      states: { ...others, done: { entry, on: { renew: { target: 'entry', actions: 'renew' } } } },
    } as never,
    { ...implementations, actions: { ...implementations.actions, renew: assign(freshRegisters) } } as never,
  );
  const actor = createActor(machine, { input: { profile } } as never) as unknown as AnyActor;
  actor.start();
  const snapshot = (): AnyMachineSnapshot => actor.getSnapshot() as AnyMachineSnapshot;
  return {
    begin() {
      if (snapshot().value === 'done') actor.send({ type: 'renew' });
    },
    get waitsFor() {
      return eventAt.get(snapshot().value as string) ?? '';
    },
    get registers() {
      return snapshot().context as CoreRegisters;
    },
    send: (event) => {
      actor.send(event);
    },
  };
}

/** The table compiled from it. */
export function compiledStepper(): CoreStepper {
  let registers = freshRegisters();
  let state = core.initial;
  return {
    begin() {
      registers = freshRegisters();
      state = core.initial;
    },
    get waitsFor() {
      return core.states[state].event;
    },
    get registers() {
      return registers;
    },
    send(event) {
      const edge = step(core, state, registers, event);
      if (!edge) throw new Error(`the core takes no ${event.type} in ${core.states[state].id}`);
      state = edge.to;
    },
  };
}
