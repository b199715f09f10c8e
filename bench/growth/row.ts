import { checkScenario } from '../checked/check-scenario.js';
import type { Contender } from '../contender.js';
import { measure } from '../measure.js';
import type { Effort, Measured, Row, Table } from '../row.js';
import { AXES, exponent, shown, type Axis, type Point } from './axes.js';
import { growthSvg, type Grown } from './plot.js';
import { shapedScenario, USUAL, type Shape } from './shape.js';

/** Linear: twice as much of it makes a call at most twice as dear. */
const LINEAR = 1;
/** A turn of a point is shorter than that of a contender: there are many. */
const POINT_SHARE = 0.5;
/** Rounds in which every point has its turn. */
const MOST_ROUNDS = 3;
/** Common to all points; each then has one turn of its own. */
const WARM_UP_MS = 1000;
const PICTURE_TITLE = 'Cost of a checked write call at disk level (else: 256 KiB, 50 writes, 2 descriptors, 2 faults)';

/** Checks scenarios of a shape; its unit is a write call. */
const contenderOf = (axis: Axis, shape: Shape): Contender => ({
  name: `${axis.label}: ${shown(axis, shape[axis.of])}`,
  what: '',
  run(pass) {
    checkScenario(shapedScenario(pass, shape));
    return shape.writes;
  },
});

async function growthTable({ rounds, turnMs }: Effort): Promise<Table> {
  warmUp();
  const shapes = AXES.flatMap((axis) => axis.values.map((value) => ({ axis, shape: { ...USUAL, [axis.of]: value } })));
  const rates = await measure(
    shapes.map(({ axis, shape }) => contenderOf(axis, shape)),
    { rounds: Math.min(rounds, MOST_ROUNDS), turnMs: turnMs * POINT_SHARE },
    undefined,
    1,
  );
  const points = shapes.map(({ axis, shape }, i) => ({ axis, x: shape[axis.of], us: 1e6 / rates[i].median }));
  const grown: readonly Grown[] = AXES.map((axis) => ({ axis, points: points.filter((point) => point.axis === axis) }));
  return {
    title: 'Cost of a checked write at disk level, as one thing grows and all else stays (256 KiB, 50 writes)',
    unit: 'µs per call',
    measured: rates.map((rate, i) => costOf(rate, points[i])),
    aims: grown.map((each) => ({
      what: `growth with the ${each.axis.label}, as a power of it`,
      got: exponent(each.points),
      atMost: LINEAR,
      unit: '',
    })),
    notes: [],
    picture: { file: 'growth.svg', draw: () => growthSvg(grown, PICTURE_TITLE) },
  };
}

/** So that the first point is not dearer because it is the first. */
function warmUp(): void {
  const end = performance.now() + WARM_UP_MS;
  for (let seed = 0; performance.now() < end; seed++) checkScenario(shapedScenario(seed, USUAL));
}

/** Rates per second as microseconds per call. */
const costOf = ({ name, what, lowest, highest, rounds }: Measured, { us }: Point): Measured => ({
  name,
  what,
  median: us,
  lowest: 1e6 / highest,
  highest: 1e6 / lowest,
  rounds,
});

/** Whether the cost of a call grows at most as what grows. */
export const GROWTH: Row = {
  id: 'growth',
  question: 'What does a checked call cost as the file, the sequence, the descriptors and the faults grow?',
  measure: async (effort) => [await growthTable(effort)],
};
