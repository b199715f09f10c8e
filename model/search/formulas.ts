import { mix } from '../../contract/index.js';
import type { CompiledMachine } from '../machine/compile.js';
import type { BaseRegisters, KernelEvent } from '../machine/kernel-machine.js';
import type { Expression } from './expression.js';

/**
 * The machine's atoms and updates are functions of TypeScript. For another language they are needed as formulas; they
 * are found by asking the functions, so that there is no second description: an update must be linear, an atom one of
 * a few comparisons, and each formula must agree with its function at many points, or FormulaError is thrown.
 *
 * Names are those of the registers; the field f of the event is `e.f`.
 */
export interface Comparison {
  readonly left: string;
  readonly is: '<' | '==' | '>';
  readonly right: string | number;
}

export interface Assignment {
  readonly register: string;
  readonly value: Expression;
}

export class FormulaError extends Error {
  override readonly name = 'FormulaError';
}

export const EVENT_FIELDS = [
  'ret',
  'pos',
  'count',
  'size',
  'direct',
  'iovAdvance',
  'kiPosAdvance',
  'sizeAfter',
] as const;

type Values = Record<string, number>;
interface Subject {
  readonly names: readonly string[];
  readonly registers: readonly string[];
  /** Registers and an event with these values; what is not named is 0. */
  place(values: Values): [BaseRegisters, KernelEvent];
}

const POINTS = 400;
const LEAST = -1;
/** Small, so that two values are often equal. */
const SPREAD = 5;

function subjectOf({ source, profile }: CompiledMachine): Subject {
  const blank = source.registers(profile) as Values;
  const registers = Object.keys(blank).filter((name) => typeof blank[name] === 'number');
  const fields = EVENT_FIELDS.map((field) => `e.${field}`);
  return {
    names: [...registers, ...fields],
    registers,
    place(values) {
      const placed: Values = {};
      for (const name of registers) placed[name] = values[name] ?? 0;
      const event: Values = {};
      for (const field of EVENT_FIELDS) event[field] = values[`e.${field}`] ?? 0;
      return [
        { ...placed, profile },
        { type: '', ...event },
      ];
    },
  };
}

const pointsOf = ({ names }: Subject): Values[] =>
  Array.from({ length: POINTS }, (_, point) =>
    Object.fromEntries(names.map((name, i) => [name, LEAST + (mix(point * names.length + i + 1) % SPREAD)])),
  );

/** The only comparison of two names, or of a name with 0 or 1, that is true exactly where the atom is. */
export function comparisonOf(machine: CompiledMachine, name: string): Comparison {
  const subject = subjectOf(machine);
  const atom = machine.source.atoms[name] as (registers: BaseRegisters, event: KernelEvent) => boolean;
  const points = pointsOf(subject);
  const truth = points.map((point) => atom(...subject.place(point)));
  const fits = candidates(subject.names).filter((candidate) =>
    points.every((point, i) => holds(candidate, point) === truth[i]),
  );
  if (fits.length !== 1)
    throw new FormulaError(`${machine.name}: ${fits.length} comparisons say what the atom ${name} says, not one`);
  return fits[0];
}

function candidates(names: readonly string[]): Comparison[] {
  const withNumbers = names.flatMap((left): Comparison[] => [
    { left, is: '<', right: 0 },
    { left, is: '==', right: 0 },
    { left, is: '>', right: 0 },
    { left, is: '==', right: 1 },
  ]);
  const withNames = names.flatMap((left, i) =>
    names.slice(i + 1).map((right): Comparison => ({ left, is: '==', right })),
  );
  return [...withNumbers, ...withNames];
}

function holds({ left, is, right }: Comparison, point: Values): boolean {
  const [a, b] = [point[left], typeof right === 'number' ? right : point[right]];
  return is === '<' ? a < b : is === '>' ? a > b : a === b;
}

/** What an action does, as assignments that may be made one after the other. */
export function assignmentsOf(machine: CompiledMachine, action: string): Assignment[] {
  const subject = subjectOf(machine);
  const update = machine.source.updates[action] as (registers: BaseRegisters, event: KernelEvent) => void;
  const after = (point: Values): Values => {
    const [registers, event] = subject.place(point);
    update(registers, event);
    return registers as unknown as Values;
  };
  const base = after({});
  const slopes = new Map(subject.names.map((name) => [name, after({ [name]: 1 })]));
  const points = pointsOf(subject);
  const ends = points.map(after);
  const assignments = subject.registers.flatMap((register): Assignment[] => {
    const slopeOf = (name: string): number => (slopes.get(name)?.[register] ?? NaN) - base[register];
    const value = linear(base[register], subject.names, slopeOf);
    const valueAt = (point: Values): number =>
      subject.names.reduce((sum, name) => sum + slopeOf(name) * point[name], base[register]);
    if (points.some((point, i) => valueAt(point) !== ends[i][register]))
      throw new FormulaError(
        `${machine.name}: what ${action} does to ${register} is not a sum of registers and fields`,
      );
    return value.length === 1 && value[0] === register ? [] : [{ register, value }];
  });
  return inSequence(machine, action, assignments);
}

function linear(constant: number, names: readonly string[], slopeOf: (name: string) => number): Expression {
  const terms: (string | number)[] = names.flatMap((name) => {
    const slope = slopeOf(name);
    return Array<string>(Math.abs(slope)).fill(slope < 0 ? `-${name}` : name);
  });
  return constant !== 0 || terms.length === 0 ? [...terms, constant] : terms;
}

const reads = ({ value }: Assignment, register: string): boolean =>
  value.some((term) => term === register || term === `-${register}`);

/** Ordered so that nothing is read after it was assigned to. */
function inSequence(machine: CompiledMachine, action: string, assignments: readonly Assignment[]): Assignment[] {
  const left = [...assignments];
  const ordered: Assignment[] = [];
  while (left.length > 0) {
    const at = left.findIndex((each) => left.every((other) => other === each || !reads(other, each.register)));
    if (at < 0) throw new FormulaError(`${machine.name}: ${action} exchanges registers`);
    ordered.push(...left.splice(at, 1));
  }
  return ordered;
}

/** The two registers of which the function returns the first unless it is 0, else the second. */
export function returnOf(machine: CompiledMachine): { first: string; second: string } {
  const subject = subjectOf(machine);
  const points = pointsOf(subject);
  const rets = points.map((point) => machine.source.output(subject.place(point)[0] as never).ret);
  const fits = subject.registers.flatMap((first) =>
    subject.registers
      .filter((second) => second !== first)
      .filter((second) => points.every((point, i) => (point[first] !== 0 ? point[first] : point[second]) === rets[i]))
      .map((second) => ({ first, second })),
  );
  if (fits.length !== 1)
    throw new FormulaError(`${machine.name}: ${fits.length} pairs of registers give what it returns, not one`);
  return fits[0];
}
