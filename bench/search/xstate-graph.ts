import { getAdjacencyMap } from 'xstate/graph';
import { PROFILES, type ControlGraph } from '../../model/index.js';
import type { KernelEvent } from '../../model/machine/kernel-machine.js';
import { CORE } from '../../model/machines/core.js';

const configuration = (state: string, registers: object): string =>
  `${state} ${JSON.stringify(registers, (key, value: unknown) => (key === 'profile' ? undefined : value))}`;

/** The events of one call, by configuration of the core: what xstate/graph is to try. */
export function eventsOf(graph: ControlGraph): ReadonlyMap<string, readonly KernelEvent[]> {
  const events = new Map<string, KernelEvent[]>();
  for (const [i, { state, registers }] of graph.controls.entries()) {
    const here = configuration(graph.machine.states[state].id, registers);
    const known = events.get(here) ?? [];
    events.set(here, [...known, ...graph.steps[i].flatMap(({ event }) => (event ? [event] : []))]);
  }
  return events;
}

/** Walks the XState machine through these events; returns how many configurations it found. */
export function walkWithXState({ machine }: ControlGraph, events: ReadonlyMap<string, readonly KernelEvent[]>): number {
  const textOf = (snapshot: { value: unknown; context: unknown }): string =>
    configuration(String(snapshot.value), snapshot.context as object);
  const adjacency = getAdjacencyMap(CORE.machine, {
    input: { profile: PROFILES[machine.profile.id] },
    serializeState: textOf,
    serializeEvent: (event) => JSON.stringify(event),
    events: (snapshot) => [...(events.get(textOf(snapshot)) ?? [])],
  });
  return Object.keys(adjacency).length;
}
