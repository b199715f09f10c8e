import { atomBits, edgeFor, take, type CompiledMachine } from '../machine/compile.js';
import type { KernelEvent } from '../machine/kernel-machine.js';
import type { CoreRegisters } from '../machines/core.js';
import { evaluate } from './expression.js';
import { families, type EffectKind, type Family } from './families.js';

/** How much is searched. Versions are kept in two bits, so there are at most three writes. */
export interface Bounds {
  /** Sectors of the file's range, 1 to 10. */
  readonly sectors: number;
  /** Write calls, 1 to 3. */
  readonly writes: number;
}

/** Everything but the sectors: where the core is, with its registers, and what lies between two calls. */
export interface Control {
  /** Index of the core's state. */
  readonly state: number;
  /** In sectors, an error is -1. Fresh between two calls. */
  readonly registers: CoreRegisters;
  readonly writes: number;
  readonly offset: number;
  readonly fileSize: number;
}

/** An effect on the sectors [from, to), with the version of the running write. */
export interface BoundEffect {
  readonly kind: EffectKind;
  readonly from: number;
  readonly to: number;
  readonly version: number;
}

/** What the caller may rely on when a call has returned. */
export interface Returned {
  /** The offset moved by exactly the count, the count is no more than was asked for, the bdi slot is cleared. */
  readonly isConsistent: boolean;
  /** The sectors [from, to) that the count says are written. */
  readonly from: number;
  readonly to: number;
  readonly version: number;
  /** On the device already, not only in the cache: the call was direct. */
  readonly stable: boolean;
}

/** A step from one control to another. */
export interface ControlStep {
  readonly to: number;
  /** The family's name, or `return`. */
  readonly name: string;
  readonly k: number;
  readonly effects: readonly BoundEffect[];
  /** What the core was told; nothing for what happens between two calls. */
  readonly event?: KernelEvent;
  readonly returned?: Returned;
}

/** All controls that can be reached, and the steps from each. The first is the start. What the sectors hold decides no step. */
export interface ControlGraph {
  readonly machine: CompiledMachine;
  readonly bounds: Bounds;
  readonly controls: readonly Control[];
  readonly steps: readonly (readonly ControlStep[])[];
}

const MOST_SECTORS = 10;
const MOST_WRITES = 3;

/** Walks the compiled core through every outcome of the families. Throws RangeError when the bounds are too large. */
export function controlGraph(machine: CompiledMachine, bounds: Bounds): ControlGraph {
  requireWithin('sectors', bounds.sectors, MOST_SECTORS);
  requireWithin('writes', bounds.writes, MOST_WRITES);
  const table = families(machine.profile.performAdvancesKiPos);
  const controls: Control[] = [];
  const known = new Map<string, number>();
  const indexOf = (control: Control): number => {
    const text = controlText(control);
    let index = known.get(text);
    if (index === undefined) {
      known.set(text, (index = controls.length));
      controls.push(control);
    }
    return index;
  };
  indexOf(start(machine, bounds));
  const steps: ControlStep[][] = [];
  // The list grows while it is walked.
  for (const control of controls)
    steps.push(
      stepsFrom(machine, bounds, table, control).map(({ control: next, ...step }) => ({ ...step, to: indexOf(next) })),
    );
  return { machine, bounds, controls, steps };
}

function requireWithin(name: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new RangeError(`${name}: expected a whole number from 1 to ${most}, got ${value}; e.g. 3`);
}

/** The registers as text are the same for all orders of events that lead to them. */
const controlText = ({ state, registers, writes, offset, fileSize }: Control): string =>
  [state, writes, offset, fileSize, ...Object.values(registers).filter((value) => typeof value === 'number')].join();

const fresh = (machine: CompiledMachine): CoreRegisters => machine.source.registers(machine.profile) as CoreRegisters;

/** i_size between the calls at the start: half the range, so that writes end before, at and behind it. */
export const startSize = (sectors: number): number => Math.floor(sectors / 2);

export const start = (machine: CompiledMachine, { sectors }: Bounds): Control => ({
  state: machine.initial,
  registers: fresh(machine),
  writes: 0,
  offset: 0,
  fileSize: startSize(sectors),
});

type NextStep = Omit<ControlStep, 'to'> & { readonly control: Control };

