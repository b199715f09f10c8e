import { assign, type AnyStateMachine } from 'xstate';
import type { KernelFunction } from '../../contract/index.js';
import type { Profile } from '../profile.js';

/** A kernel step as the machines take it: numbers only, errors negative, as in the kernel. */
export interface KernelEvent {
  readonly type: string;
  readonly [field: string]: number | string;
}

/** An atomic condition of a guard: pure, cheap, evaluated at each decision whether or not the guard needs it. */
export type Atom<R, E> = (registers: R, event: E) => boolean;
/** What an action does to the registers. Mutates its copy; the XState action wraps it in an immutable assign. */
export type Update<R, E> = (registers: R, event: E) => void;

/**
 * One kernel function as a state machine.
 * Each non-final state takes exactly one type of event: the next callee, or the next field read.
 */
export interface KernelMachine {
  readonly name: KernelFunction;
  readonly machine: AnyStateMachine;
  readonly atoms: Readonly<Record<string, Atom<never, never>>>;
  /** Conditions on the profile alone; constant within one compiled table. */
  readonly eras: Readonly<Partial<Record<string, (profile: Profile) => boolean>>>;
  readonly updates: Readonly<Record<string, Update<never, never>>>;
  /** The arguments that the model expects a callee to be called with, by event and field. */
  readonly expects: Readonly<Record<string, (registers: never) => Readonly<Record<string, number>>>>;
  /** The registers before `enter`. */
  readonly registers: (profile: Profile) => object;
  /** The fields of the function's `return` step. */
  readonly output: (registers: never) => Readonly<Record<string, number>>;
  /** Representative events of each type, for exploration: every class of outcome in every situation. */
  readonly samples: (registers: never, type: string) => readonly KernelEvent[];
  /** States or transitions that real callees never reach, by id, with the reason. */
  readonly scriptedOnly: Readonly<Record<string, string>>;
}

/** The minimum that every machine's registers have. */
export interface BaseRegisters {
  profile: Profile;
}

/** What every machine's `setup` is typed with: its registers, its events, the profile as input, and numbers as output. */
interface MachineTypes<R, E> {
  context: R;
  events: E;
  input: { profile: Profile };
  output: Record<string, number>;
}

/** XState looks at the type alone, never at the value. */
export const typesOf = <R extends BaseRegisters, E extends KernelEvent>(): MachineTypes<R, E> =>
  ({}) as MachineTypes<R, E>;

type Guards<A, R, E> = { [K in keyof A]: (args: { context: R; event: E }) => boolean };

/** XState guard implementations from atoms and era conditions. */
export function guardsOf<
  R extends BaseRegisters,
  E,
  A extends Record<string, Atom<R, E>>,
  P extends Record<string, (profile: Profile) => boolean>,
>(atoms: A, eras: P): Guards<A & P, R, E> {
  const guards: Record<string, (args: { context: R; event: E }) => boolean> = {};
  for (const [name, atom] of Object.entries(atoms)) guards[name] = ({ context, event }) => atom(context, event);
  for (const [name, era] of Object.entries(eras)) guards[name] = ({ context }) => era(context.profile);
  return guards as Guards<A & P, R, E>;
}

/** XState actions (immutable assigns) from register updates. */
export function actionsOf<R extends BaseRegisters, E extends KernelEvent, U extends Record<string, Update<R, E>>>(
  updates: U,
): { [K in keyof U]: ReturnType<typeof assign<R, E, undefined, E, never>> } {
  const actions: Record<string, unknown> = {};
  for (const [name, update] of Object.entries(updates))
    actions[name] = assign<R, E, undefined, E, never>(({ context, event }) => {
      const next = { ...context };
      update(next, event);
      return next;
    });
  return actions as { [K in keyof U]: ReturnType<typeof assign<R, E, undefined, E, never>> };
}
