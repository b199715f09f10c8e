import { DEFAULT_PROFILE } from '../../contract/index.js';
import { PROFILES, compiled, controlGraph, search, type Bounds } from '../../model/index.js';
import { measured } from '../measure.js';
import type { Aim, Effort, Measured, Row, Table } from '../row.js';
import { lacksSpin, verifierOf, type Verifier } from './spin.js';
import { eventsOf, walkWithXState } from './xstate-graph.js';

const WRITES = 3;
const SIZES = [3, 4, 5, 6, 7, 8] as const;
/** The size at which Spin is run beside. */
const LARGEST = 8;
const AIM = 3_000_000;
const AIM_BESIDE_SPIN = 1.5;
/** The large searches take seconds: so many rounds are enough. */
const MOST_ROUNDS = 3;
/** xstate/graph takes a second for this already. */
const XSTATE_SECTORS = 3;

const core = compiled('__generic_file_write_iter', PROFILES[DEFAULT_PROFILE]);
const boundsOf = (sectors: number): Bounds => ({ sectors, writes: WRITES });
const count = (value: number): string => value.toLocaleString('en-US');

/** Throws when two tools count differently: then one of them does not search what it should. */
export function requireSame(what: string, ours: number, theirs: number): void {
  if (ours !== theirs) throw new Error(`${what}: we count ${count(ours)} states, the other ${count(theirs)}`);
}

/** Our search of one size; the states per second of each round. */
function ownRow(sectors: number, rounds: number): Measured & { readonly states: number } {
  const rates: number[] = [];
  let found = { states: 0, transitions: 0, violations: 0 };
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    found = search(core, boundsOf(sectors));
    rates.push((found.states / (performance.now() - start)) * 1000);
  }
  if (found.violations > 0) throw new Error(`the model breaks its own promise over ${sectors} sectors`);
  const what = `${count(found.states)} states, ${count(found.transitions)} steps`;
  return { ...measured(`own search, ${sectors} sectors`, what, rates), states: found.states };
}

function spinRow(verifier: Verifier, rounds: number, states: number): Measured {
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const run = verifier.run();
    if (!run.complete || run.violated !== null)
      throw new Error(`Spin did not end as it should: ${JSON.stringify(run)}`);
    requireSame(`${LARGEST} sectors, Spin`, states, run.states);
    rates.push(run.states / run.seconds);
  }
  return measured(`Spin, ${LARGEST} sectors`, `${count(states)} states, as many as we count`, rates);
}

/** The configurations of the core in one call, without sectors: where XState can still walk the machine itself. */
function xstateRow(rounds: number): Measured {
  const graph = controlGraph(core, { sectors: XSTATE_SECTORS, writes: 1 });
  const events = eventsOf(graph);
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    const found = walkWithXState(graph, events);
    rates.push((found / (performance.now() - start)) * 1000);
    requireSame(`one call, ${XSTATE_SECTORS} sectors, xstate/graph`, events.size, found);
  }
  const what = `${count(events.size)} configurations of the core in one call, as many as we count`;
  return measured(`xstate/graph, ${XSTATE_SECTORS} sectors`, what, rates);
}

function searchTable({ rounds }: Effort): Table {
  const few = Math.min(rounds, MOST_ROUNDS);
  const own = SIZES.map((sectors) => ownRow(sectors, few));
  const largest = own[own.length - 1];
  const aims: Aim[] = [
    { what: `own search, ${LARGEST} sectors`, got: largest.median, atLeast: AIM, unit: ' states/s' },
  ];
  const others = [xstateRow(few)];
  const notes: string[] = [];
  const lacking = lacksSpin();
  if (lacking !== null) notes.push(`no row for Spin: ${lacking}`);
  else {
    const verifier = verifierOf(DEFAULT_PROFILE, boundsOf(LARGEST));
    try {
      const spin = spinRow(verifier, few, largest.states);
      others.push(spin);
      aims.push({
        what: 'own search / Spin',
        got: largest.median / spin.median,
        atLeast: AIM_BESIDE_SPIN,
        unit: 'x',
      });
    } finally {
      verifier.remove();
    }
  }
  return {
    title: `Exhaustive search of ${DEFAULT_PROFILE}: three writes, cache and device contents, every short and failed outcome`,
    unit: 'states/s',
    measured: [...own, ...others],
    aims,
    notes,
  };
}

/** How many states of the compiled model are visited in a second. */
export const SEARCH: Row = {
  id: 'search',
  question: 'How many states of the model are visited in a second, beside Spin and xstate/graph?',
  measure: async (effort) => [searchTable(effort)],
};