/** Every step that a control has, with the control that it leads to. */
export function stepsFrom(
  machine: CompiledMachine,
  bounds: Bounds,
  table: readonly Family[],
  control: Control,
): NextStep[] {
  const here = machine.states[control.state];
  if (here.final) return [returning(machine, bounds, control)];
  const atEntry = control.state === machine.initial;
  requireExpected(machine, control);
  return table
    .filter(({ event }) => event === here.event || (atEntry && event === 'background'))
    .filter(({ event }) => event !== 'enter' || control.writes < bounds.writes)
    .flatMap((family) => {
      const valueOf = (name: string): number => valueIn(control, bounds, name);
      const { least, most } = family.k ?? { least: 0, most: [0] };
      const steps: NextStep[] = [];
      for (let k = least, last = evaluate(most, valueOf); k <= last; k++)
        steps.push(taking(machine, family, control, k, (name) => (name === 'k' ? k : valueOf(name))));
      return steps;
    });
}

function valueIn(control: Control, { sectors }: Bounds, name: string): number {
  if (name === 'sectors') return sectors;
  if (name === 'offset' || name === 'fileSize') return control[name];
  const value: unknown = control.registers[name as keyof CoreRegisters];
  if (typeof value !== 'number') throw new TypeError(`no register is called ${name}`);
  return value;
}

/** The families say where callees work; the machine says what it calls them with. Both must agree. */
function requireExpected(machine: CompiledMachine, { state, registers }: Control): void {
  const { expects, event } = machine.states[state];
  const expected = expects?.(registers) ?? {};
  const { kiPos, fallbackPos, status } = registers;
  const assumed: Readonly<Record<string, number>> = { pos: kiPos, lo: fallbackPos, hi: fallbackPos + status - 1 };
  for (const field of Object.keys(assumed))
    if (expected[field] !== undefined && expected[field] !== assumed[field])
      throw new Error(`${event} is called with ${field} ${expected[field]}, the search assumes ${assumed[field]}`);
}

const BLANK = { ret: 0, pos: 0, count: 0, size: 0, direct: 0, iovAdvance: 0, kiPosAdvance: 0, sizeAfter: 0 };

function taking(
  machine: CompiledMachine,
  { name, event: type, fields, effects }: Family,
  control: Control,
  k: number,
  valueOf: (name: string) => number,
): NextStep {
  const enters = type === 'enter';
  const writes = control.writes + (enters ? 1 : 0);
  const bound = effects.map(({ kind, from, to }) => ({
    kind,
    from: evaluate(from, valueOf),
    to: evaluate(to, valueOf),
    version: writes,
  }));
  if (type === 'background') return { name, k, effects: bound, control };
  const event = eventOf(type, fields, valueOf);
  const here = machine.states[control.state];
  const registers = { ...control.registers };
  const edge = edgeFor(here, atomBits(here, registers, event));
  if (!edge) throw new Error(`${machine.name}: no transition at ${here.id} for ${JSON.stringify(event)}`);
  take(edge, registers, event);
  return { name, k, effects: bound, event, control: { ...control, state: edge.to, registers, writes } };
}

function eventOf(type: string, fields: Family['fields'], valueOf: (name: string) => number): KernelEvent {
  const event: Record<string, number | string> = { type, ...BLANK };
  for (const [field, value] of Object.entries(fields)) event[field] = fieldValue(value, valueOf);
  return event as KernelEvent;
}

const fieldValue = (field: Family['fields'][string], valueOf: (name: string) => number): number =>
  'max' in field ? Math.max(...field.max.map((each) => evaluate(each, valueOf))) : evaluate(field, valueOf);

/** The call returns: write(2) moves the offset if the count is positive; behind the last sector it starts again. */
function returning(machine: CompiledMachine, { sectors }: Bounds, control: Control): NextStep {
  const { registers, writes, offset } = control;
  const { pos, count, kiPos, direct, bdi, size } = registers;
  const { ret } = machine.source.output(registers as never);
  const isConsistent = bdi === 0 && (ret <= 0 || (kiPos === pos + ret && ret <= count));
  return {
    name: 'return',
    k: 0,
    effects: [],
    returned: { isConsistent, from: pos, to: pos + Math.max(0, ret), version: writes, stable: direct === 1 },
    control: {
      state: machine.initial,
      registers: fresh(machine),
      writes,
      offset: ret > 0 ? kiPos % sectors : offset,
      fileSize: size,
    },
  };
}
