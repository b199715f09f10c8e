import { DEFAULT_PROFILE } from '../../contract/index.js';
import { PROFILES, compiled, controlGraph, search, type Bounds } from '../../model/index.js';
import { inRounds, measured, medianOf, type Turn } from '../measure.js';
import type { Aim, Effort, Row, Table } from '../row.js';
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

/** A search that has its turn in each round. */
interface Searcher {
  readonly name: string;
  readonly what: string;
  readonly turn: Turn;
}

const rateSince = (start: number, states: number): number => (states / (performance.now() - start)) * 1000;

/** Our search of one size. */
function ownSearcher(sectors: number): Searcher & { readonly states: number } {
  const { states, transitions, violations } = search(core, boundsOf(sectors));
  if (violations > 0) throw new Error(`the model breaks its own promise over ${sectors} sectors`);
  return {
    name: `own search, ${sectors} sectors`,
    what: `${count(states)} states, ${count(transitions)} steps`,
    states,
    turn() {
      const start = performance.now();
      return rateSince(start, search(core, boundsOf(sectors)).states);
    },
  };
}

const SPIN = `Spin, ${LARGEST} sectors`;

function spinSearcher(verifier: Verifier, states: number): Searcher {
  return {
    name: SPIN,
    what: `${count(states)} states, as many as we count`,
    turn() {
      const run = verifier.run();
      if (!run.complete || run.violated !== null)
        throw new Error(`Spin did not end as it should: ${JSON.stringify(run)}`);
      requireSame(SPIN, states, run.states);
      return run.states / run.seconds;
    },
  };
}

/** The configurations of the core in one call, without sectors: where XState can still walk the machine itself. */
function xstateSearcher(): Searcher {
  const name = `xstate/graph, ${XSTATE_SECTORS} sectors`;
  const graph = controlGraph(core, { sectors: XSTATE_SECTORS, writes: 1 });
  const events = eventsOf(graph);
  return {
    name,
    what: `${count(events.size)} configurations of the core in one call, as many as we count`,
    turn() {
      const start = performance.now();
      const found = walkWithXState(graph, events);
      const rate = rateSince(start, found);
      requireSame(`one call, ${name}`, events.size, found);
      return rate;
    },
  };
}

async function searchTable({ rounds }: Effort): Promise<Table> {
  const own = SIZES.map(ownSearcher);
  const largest = own[own.length - 1];
  const lacking = lacksSpin();
  const verifier = lacking === null ? verifierOf(DEFAULT_PROFILE, boundsOf(LARGEST)) : undefined;
  try {
    const searchers = [...own, xstateSearcher(), ...(verifier ? [spinSearcher(verifier, largest.states)] : [])];
    const rates = await inRounds(
      Math.min(rounds, MOST_ROUNDS),
      searchers.map(({ turn }) => turn),
    );
    const rows = searchers.map(({ name, what }, i) => measured(name, what, rates[i]));
    return {
      title: `Exhaustive search of ${DEFAULT_PROFILE}: three writes, cache and device contents, every short and failed outcome`,
      unit: 'states/s',
      measured: rows,
      aims: aimsOf(medianOf(rows, largest.name), verifier ? medianOf(rows, SPIN) : undefined),
      notes: lacking === null ? [] : [`no row for Spin: ${lacking}`],
    };
  } finally {
    verifier?.remove();
  }
}

function aimsOf(own: number, spin: number | undefined): Aim[] {
  const alone: Aim = { what: `own search, ${LARGEST} sectors`, got: own, atLeast: AIM, unit: ' states/s' };
  if (spin === undefined) return [alone];
  return [alone, { what: 'own search / Spin', got: own / spin, atLeast: AIM_BESIDE_SPIN, unit: 'x' }];
}

/** How many states of the compiled model are visited in a second. */
export const SEARCH: Row = {
  id: 'search',
  question: 'How many states of the model are visited in a second, beside Spin and xstate/graph?',
  measure: async (effort) => [await searchTable(effort)],
};
