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
  const [first] = source.machine.root.initial.target;
  const reachable = reachableFrom(first, source, profile);
  const kept = nodes.filter((node) => reachable.has(node));
  const edges: Edge[] = [];
  const states = kept.map((node, index): CompiledState => {
    const event = eventOf(source, node);
    const own = edgesOf(source, profile, node, kept, edges.length);
    edges.push(...own);
    const atomNames = atomsOfAll(own);
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
  return { name: source.name, profile, source, states, edges, initial: kept.indexOf(first) };
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

/** A transition that the profile leaves possible, with what the profile decides folded away. */
interface LiveTransition {
  readonly event: string;
  readonly guard: Guard;
  readonly target: AnyStateNode;
  readonly actions: readonly string[];
}

/** In order of priority. A transition that earlier ones shadow for every vector of atoms is left out, as it can never be taken. */
function liveTransitions(source: KernelMachine, profile: Profile, node: AnyStateNode): LiveTransition[] {
  const live: LiveTransition[] = [];
  for (const [event, transitions] of node.transitions)
    for (const transition of transitions) {
      const guard = fold(readGuard(transition.guard), (name) => source.eras[name]?.(profile));
      if (guard === null) continue;
      const target = transition.target?.[0];
      if (!target) throw new TypeError(`${source.name}.${node.key}: a transition needs a target`);
      live.push({
        event,
        guard,
        target,
        actions: [...transition.actions, ...target.entry].map(actionName),
      });
    }
  const taken = new Set(decide(live, atomsOfAll(live)));
  return live.filter((_, index) => taken.has(index));
}

function reachableFrom(first: AnyStateNode, source: KernelMachine, profile: Profile): Set<AnyStateNode> {
  const seen = new Set([first]);
  // A Set hands out what is added while it is walked.
  for (const node of seen) for (const { target } of liveTransitions(source, profile, node)) seen.add(target);
  return seen;
}

function edgesOf(
  source: KernelMachine,
  profile: Profile,
  node: AnyStateNode,
  kept: readonly AnyStateNode[],
  firstIndex: number,
): Edge[] {
  return liveTransitions(source, profile, node).map(({ event, guard, target, actions }, position) => ({
    id: `${node.key}.${event}[${guardText(guard) || 'otherwise'}]`,
    index: firstIndex + position,
    from: kept.indexOf(node),
    to: kept.indexOf(target),
    event,
    guard,
    actions,
    updates: actions.map((name) => source.updates[name] as Update<BaseRegisters, KernelEvent>),
  }));
}

function actionName(action: unknown): string {
  if (typeof action === 'string') return action;
  throw new TypeError('an action is the name of an update');
}

function atomsOfAll(edges: readonly { guard: Guard }[]): string[] {
  const names: string[] = [];
  for (const { guard } of edges) atomsOf(guard, names);
  return names;
}

function decide(edges: readonly { guard: Guard }[], atomNames: readonly string[]): Int16Array {
  const byBits = new Int16Array(2 ** atomNames.length);
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

/** The edge that a vector of atom values selects, if any. */
export function edgeFor(state: CompiledState, bits: number): Edge | undefined {
  return state.edges[state.byBits[bits]];
}

/** Does to the registers what the edge does. */
export function take(edge: Edge, registers: BaseRegisters, event: KernelEvent): void {
  for (const update of edge.updates) update(registers, event);
}

/**
 * Takes one event: mutates `registers`, returns the edge.
 * Returns undefined when the state does not take this event, or no guard holds.
 */
export function step(
  machine: CompiledMachine,
  state: number,
  registers: BaseRegisters,
  event: KernelEvent,
): Edge | undefined {
  const here = machine.states[state];
  if (here.event !== event.type) return undefined;
  const edge = edgeFor(here, atomBits(here, registers, event));
  if (edge) take(edge, registers, event);
  return edge;
}
