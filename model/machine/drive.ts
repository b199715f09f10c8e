import { step, type CompiledMachine } from './compile.js';
import type { BaseRegisters, KernelEvent } from './kernel-machine.js';

/** How a machine went through a list of events. */
export interface Drive {
  /** Ids of the edges, in order. */
  readonly path: readonly string[];
  /** By event, in order: the arguments that the model expected, as `flush lo=0 hi=4095`; without arguments the bare name. */
  readonly asked: readonly string[];
  readonly output: Readonly<Record<string, number>>;
}

/**
 * Drives a machine from its start to its end.
 * Throws, naming the state and what it waits for, when an event comes out of turn, or the events end early or late.
 */
export function drive(machine: CompiledMachine, events: readonly KernelEvent[]): Drive {
  const registers = machine.source.registers(machine.profile) as BaseRegisters;
  const path: string[] = [];
  const asked: string[] = [];
  let here = machine.states[machine.initial];
  for (const event of events) {
    if (event.type !== 'enter') asked.push([event.type, ...argumentsText(here.expects?.(registers))].join(' '));
    const edge = step(machine, here.index, registers, event);
    if (!edge) throw new Error(`${machine.name} is ${here.id} and ${waitsFor(here.event)}, but got ${event.type}`);
    path.push(edge.id);
    here = machine.states[edge.to];
  }
  if (!here.final) throw new Error(`${machine.name} is ${here.id} and ${waitsFor(here.event)}, but the events end`);
  return { path, asked, output: machine.source.output(registers as never) };
}

const waitsFor = (event: string): string => (event === '' ? 'takes no more events' : `waits for ${event}`);

const argumentsText = (expected: Readonly<Record<string, number>> = {}): string[] =>
  Object.entries(expected).map(([field, value]) => `${field}=${value}`);
