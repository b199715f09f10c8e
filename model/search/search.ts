import type { CompiledMachine } from '../machine/compile.js';
import { controlGraph, type Bounds, type ControlGraph, type ControlStep } from './control.js';
import { families } from './families.js';
import { programOf } from './program.js';
import { changed, effectOn, keeps, OPERATIONS } from './sector-words.js';
import { STATE_WORDS, StateTable } from './state-table.js';

/** What an exhaustive search found. */
export interface Search {
  /** Distinct states, the start included. */
  readonly states: number;
  /** Steps taken from all of them. */
  readonly transitions: number;
  /** Controls: states without their sectors. */
  readonly controls: number;
  /** Steps that return from a call and break what its count promises. */
  readonly violations: number;
  /** A shortest way to one of them: `name` or `name k` of each step; null if there is none. */
  readonly shortest: readonly string[] | null;
}

/**
 * Visits every state of the compiled core within the bounds, breadth first: all requests, all short and failed
 * outcomes of all callees, writeback and eviction between the calls. A state is the core's state and registers, the
 * calls begun, the offset, i_size, and for each sector what the cache and the device hold.
 *
 * Checked at each return: the offset moved by exactly the count; each counted sector reads as written, and after a
 * direct call it is on the device.
 */
export function search(machine: CompiledMachine, bounds: Bounds): Search {
  return searchGraph(controlGraph(machine, bounds));
}

/** The same with a control graph that is there already. */
export function searchGraph(graph: ControlGraph): Search {
  const program = programOf(graph);
  const table = new StateTable();
  table.offer(0, 0, 0, -1);
  table.settle();
  let [transitions, violations, first] = [0, 0, -1];
  for (let state = 0; state < table.count; state++) {
    const before = violations;
    const place = state * STATE_WORDS;
    const control = table.states[place];
    const low = table.states[place + 1];
    const high = table.states[place + 2];
    const { code } = program;
    const end = program.starts[control + 1];
    for (let at = program.starts[control]; at < end; transitions++) {
      const to = code[at++];
      let broken = code[at++];
      let nextLow = low;
      for (let left = code[at++]; left > 0; left--, at += OPERATION_WORDS)
        if (code[at] <= LAST_CHANGE) nextLow = changed(code[at], code[at + 1], code[at + 2], nextLow);
        else if (!keeps(code[at], code[at + 1], code[at + 2], nextLow)) broken |= BROKEN;
      let nextHigh = high;
      for (let left = code[at++]; left > 0; left--, at += OPERATION_WORDS)
        if (code[at] <= LAST_CHANGE) nextHigh = changed(code[at], code[at + 1], code[at + 2], nextHigh);
        else if (!keeps(code[at], code[at + 1], code[at + 2], nextHigh)) broken |= BROKEN;
      if (broken !== 0) violations++;
      // Writing back what is clean changes nothing.
      if (to !== control || nextLow !== low || nextHigh !== high) table.offer(to, nextLow, nextHigh, state);
    }
    if (state + 1 === table.count) table.settle();
    if (first < 0 && violations > before) first = state;
  }
  const shortest = first < 0 ? null : [...wayTo(graph, table, first), 'return'];
  return { states: table.count, transitions, controls: graph.controls.length, violations, shortest };
}

/** A promise that the sectors break. */
const BROKEN = 2;
/** Kinds up to this one change a word, the others only look. */
const LAST_CHANGE = OPERATIONS.evict;
/** An operation is its kind and two masks. */
const OPERATION_WORDS = 3;

/** The steps that lead from the start to a state, as they were found first. */
function wayTo(graph: ControlGraph, table: StateTable, state: number): string[] {
  const way: string[] = [];
  for (let at = state; table.parents[at] >= 0; at = table.parents[at])
    way.unshift(stepBetween(graph, table, table.parents[at], at));
  return way;
}

function stepBetween(graph: ControlGraph, { states }: StateTable, from: number, to: number): string {
  const wordsOf = (state: number): number[] => [...states.slice(state * STATE_WORDS, (state + 1) * STATE_WORDS)];
  const [control, ...words] = wordsOf(from);
  const [nextControl, ...nextWords] = wordsOf(to);
  const step = graph.steps[control].find(
    (each) => each.to === nextControl && words.every((word, i) => after(i, each, word) === nextWords[i]),
  );
  if (!step) throw new Error(`no step leads from state ${from} to ${to}`);
  return FAMILIES_WITH_K.has(step.name) ? `${step.name} ${step.k}` : step.name;
}

const FAMILIES_WITH_K = new Set(families(false).flatMap(({ name, k }) => (k ? [name] : [])));

/** A word after all effects of a step. */
function after(word: number, { effects }: ControlStep, before: number): number {
  return effects.reduce((bits, effect) => {
    const operation = effectOn(word, effect);
    return operation ? changed(operation.kind, operation.a, operation.b, bits) : bits;
  }, before);
}
