import { KERNEL_FUNCTIONS, type KernelFunction, type Level, type ProfileId } from '../../contract/index.js';
import type { ExploredStep } from '../machine/explore.js';
import { itemsOf, type CoverageItemOf } from './items.js';
import { NEVER_ANSWERED, NEVER_COMBINED, type NeverAnswered } from './unreachable.js';
import type { MachineUniverse, Universe } from './universe.js';
import { waysThrough } from './ways.js';

/** What counts as reachable at some levels. */
export interface Reachability {
  /** The machines that these levels exercise. */
  readonly machines: readonly KernelFunction[];
  /** Items that none of these levels can reach, with the reason. */
  readonly reasons: ReadonlyMap<CoverageItemOf, string>;
}

export const isUnreachable = ({ reasons }: Reachability, item: CoverageItemOf): boolean => reasons.has(item);

/**
 * `iter` scripts the core's callees, so they have no steps of their own; at `disk` level every function runs and may be
 * traced; at `file` level only the core's way can be concluded from results.
 */
const MACHINES_AT: Readonly<Record<Level, readonly KernelFunction[]>> = {
  iter: ['__generic_file_write_iter'],
  disk: KERNEL_FUNCTIONS,
  file: ['__generic_file_write_iter'],
};

const UNSEEN = 'pairs and guards need a step trace, which this level does not have';

const ALL_BUT_ITER: readonly Level[] = ['disk', 'file'];

/** An item counts as unreachable when no level reaches it; the reason is that of the last level. */
export function reachabilityAt(universe: Universe, levels: readonly Level[]): Reachability {
  const machines = KERNEL_FUNCTIONS.filter((name) => levels.some((level) => MACHINES_AT[level].includes(name)));
  const reasons = new Map<CoverageItemOf, string>();
  for (const name of machines) {
    const machine = universe.machines[universe.indexOf[name]];
    const perLevel = levels
      .filter((level) => MACHINES_AT[level].includes(name))
      .map((level) => reasonsAt(machine, universe.profile, level));
    for (const [item, reason] of perLevel[perLevel.length - 1])
      if (perLevel.every((other) => other.has(item))) reasons.set(item, reason);
  }
  return { machines, reasons };
}

function reasonsAt(universe: MachineUniverse, profile: ProfileId, level: Level): Map<CoverageItemOf, string> {
  const rows = NEVER_ANSWERED.filter((row) => row.machine === universe.machine.name && applies(row, profile, level));
  const alone = rows.map((row) => ({ reason: row.reason, lost: lostWithout(universe, [row]) }));
  const reasons = new Map<CoverageItemOf, string>();
  for (const item of lostWithout(universe, rows)) {
    const sufficient = alone.find(({ lost }) => lost.has(item));
    reasons.set(item, sufficient?.reason ?? rows.map(({ reason }) => reason).join('; '));
  }
  if (level === 'file')
    for (const item of itemsOf(universe))
      if (item.kind === 'transitionPairs' || item.kind === 'guards') reasons.set(item, UNSEEN);
  for (const row of NEVER_COMBINED)
    if (applies(row, profile, level))
      for (const item of itemsOf(universe))
        if (matches(row.id, item.id) && !reasons.has(item)) reasons.set(item, row.reason);
  return reasons;
}

const applies = (
  { profiles, levels = ALL_BUT_ITER }: Pick<NeverAnswered, 'profiles' | 'levels'>,
  profile: ProfileId,
  level: Level,
): boolean => levels.includes(level) && (profiles?.includes(profile) ?? true);

/** The items that no way touches any more when these answers are never given. */
function lostWithout(universe: MachineUniverse, rows: readonly NeverAnswered[]): Set<CoverageItemOf> {
  if (rows.length === 0) return new Set();
  const ways = waysThrough(universe.exploration, (step) => !rows.some((row) => excludes(row, step)));
  return new Set(itemsOf(universe).filter((item) => !item.isIn(ways)));
}

const excludes = (row: NeverAnswered, { event }: ExploredStep): boolean =>
  row.event === event.type && row.classes.some((pattern) => matches(pattern, String(event.class)));

function matches(pattern: string, text: string): boolean {
  const literal = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`).test(text);
}
