import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  initialTransition,
  setup,
  transition,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyTransitionDefinition,
} from 'xstate';
import {
  ERRNO,
  fieldsOf,
  KERNEL_FUNCTIONS,
  PAGE_SIZE,
  PROFILE_IDS,
  type KernelFunction,
} from '../../contract/index.js';
import { CORE } from '../machines/core.js';
import { compiled } from '../machines/index.js';
import { PROFILES, type Profile } from '../profile.js';
import { compile, step, type CompiledMachine, type Edge } from './compile.js';
import { explore, registersText } from './explore.js';
import { fold, guardText, readGuard } from './guard.js';
import type { BaseRegisters, KernelEvent, KernelMachine } from './kernel-machine.js';

const EVERY_TABLE = PROFILE_IDS.flatMap((profile) => KERNEL_FUNCTIONS.map((name) => [name, profile] as const));

/** Numbers that meet in the guards: errnos, truth values, small counts, page boundaries, modes, and anything else. */
const NUMBER = fc.oneof(
  fc.constantFrom(...Object.values(ERRNO).map((errno) => -errno)),
  fc.integer({ min: 0, max: 4 }),
  fc.integer({ min: PAGE_SIZE - 2, max: PAGE_SIZE + 2 }),
  fc.constantFrom(0o644, 0o2654, 0o4755, 0o6755),
  fc.maxSafeInteger(),
);

/** The fields that an event of that type has, filled with the next random numbers. */
function eventOf(name: KernelFunction, type: string, numbers: Iterator<number>): KernelEvent {
  const event: Record<string, number | string> = { type };
  for (const field of fieldsOf(name, type) ?? []) event[field] = numbers.next().value as number;
  return event as KernelEvent;
}

/** The edge that XState itself would take, as text. */
function chosenByXState(machine: CompiledMachine, snapshot: AnyMachineSnapshot, event: KernelEvent): string {
  const [chosen] = machine.source.machine.getTransitionData(snapshot as never, event) as AnyTransitionDefinition[];
  const guard = fold(readGuard(chosen.guard), (atom) => machine.source.eras[atom]?.(machine.profile));
  const text = guard ? guardText(guard) : 'never';
  return `${event.type}[${text === '' ? 'otherwise' : text}]`;
}

const textOf = (machine: CompiledMachine, edge: Edge): string => edge.id.slice(machine.states[edge.from].id.length + 1);

/** Drives XState and the table with the same random events until one of them ends; returns the first difference. */
function differenceOver(
  machine: CompiledMachine,
  name: KernelFunction,
  profile: Profile,
  numbers: Iterator<number>,
): string {
  let [snapshot] = initialTransition(machine.source.machine, { profile }) as [AnyMachineSnapshot, unknown];
  const registers = machine.source.registers(profile) as BaseRegisters;
  let state = machine.initial;
  for (let steps = 0; steps < 40 && !machine.states[state].final; steps++) {
    const event = eventOf(name, machine.states[state].event, numbers);
    const edge = step(machine, state, registers, event);
    if (!edge) return `no edge at ${machine.states[state].id} for ${JSON.stringify(event)}`;
    [snapshot] = transition(machine.source.machine, snapshot, event) as [AnyMachineSnapshot, unknown];
    state = edge.to;
    if (snapshot.value !== machine.states[state].id) return `${edge.id} leads XState to ${String(snapshot.value)}`;
    if (registersText(registers) !== registersText(snapshot.context as object))
      return `${edge.id}: ${registersText(registers)}, XState ${registersText(snapshot.context as object)}`;
  }
  return '';
}

