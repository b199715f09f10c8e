import { measurable, measureKill, type KillMeasure } from '../../properties/kill/measure.js';
import type { Spaces } from '../../properties/kill/kill-run.js';
import { measured, median, medianOf } from '../measure.js';
import type { Effort, Measured, Row, Table } from '../row.js';
import { countText, numberText } from '../text.js';
import { arrayHunt, commandsHunt } from './hunted.js';
import { ownHunt, type Hunt } from './own.js';
import { DEPTH } from './planted.js';

const AIM_MS = 20;
/** Hunts of each contender in one round, each with another seed. */
const HUNTS = 4;
const OWN = 'own';

const CONTENDERS: Readonly<Record<string, (seed: number) => Hunt>> = {
  [OWN]: ownHunt,
  'fc.commands': commandsHunt,
  'fc.array': arrayHunt,
};

const middle = (values: readonly number[]): number => median([...values].sort((a, b) => a - b));

function plantedTable({ rounds }: Effort): Table {
  const names = Object.keys(CONTENDERS);
  const times = names.map((): number[] => []);
  const hunts = names.map((): Hunt[] => []);
  // The first round warms up and does not count.
  for (let round = -1; round < rounds; round++)
    for (const [i, name] of names.entries())
      for (let nth = 0; nth < HUNTS; nth++) {
        const start = performance.now();
        const hunt = CONTENDERS[name](1 + nth + HUNTS * (round + 1));
        if (round < 0) continue;
        times[i].push(performance.now() - start);
        hunts[i].push(hunt);
      }
  const rows = names.map((name, i) => measured(name, huntText(hunts[i]), times[i]));
  return {
    title: `From a planted bug at depth ${DEPTH} to its minimal counterexample, at iter level`,
    unit: 'ms',
    measured: rows,
    aims: [{ what: OWN, got: medianOf(rows, OWN), atMost: AIM_MS, unit: ' ms' }],
    notes: [],
  };
}

function huntText(hunts: readonly Hunt[]): string {
  const of = (value: (hunt: Hunt) => number): string => countText(middle(hunts.map(value)));
  return `${of(({ runs }) => runs)} runs to meet it, ${of(({ reruns }) => reruns)} re-runs to shrink, ${of(({ writes }) => writes)} writes left`;
}

/** Every planted bug of the kit, found and shrunk once. */
async function kitTable(): Promise<Table> {
  const spaces: Spaces = new Map();
  const all: KillMeasure[] = [];
  for (const id of measurable()) all.push(await measureKill(id, spaces));
  return { ...kitSummary(all), title: `The ${all.length} mutants of the kit, each found and shrunk once` };
}

/** The medians over all mutants, and which took longest. */
export function kitSummary(all: readonly KillMeasure[]): Omit<Table, 'title'> {
  const of = (value: (each: KillMeasure) => number): string => countText(middle(all.map(value)));
  const change = (what: keyof KillMeasure['before']): string =>
    `${of(({ before }) => before[what])} to ${of(({ after }) => after[what])} ${what}`;
  const slowest = [...all].sort((a, b) => b.findMs + b.shrinkMs - a.findMs - a.shrinkMs).slice(0, 3);
  const row = (name: string, what: string, value: (each: KillMeasure) => number): Measured =>
    measured(name, what, all.map(value));
  return {
    unit: 'ms',
    measured: [
      row('find', `median of ${of(({ runs }) => runs)} runs`, ({ findMs }) => findMs),
      row('shrink', `median of ${of(({ reruns }) => reruns)} re-runs`, ({ shrinkMs }) => shrinkMs),
    ],
    aims: [],
    notes: [
      `medians, as found and as told: ${change('calls')}, ${change('faults')}, ${change('segments')}, ${change('bytes')}`,
      `longest: ${slowest.map(({ id, findMs, shrinkMs }) => `${id} ${numberText(findMs + shrinkMs)} ms`).join(', ')}`,
    ],
  };
}

/** What it takes from a bug to a counterexample that can be read. */
export const SHRINK: Row = {
  id: 'shrink',
  question: 'How long does it take from a planted bug to its minimal counterexample? How much is run again?',
  measure: async (effort) => [plantedTable(effort), await kitTable()],
};
