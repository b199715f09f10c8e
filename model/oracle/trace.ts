import {
  ERRNO,
  KERNEL_FUNCTIONS,
  fieldsOf,
  isErrno,
  preview,
  type Difference,
  type KernelFunction,
  type KernelStep,
  type Observable,
  type ProfileId,
} from '../../contract/index.js';
import { classOf } from '../leaves/class-of.js';
import { leafOfWay } from '../leaves/leaf-of-way.js';
import type { CompiledMachine } from '../machine/compile.js';
import { Invocation } from '../machine/invocation.js';
import type { KernelEvent } from '../machine/kernel-machine.js';
import type { KnownWay } from '../machine/known-way.js';
import { compiled } from '../machines/index.js';
import type { CoreRegisters } from '../machines/core.js';
import { PROFILES } from '../profile.js';
import { returnDifference, retText, textDifference } from './difference.js';

/** What a target's own kernel steps of one call say, checked against the machines. */
export interface TraceVerdict {
  /** Empty when every function did what its machine allows. */
  readonly differences: readonly Difference[];
  /** The function in which the first difference arose. */
  readonly fn?: KernelFunction;
  /** The leaf of the core, if it ran. */
  readonly leaf?: string;
  /** ki_pos at the end of the outermost function that has one. */
  readonly kiPos?: number;
  /** The way through the machines, one transition a line. */
  readonly path: readonly string[];
  /** Functions that ran, each once, in the contract's order: the same list is the same object. */
  readonly functions: readonly KernelFunction[];
  /** Complete ways of every function that ran. */
  readonly ways: readonly KnownWay[];
}

/** Which function's return a caller's event repeats. */
const CALLEE: Readonly<Partial<Record<KernelFunction, Readonly<Record<string, KernelFunction>>>>> = {
  generic_file_write_iter: { checks: 'generic_write_checks', core: '__generic_file_write_iter' },
  __generic_file_write_iter: {
    checks: 'generic_write_checks',
    removePrivs: 'file_remove_privs',
    updateTime: 'file_update_time',
    direct: 'generic_file_direct_write',
    perform: 'generic_perform_write',
    flush: 'filemap_write_and_wait_range',
  },
  generic_file_direct_write: { flush: 'filemap_write_and_wait_range' },
};

/** What a field of an event's arguments, or of a return, shows itself in; other arguments are ranges: `order`. */
const OBSERVED_IN: Readonly<Record<string, Observable>> = {
  bdi: 'bdi',
  mode: 'metadata',
  nosec: 'metadata',
  signal: 'return',
  kiPos: 'offset',
  iovLeft: 'iov',
  iovAdvance: 'iov',
  size: 'size',
};

type Fields = Readonly<Record<string, number | string>>;

const CORE = '__generic_file_write_iter';
const NONE: readonly Difference[] = [];

const machines = new Map<ProfileId, ReadonlyMap<KernelFunction, CompiledMachine>>();

function machinesOf(profile: ProfileId): ReadonlyMap<KernelFunction, CompiledMachine> {
  let found = machines.get(profile);
  if (!found)
    machines.set(profile, (found = new Map(KERNEL_FUNCTIONS.map((fn) => [fn, compiled(fn, PROFILES[profile])]))));
  return found;
}

/** Checks one call's steps: nesting, order, arguments, and what each function returns. */
export class TraceChecker {
  private readonly machines: ReadonlyMap<KernelFunction, CompiledMachine>;
  private readonly stack: Invocation[] = [];
  private readonly ways: KnownWay[] = [];
  private difference: Difference | undefined;
  private fn: KernelFunction | undefined;
  private leaf: string | undefined;
  private kiPos: number | undefined;
  private returned: { fn: KernelFunction; ret: number } | undefined;

  private entered = 0;

  constructor(profile: ProfileId) {
    this.machines = machinesOf(profile);
  }

  check(steps: readonly KernelStep[]): TraceVerdict {
    for (const step of steps) {
      this.step(step);
      if (this.difference) break;
    }
    const open = this.stack.at(-1);
    if (open && !this.difference)
      this.differ(open.machine.name, 'order', 'a return', 'the call ended without one', 'each enter has its return');
    const { stack, ways } = this;
    return {
      differences: this.difference ? [this.difference] : NONE,
      fn: this.fn,
      leaf: this.leaf,
      kiPos: this.kiPos,
      // Asked for only when something deviates, here or elsewhere in the call.
      get path() {
        const all = [...ways, ...stack.map(({ way }) => way)];
        return all.flatMap(({ machine, edges }) => edges.map(({ id }) => `${machine.name}: ${id}`));
      },
      functions: functionsIn(this.entered),
      ways,
    };
  }

