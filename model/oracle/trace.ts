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
import { retText } from './difference.js';

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
    if (open && !this.difference) this.differ(open.machine.name, 'order', 'a return', 'the call ended without one');
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
      this.differ(step.fn, 'order', 'a known kernel step', preview(step));
      return;
    }
    const event = signedEvent(step, fields);
    if (!event) {
      this.differ(step.fn, 'order', `a step with ${fields.join(', ')}`, preview(step));
      return;
    }
    if (step.at === 'enter') {
      this.enter(step.fn, event);
      return;
    }
    const top = this.stack.at(-1);
    if (top?.machine.name !== step.fn) {
      this.differ(step.fn, 'order', `a step of ${top?.machine.name ?? 'no function'}`, `${step.fn} ${step.at}`);
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
      this.differ(name, 'order', state.final ? 'return' : state.event, event.type);
      return;
    }
    for (const [field, value] of Object.entries(top.expected))
      if (event[field] !== value) {
        this.differ(
          name,
          OBSERVED_IN[field] ?? 'order',
          `${event.type} with ${field} ${value}`,
          `${field} ${event[field]}`,
        );
        return;
      }
    const callee = CALLEE[name]?.[event.type];
    if (callee && this.returned?.fn === callee && this.returned.ret !== event.ret) {
      this.differ(name, 'return', `${retText(this.returned.ret)}, as ${callee} returned`, retText(Number(event.ret)));
      return;
    }
    this.returned = undefined;
    if (name === '__generic_file_write_iter')
      this.consulted.push([event.type, classOf(event.type, event, top.registers as CoreRegisters)]);
    if (!top.take(event)) this.differ(name, 'order', `an outcome that ${name} can have`, preview(event));
  }

  private leave(top: Invocation, event: KernelEvent): void {
    const { name } = top.machine;
    if (!top.state.final) {
      this.differ(name, 'order', top.state.event, 'return');
      return;
    }
    for (const [field, value] of Object.entries(top.output))
      if (event[field] !== value) {
        this.differReturn(name, field, value, Number(event[field]));
        return;
      }
    this.stack.pop();
    this.ways.push(top);
    this.returned = { fn: name, ret: top.output.ret };
    if (top.output.kiPos !== undefined) this.kiPos = top.output.kiPos;
    if (name === '__generic_file_write_iter') this.leaf = leafOf(this.consulted);
  }

  private differReturn(fn: KernelFunction, field: string, allowed: number, got: number): void {
    const text = (value: number): string => (field === 'ret' ? retText(value) : `${field} ${value}`);
    const direction =
      field !== 'ret' || got < 0 === allowed < 0
        ? got < 0 && allowed < 0
          ? 'other error'
          : got > allowed
            ? 'more'
            : 'less'
        : got < 0
          ? 'error for count'
          : 'count for error';
    this.fn = fn;
    this.difference = {
      observable: OBSERVED_IN[field] ?? 'order',
      allowed: [text(allowed)],
      got: text(got),
      direction,
    };
  }

  private differ(fn: string, observable: Observable, allowed: string, got: string): void {
    this.fn = fn as KernelFunction;
    this.difference = { observable, allowed: [allowed], got, direction: 'other' };
  }
}

/** A step with errnos as negative numbers; undefined if a field is missing or not a number. */
function signedEvent(step: KernelStep, fields: readonly string[]): KernelEvent | undefined {
  const event: Record<string, number | string> = { type: step.at };
  for (const field of fields) {
    const value = step[field];
    const signed = isErrno(value) ? -ERRNO[value] : value;
    if (typeof signed !== 'number' || !Number.isSafeInteger(signed)) return undefined;
    event[field] = signed;
  }
  return event as KernelEvent;
}
