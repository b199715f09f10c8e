import {
  ERRNO,
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
import { leafOf } from '../leaves/names.js';
import { Invocation } from '../machine/invocation.js';
import type { KernelEvent } from '../machine/kernel-machine.js';
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
  readonly path: readonly string[];
  /** Functions that ran, each once. */
  readonly functions: readonly KernelFunction[];
  /** Complete ways of every function that ran. */
  readonly ways: readonly Invocation[];
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
  ret: 'return',
  signal: 'return',
  kiPos: 'offset',
  iovLeft: 'iov',
  iovAdvance: 'iov',
  size: 'size',
};

/** Checks one call's steps: nesting, order, arguments, and what each function returns. */
export class TraceChecker {
  private readonly stack: Invocation[] = [];
  private readonly ways: Invocation[] = [];
  private readonly consulted: [string, string][] = [];
  private difference: Difference | undefined;
  private fn: KernelFunction | undefined;
  private leaf: string | undefined;
  private kiPos: number | undefined;
  private returned: { fn: KernelFunction; ret: number } | undefined;

  constructor(private readonly profile: ProfileId) {}

  check(steps: readonly KernelStep[]): TraceVerdict {
    for (const step of steps) {
      this.step(step);
      if (this.difference) break;
    }
    const open = this.stack.at(-1);
    if (open && !this.difference)
      this.differ(open.machine.name, 'order', 'a return', 'the call ended without one', 'each enter has its return');
    return {
      differences: this.difference ? [this.difference] : [],
      fn: this.fn,
      leaf: this.leaf,
      kiPos: this.kiPos,
      path: this.ways.concat(this.stack).flatMap((way) => way.edges.map((edge) => `${way.machine.name}: ${edge.id}`)),
      functions: [...new Set(this.ways.concat(this.stack).map((way) => way.machine.name))],
      ways: this.ways,
    };
  }

  private step(step: KernelStep): void {
    const fields = fieldsOf(step.fn, step.at);
    if (!fields) {
      this.differ(step.fn, 'order', 'a known kernel step', preview(step), 'the functions and events of the contract');
      return;
    }
    const event = signedEvent(step, fields);
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
    else this.event(top, event);
  }

  private enter(fn: KernelFunction, event: KernelEvent): void {
    const invocation = new Invocation(compiled(fn, PROFILES[this.profile]));
    invocation.take(event);
    this.stack.push(invocation);
    this.returned = undefined;
  }

  private event(top: Invocation, event: KernelEvent): void {
    const { name } = top.machine;
    const { state } = top;
    if (state.event !== event.type) {
      this.differ(name, 'order', state.final ? 'return' : state.event, event.type, placeIn(top));
      return;
    }
    for (const [field, value] of Object.entries(top.expected))
      if (event[field] !== value) {
        this.differ(
          name,
          OBSERVED_IN[field] ?? 'order',
          `${event.type} with ${field} ${value}`,
          `${field} ${event[field]}`,
          placeIn(top),
        );
        return;
      }
    const callee = CALLEE[name]?.[event.type];
    if (callee && this.returned?.fn === callee && this.returned.ret !== event.ret) {
      const allowed = `${retText(this.returned.ret)}, as ${callee} returned`;
      this.differ(name, 'return', allowed, retText(Number(event.ret)), 'a caller is given what its callee returned');
      return;
    }
    this.returned = undefined;
    if (name === '__generic_file_write_iter')
      this.consulted.push([event.type, classOf(event.type, event, top.registers as CoreRegisters)]);
    if (!top.take(event)) this.differ(name, 'order', `an outcome that ${name} can have`, preview(event), placeIn(top));
  }

  private leave(top: Invocation, event: KernelEvent): void {
    const { name } = top.machine;
    if (!top.state.final) {
      this.differ(name, 'order', top.state.event, 'return', placeIn(top));
      return;
    }
    for (const [field, value] of Object.entries(top.output))
      if (event[field] !== value) {
        this.differReturn(top, field, value, Number(event[field]));
        return;
      }
    this.stack.pop();
    this.ways.push(top);
    this.returned = { fn: name, ret: top.output.ret };
    if (top.output.kiPos !== undefined) this.kiPos = top.output.kiPos;
    if (name === '__generic_file_write_iter') this.leaf = leafOf(this.consulted);
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
  const last = top.edges.at(-1);
  return `${top.machine.name} is in ${top.state.id}${last ? `, after ${last.id}` : ''}`;
}

/** A step with errnos as negative numbers; undefined if a field is missing or not a number. */
function signedEvent(step: KernelStep, fields: readonly string[]): KernelEvent | undefined {
  const event: Record<string, number | string> = { type: step.at };
  for (const field of fields) {
    const value = step[field];
    // An error has a name; a negative number is none.
    if (field === 'ret' && typeof value === 'number' && value < 0) return undefined;
    const signed = isErrno(value) ? -ERRNO[value] : value;
    if (typeof signed !== 'number' || !Number.isSafeInteger(signed)) return undefined;
    event[field] = signed;
  }
  return event as KernelEvent;
}