describe('the compiled table', () => {
  it.each(EVERY_TABLE)(
    'chooses the transition that XState chooses, for every explored step of %s in %s',
    (name, id) => {
      const machine = compiled(name, PROFILES[id]);
      const { configurations, steps } = explore(machine);
      for (const { from, event, edge } of steps) {
        const { state, registers } = configurations[from];
        const snapshot = machine.source.machine.resolveState({ value: machine.states[state].id, context: registers });
        const chosen = chosenByXState(machine, snapshot as AnyMachineSnapshot, event);
        if (chosen !== textOf(machine, edge)) expect(`${machine.states[state].id}: ${chosen}`).toBe(edge.id);
      }
    },
  );

  it.each(EVERY_TABLE)('goes with XState for random numbers through %s in %s', (name, id) => {
    const profile = PROFILES[id];
    const machine = compiled(name, profile);
    fc.assert(
      fc.property(fc.infiniteStream(NUMBER), (numbers) => {
        expect(differenceOver(machine, name, profile, numbers)).toBe('');
      }),
      { seed: 7, numRuns: 40 },
    );
  });

  it.each(EVERY_TABLE)('has unique edges, and an edge for every vector of atoms, in %s in %s', (name, id) => {
    const { states, edges } = compiled(name, PROFILES[id]);
    expect(new Set(edges.map((edge) => edge.id)).size).toBe(edges.length);
    expect(edges.map(({ index }) => index)).toEqual([...edges.keys()]);
    for (const state of states) if (!state.final) expect([...state.byBits]).not.toContain(-1);
  });

  it.each(EVERY_TABLE)(
    'takes the events of the step vocabulary and expects only their fields, in %s in %s',
    (name, id) => {
      const machine = compiled(name, PROFILES[id]);
      for (const state of machine.states) {
        if (state.final) continue;
        const fields = fieldsOf(name, state.event);
        expect(fields).toBeDefined();
        const expected = state.expects?.(machine.source.registers(PROFILES[id]) as BaseRegisters) ?? {};
        expect(fields).toEqual(expect.arrayContaining(Object.keys(expected)));
      }
      const output = machine.source.output(machine.source.registers(PROFILES[id]) as never);
      expect(Object.keys(output)).toEqual(fieldsOf(name, 'return'));
    },
  );

  it('leaves out a transition that an earlier one shadows in an era', () => {
    const ids = compiled('filemap_write_and_wait_range', PROFILES['linux-4.x']).edges.map(({ id }) => id);
    expect(ids.filter((id) => id.startsWith('starting.'))).toEqual([
      'starting.fdatawrite[isEio]',
      'starting.fdatawrite[failed]',
      'starting.fdatawrite[otherwise]',
    ]);
  });

  it('compiles each machine once per profile', () => {
    const profile = PROFILES['linux-6.x'];
    const table = compiled('file_update_time', profile);
    expect(compiled('file_update_time', profile)).toBe(table);
    expect(compile(table.source, profile).edges.map(({ id }) => id)).toEqual(table.edges.map(({ id }) => id));
  });

  it('does not take an event out of turn', () => {
    const machine = compiled('file_update_time', PROFILES['linux-4.x']);
    const registers = machine.source.registers(PROFILES['linux-4.x']) as BaseRegisters;
    expect(step(machine, machine.initial, registers, { type: 'updateTime', ret: 0 })).toBeUndefined();
  });
});

describe('a machine is refused', () => {
  /** One state, and the end. */
  const withStart = (start: object): KernelMachine => ({
    ...CORE,
    machine: setup({}).createMachine({
      initial: 'start',
      states: { start, done: { type: 'final' } },
    } as never) as unknown as AnyStateMachine,
  });

  it.each([
    ['that waits for two events', { on: { flush: 'done', perform: 'done' } }, 'start must take exactly one event'],
    ['that stays where it is', { on: { flush: { actions: 'clearBdi' } } }, 'start: a transition needs a target'],
    ['whose guard names no atom', { on: { flush: { target: 'done', guard: 'odd' } } }, 'an unknown atom, odd'],
    [
      'whose action is a function',
      { on: { flush: { target: 'done', actions: () => undefined } } },
      'an action is the name',
    ],
  ])('%s', (_, start, message) => {
    expect(() => compile(withStart(start), PROFILES['linux-4.x'])).toThrow(message);
  });
});