  private step(step: KernelStep): void {
    const fields = fieldsOf(step.fn, step.at);
    if (!fields) {
      this.differ(step.fn, 'order', 'a known kernel step', preview(step), 'the functions and events of the contract');
      return;
    }
    const event = signed(step, fields);
    if (!event) {
      const allowed = `a step with ${fields.join(', ')}`;
      this.differ(step.fn, 'order', allowed, preview(step), 'the fields that the contract names for it');
      return;
    }
    if (step.at === 'enter') {
      this.enter(step.fn, event);
      return;
    }
    const top = this.stack.at(-1);
    if (top?.machine.name !== step.fn) {
      const allowed = `a step of ${top?.machine.name ?? 'no function'}`;
      this.differ(
        step.fn,
        'order',
        allowed,
        `${step.fn} ${step.at}`,
        'calls nest: the innermost open function goes on',
      );
      return;
    }
    if (step.at === 'return') this.leave(top, event);
    else this.event(top, step.at, event);
  }

  private enter(fn: KernelFunction, fields: Fields): void {
    const invocation = new Invocation(this.machines.get(fn) as CompiledMachine);
    invocation.takeFields(fields, '');
    this.stack.push(invocation);
    this.entered |= FUNCTION_BIT[fn];
    this.returned = undefined;
  }

  private event(top: Invocation, type: string, fields: Fields): void {
    const { state, expected } = top;
    const { name } = top.machine;
    if (state.event !== type) {
      this.differ(name, 'order', state.final ? 'return' : state.event, type, placeIn(top));
      return;
    }
    for (const field in expected)
      if (fields[field] !== expected[field]) {
        const observable = OBSERVED_IN[field] ?? 'order';
        this.differ(
          name,
          observable,
          `${type} with ${field} ${expected[field]}`,
          `${field} ${fields[field]}`,
          placeIn(top),
        );
        return;
      }
    const { returned } = this;
    if (returned && returned.ret !== fields.ret && CALLEE[name]?.[type] === returned.fn) {
      const allowed = `${retText(returned.ret)}, as ${returned.fn} returned`;
      this.differ(name, 'return', allowed, retText(Number(fields.ret)), 'a caller is given what its callee returned');
      return;
    }
    this.returned = undefined;
    const eventClass = name === CORE ? classOf(type, fields as KernelEvent, top.registers as CoreRegisters) : '';
    top.takeFields(fields, eventClass);
  }

  private leave(top: Invocation, fields: Fields): void {
    const { name } = top.machine;
    if (!top.state.final) {
      this.differ(name, 'order', top.state.event, 'return', placeIn(top));
      return;
    }
    const { output } = top;
    for (const field in output)
      if (fields[field] !== output[field]) {
        this.differReturn(top, field, output[field], Number(fields[field]));
        return;
      }
    this.stack.pop();
    this.ways.push(top.way);
    this.returned = { fn: name, ret: output.ret };
    if (output.kiPos !== undefined) this.kiPos = output.kiPos;
    if (name === CORE) this.leaf = leafOfWay(top.way);
  }

  private differReturn(top: Invocation, field: string, allowed: number, got: number): void {
    this.fn = top.machine.name;
    const because = placeIn(top);
    const text = (value: number): string => `${field} ${value}`;
    const observable = OBSERVED_IN[field] ?? 'order';
    this.difference =
      field === 'ret'
        ? returnDifference([{ value: allowed, because }], got)
        : {
            ...textDifference(observable, [{ value: text(allowed), because }], text(got)),
            direction: got > allowed ? 'more' : 'less',
          };
  }

  private differ(fn: string, observable: Observable, allowed: string, got: string, because: string): void {
    this.fn = fn as KernelFunction;
    this.difference = textDifference(observable, [{ value: allowed, because }], got);
  }
}

/** Where an invocation stands: its function, its state, and the transition that led there. */
function placeIn(top: Invocation): string {
  const last = top.way.edges.at(-1);
  return `${top.machine.name} is in ${top.state.id}${last ? `, after ${last.id}` : ''}`;
}

/** The step itself, or if `ret` is an errno a copy with the negative number; undefined if a field is not a number. */
function signed(step: KernelStep, fields: readonly string[]): Fields | undefined {
  let result: KernelStep = step;
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i];
    const value = step[field];
    if (Number.isSafeInteger(value)) {
      // An error has a name; a negative number is none.
      if (field === 'ret' && (value as number) < 0) return undefined;
    } else if (field === 'ret' && isErrno(value)) result = { ...result, ret: -ERRNO[value] };
    else return undefined;
  }
  return result;
}

/** Bits of the functions that a call has entered. */
const FUNCTION_BIT = Object.fromEntries(KERNEL_FUNCTIONS.map((fn, i) => [fn, 1 << i])) as Record<
  KernelFunction,
  number
>;
const functionLists = new Map<number, readonly KernelFunction[]>();

function functionsIn(mask: number): readonly KernelFunction[] {
  let list = functionLists.get(mask);
  if (!list) functionLists.set(mask, (list = KERNEL_FUNCTIONS.filter((fn) => (mask & FUNCTION_BIT[fn]) !== 0)));
  return list;
}
