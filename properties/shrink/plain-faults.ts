import type { Fault, Scenario } from '../../contract/index.js';
import { plainerThan } from './meaningful.js';
import { firstThatShows, type Pass } from './pass.js';

/** Each fault strikes anywhere, once, as early as it can, and in the plainest way; those that need not be go. */
export const plainFaults: Pass = function* (start) {
  let best = yield* firstThatShows(start, start.faults.length > 1 ? [{ ...start, faults: [] }] : []);
  for (let i = best.faults.length - 1; i >= 0; i--) {
    best = yield* firstThatShows(best, [{ ...best, faults: best.faults.toSpliced(i, 1) }]);
    for (const alternatives of ALTERNATIVES) {
      const fault = best.faults.at(i);
      if (!fault) break;
      best = yield* firstThatShows(best, changedFaults(best, i, alternatives(fault)));
    }
  }
};

const changedFaults = (s: Scenario, i: number, faults: readonly Fault[]): Scenario[] =>
  faults.map((fault) => ({ ...s, faults: s.faults.with(i, fault) }));

/** Occurrences elsewhere that may come before the one that counts. */
const LATER = [0, 1, 2];

const ALTERNATIVES: readonly ((fault: Fault) => Fault[])[] = [
  (fault) => (fault.where === null ? [] : LATER.map((later) => ({ ...fault, where: null, nth: fault.nth + later }))),
  (fault) => (fault.sticky ? [{ ...fault, sticky: false }] : []),
  (fault) => Array.from({ length: fault.nth - 1 }, (_, i) => ({ ...fault, nth: i + 1 })),
  (fault) => numbersOf(fault).map((args) => ({ ...fault, args })),
  (fault) =>
    fault.args.errno && fault.args.errno !== 'EIO' ? [{ ...fault, args: { ...fault.args, errno: 'EIO' } }] : [],
];

/** Sectors, bytes and bits nearer to none. */
function numbersOf({ args }: Fault): Fault['args'][] {
  const { sectors, sector, bit, bytes } = args;
  const fewer = (most = 0): number[] => [0, 1, 2, 8].filter((few) => few < most);
  return [
    ...fewer(sectors).map((few) => ({ ...args, sectors: few })),
    ...fewer(sector).map((few) => ({ ...args, sector: few })),
    ...fewer(bit).map((few) => ({ ...args, bit: few })),
    ...plainerThan(bytes ?? 0).map((few) => ({ ...args, bytes: few })),
  ];
}
