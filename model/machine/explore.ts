import type { AnyMachineSnapshot } from 'xstate';
import { getAdjacencyMap } from 'xstate/graph';
import { atomBits, edgeFor, type CompiledMachine, type Edge } from './compile.js';
import type { BaseRegisters, KernelEvent } from './kernel-machine.js';

/** A state together with its registers: what XState calls a snapshot. */
export interface Configuration {
  /** Index of the state in the compiled table. */
  readonly state: number;
  readonly registers: BaseRegisters;
  /** What the final state gives; undefined before. */
  readonly output: Readonly<Record<string, number>> | undefined;
}

/** One explored transition between configurations (indices), as XState made it. */
export interface ExploredStep {
  readonly from: number;
  readonly to: number;
  readonly event: KernelEvent;
  /** Values of the state's atoms, as in the compiled table, and the edge that the table gives for them. */
  readonly bits: number;
  readonly edge: Edge;
}

export interface Exploration {
  readonly machine: CompiledMachine;
  readonly configurations: readonly Configuration[];
  readonly steps: readonly ExploredStep[];
  /** Indices into the compiled table. */
  readonly states: ReadonlySet<number>;
  readonly edges: ReadonlySet<number>;
  /** Distinct outputs of the final configurations. */
  readonly outputs: readonly Readonly<Record<string, number>>[];
}

/** What XState's adjacency map has for a configuration, with the types that it does not keep. */
interface AdjacentNode {
  readonly state: AnyMachineSnapshot;
  readonly transitions: Readonly<Record<string, { readonly event: KernelEvent; readonly state: AnyMachineSnapshot }>>;
}

/** More transitions than any machine has with its samples; reaching it means that the samples do not end. */
const LIMIT = 50_000;

/** The registers as text, fields in their fixed order, without the profile: it is the same throughout. */
export function registersText(registers: object): string {
  return JSON.stringify(registers, (key, value: unknown) => (key === 'profile' ? undefined : value));
}

const configurationText = (snapshot: AnyMachineSnapshot): string =>
  `${String(snapshot.value)} ${registersText(snapshot.context as object)}`;

/**
 * Walks the XState machine itself through everything that its samples lead to.
 * Throws when the walk takes more than `limit` transitions, and when the compiled table has no edge for one of them.
 */
export function explore(machine: CompiledMachine, limit = LIMIT): Exploration {
  const { source, profile } = machine;
  const stateOf = new Map(machine.states.map(({ id, index }) => [id, index]));
  const adjacency = getAdjacencyMap(source.machine, {
    input: { profile },
    limit,
    serializeState: configurationText,
    serializeEvent: (event) => JSON.stringify(event),
    events: (snapshot) => {
      const { event } = machine.states[indexIn(stateOf, snapshot, machine)];
      return event === '' ? [] : [...source.samples(snapshot.context as never, event)];
    },
  }) as unknown as Record<string, AdjacentNode>;
  const nodes = Object.entries(adjacency);
  const position = new Map(nodes.map(([text], index) => [text, index]));
  const configurations = nodes.map(([, { state }]): Configuration => ({
    state: indexIn(stateOf, state, machine),
    registers: state.context as BaseRegisters,
    output: state.output as Configuration['output'],
  }));
  const steps = nodes.flatMap(([, { transitions }], from) =>
    Object.values(transitions).map(({ event, state }): ExploredStep => {
      const to = position.get(configurationText(state)) ?? -1;
      return { from, to, event, ...decide(machine, configurations[from], event) };
    }),
  );
  return { machine, configurations, steps, ...summary(configurations, steps) };
}

function indexIn(stateOf: ReadonlyMap<string, number>, snapshot: AnyMachineSnapshot, machine: CompiledMachine): number {
  const index = stateOf.get(String(snapshot.value));
  if (index === undefined)
    throw new Error(`${machine.name}: XState reaches ${String(snapshot.value)}, which the compiled table left out`);
  return index;
}

function decide(machine: CompiledMachine, from: Configuration, event: KernelEvent): { bits: number; edge: Edge } {
  const state = machine.states[from.state];
  const bits = atomBits(state, from.registers, event);
  const edge = edgeFor(state, bits);
  if (!edge)
    throw new Error(`${machine.name}: the compiled table has no edge at ${state.id} for ${JSON.stringify(event)}`);
  return { bits, edge };
}

function summary(
  configurations: readonly Configuration[],
  steps: readonly ExploredStep[],
): Pick<Exploration, 'states' | 'edges' | 'outputs'> {
  const outputs = new Map<string, Readonly<Record<string, number>>>();
  for (const { output } of configurations) if (output) outputs.set(JSON.stringify(output), output);
  return {
    states: new Set(configurations.map(({ state }) => state)),
    edges: new Set(steps.map(({ edge }) => edge.index)),
    outputs: [...outputs.values()],
  };
}
