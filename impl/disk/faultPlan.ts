import { DISK_OPERATIONS, type DiskOperation, type Fault } from '../../contract/index.js';

/** A fault of the scenario and how many operations matched it so far. */
interface Armed {
  readonly fault: Fault;
  seen: number;
}

/** Operations on no sector in particular: a fault's `where` doesn't select among them. */
const SECTORLESS: readonly DiskOperation[] = ['flush', 'readInode', 'writeInode', 'powerCut'];

/** Decides which fault strikes an operation: the first in the scenario's order whose turn it is. */
export class FaultPlan {
  private static readonly NONE = new FaultPlan([]);
  private readonly byOperation: Readonly<Record<DiskOperation, readonly Armed[]>>;

  private constructor(faults: readonly Fault[]) {
    const armed = (on: DiskOperation): Armed[] =>
      faults.filter((fault) => fault.on === on).map((fault) => ({ fault, seen: 0 }));
    this.byOperation = Object.fromEntries(DISK_OPERATIONS.map((on) => [on, armed(on)])) as Record<
      DiskOperation,
      Armed[]
    >;
  }

  /** Disks without faults share one plan: it counts nothing. */
  static of(faults: readonly Fault[]): FaultPlan {
    return faults.length === 0 ? FaultPlan.NONE : new FaultPlan(faults);
  }

  has(on: DiskOperation): boolean {
    return this.byOperation[on].length > 0;
  }

  /** Counts the operation on [sector, sector + count) with every fault that it matches; returns the one that strikes. */
  strike(on: DiskOperation, sector: number, count: number): Fault | null {
    const armed = this.byOperation[on];
    let striking: Fault | null = null;
    for (let i = 0; i < armed.length; i++) {
      const { fault } = armed[i];
      if (!overlaps(fault, sector, count) && !SECTORLESS.includes(on)) continue;
      const seen = ++armed[i].seen;
      if (striking === null && (fault.sticky ? seen >= fault.nth : seen === fault.nth)) striking = fault;
    }
    return striking;
  }
}

const overlaps = ({ where }: Fault, sector: number, count: number): boolean =>
  where === null || (where.from < sector + count && sector < where.to);

/** Sectors of [sector, sector + count) before the first one that the fault selects. */
export const untouchedBefore = ({ where }: Fault, sector: number): number =>
  where === null ? 0 : Math.max(0, where.from - sector);

/** The part [from, to) of [sector, sector + count) that the fault selects. */
export const selected = ({ where }: Fault, sector: number, count: number): { from: number; to: number } => ({
  from: Math.max(sector, where?.from ?? 0),
  to: Math.min(sector + count, where?.to ?? Infinity),
});
