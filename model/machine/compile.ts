import type { AnyStateNode } from 'xstate';
import type { Profile } from '../profile.js';
import { atomsOf, evaluate, fold, guardText, readGuard, type Guard } from './guard.js';
import type { Atom, BaseRegisters, KernelEvent, KernelMachine, Update } from './kernel-machine.js';

/** One transition of the compiled table. */
export interface Edge {
  /** `state.event[guard]`, unique within the machine. */
  readonly id: string;
  readonly index: number;
  readonly from: number;
  readonly to: number;
  readonly event: string;
  readonly guard: Guard;
  /** Names of the actions, the target's entry actions included. */
  readonly actions: readonly string[];
  readonly updates: readonly Update<BaseRegisters, KernelEvent>[];
}

/** The decision at one state: all atoms are evaluated, their bits select the edge. */
export interface CompiledState {
  readonly id: string;
  readonly index: number;
  readonly final: boolean;
  /** The one event that this state takes; empty for the final state. */
  readonly event: string;
  readonly atomNames: readonly string[];
  readonly atoms: readonly Atom<BaseRegisters, KernelEvent>[];
  /** Index of the edge for each vector of atom values (bit i = atom i), -1 = no edge. */
  readonly byBits: Int16Array;
  readonly edges: readonly Edge[];
  readonly expects: ((registers: BaseRegisters) => Readonly<Record<string, number>>) | undefined;
}

/** A machine under one profile, as a table. */
export interface CompiledMachine {
  readonly name: KernelMachine['name'];
  readonly profile: Profile;
  readonly source: KernelMachine;
  readonly states: readonly CompiledState[];
  readonly edges: readonly Edge[];
  readonly initial: number;
}

/** Compiles the XState definition; conditions on the profile are folded away, edges they rule out are left out. */
export function compile(source: KernelMachine, profile: Profile): CompiledMachine {
  const nodes = Object.values(source.machine.root.states) as AnyStateNode[];
  const reachable = reachableNodes(source, profile, nodes);
  const kept = nodes.filter((node) => reachable.has(node.key));
  const indexOf = new Map(kept.map((node, index) => [node.key, index]));
  const edges: Edge[] = [];
  const states = kept.map((node, index): CompiledState => {
    const event = eventOf(source, node);
    const own = edgesOf(source, profile, node, indexOf, edges.length);
    edges.push(...own);
    const atomNames: string[] = [];
    for (const edge of own) atomsOf(edge.guard, atomNames);
    return {
      id: node.key,
      index,
      final: node.type === 'final',
      event,
      atomNames,
      atoms: atomNames.map((name) => atomNamed(source, name)),
      byBits: decide(own, atomNames),
      edges: own,
      expects: source.expects[event] as CompiledState['expects'],
    };
  });
  const initial = indexOf.get(source.machine.root.initial.target[0].key);
  if (initial === undefined) throw new TypeError(`${source.name} has no initial state`);
  return { name: source.name, profile, source, states, edges, initial };
}

function atomNamed(source: KernelMachine, name: string): Atom<BaseRegisters, KernelEvent> {
  const atom = source.atoms[name] as Atom<BaseRegisters, KernelEvent> | undefined;
  if (!atom) throw new TypeError(`${source.name}: the guard names an unknown atom, ${name}`);
  return atom;
}

function eventOf(source: KernelMachine, node: AnyStateNode): string {
  const events = [...node.transitions.keys()];
  if (node.type === 'final') return '';
  if (events.length !== 1) throw new TypeError(`${source.name}.${node.key} must take exactly one event`);
  return events[0];
}

const eraOf = (source: KernelMachine, profile: Profile) => (name: string) => source.eras[name]?.(profile);

function reachableNodes(source: KernelMachine, profile: Profile, nodes: readonly AnyStateNode[]): Set<string> {
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  const queue = [source.machine.root.initial.target[0].key as string];
  const seen = new Set(queue);
  for (const key of queue)
    for (const transitions of byKey.get(key)?.transitions.values() ?? [])
      for (const transition of transitions) {
        if (fold(readGuard(transition.guard), eraOf(source, profile)) === null) continue;
        const to = transition.target?.[0]?.key;
        if (to !== undefined && !seen.has(to)) {
          seen.add(to);
          queue.push(to);
        }
        if (fold(readGuard(transition.guard), eraOf(source, profile))?.op === 'true') break;
      }
  return seen;
}

function edgesOf(
  source: KernelMachine,
  profile: Profile,
  node: AnyStateNode,
  indexOf: ReadonlyMap<string, number>,
  firstIndex: number,
): Edge[] {
  const edges: Edge[] = [];
  for (const [event, transitions] of node.transitions)
    for (const transition of transitions) {
      const guard = fold(readGuard(transition.guard), eraOf(source, profile));
      if (guard === null) continue;
      const target = transition.target?.[0];
      if (!target) throw new TypeError(`${source.name}.${node.key}: a transition needs a target`);
      const actions = [...transition.actions, ...target.entry].map(actionName);
      edges.push({
        id: `${node.key}.${event}[${guardText(guard) || 'otherwise'}]`,
        index: firstIndex + edges.length,
        from: indexOf.get(node.key) ?? -1,
        to: indexOf.get(target.key) ?? -1,
        event,
        guard,
        actions,
        updates: actions.map((name) => source.updates[name] as Update<BaseRegisters, KernelEvent>),
      });
      if (guard.op === 'true') break;
    }
  return edges;
}

function actionName(action: unknown): string {
  if (typeof action === 'string') return action;
  const { type } = action as { type?: unknown };
  if (typeof type === 'string') return type;
  throw new TypeError('an action is the name of an update');
}

function decide(edges: readonly Edge[], atomNames: readonly string[]): Int16Array {
  const byBits = new Int16Array(2 ** atomNames.length).fill(-1);
  for (let bits = 0; bits < byBits.length; bits++) {
    const holds = (name: string): boolean => (bits & (1 << atomNames.indexOf(name))) !== 0;
    byBits[bits] = edges.findIndex((edge) => evaluate(edge.guard, holds));
  }
  return byBits;
}

/** The values of a state's atoms as bits. */
export function atomBits(state: CompiledState, registers: BaseRegisters, event: KernelEvent): number {
  let bits = 0;
  for (let i = 0; i < state.atoms.length; i++) if (state.atoms[i](registers, event)) bits |= 1 << i;
  return bits;
}

/**
 * Takes one event: mutates `registers`, returns the edge.
 * Returns undefined when the state does not take this event, or no guard holds.
 */
export function step(machine: CompiledMachine, state: number, registers: BaseRegisters, event: KernelEvent): Edge | undefined {
  const here = machine.states[state];
  if (here.event !== event.type) return undefined;
  const edge = here.edges[here.byBits[atomBits(here, registers, event)]] as Edge | undefined;
  if (!edge) return undefined;
  for (const update of edge.updates) update(registers, event);
  return edge;
}
