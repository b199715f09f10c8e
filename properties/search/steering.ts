import type { Fault, Level } from '../../contract/index.js';
import { universeOf, type CoverageCounts } from '../../model/index.js';
import type { ProfileId } from '../../contract/index.js';
import { DISK_FAULT_NAMES, faultName } from '../generate/disk-faults.js';
import { TARGET_FAULT_NAMES } from '../generate/target-faults.js';

/**
 * How much more often each fault of the generator's table is drawn: whole factors, 1 = as without steering.
 * At `iter` level the bounded search is complete over pairs of leaves, so that nothing is left to steer to.
 */
export type Steering = readonly number[];

/** The faults that a level's generator draws from, by name. */
const FAULT_NAMES: Readonly<Record<Level, readonly string[]>> = {
  iter: [],
  disk: DISK_FAULT_NAMES,
  file: TARGET_FAULT_NAMES,
};

/** The largest factor. */
const MOST = 4;

/** Counts which transitions were taken in scenarios with which fault: the map that the search is steered by. */
export class CrossCoverage {
  readonly counts: Uint32Array;
  private readonly names: readonly string[];
  private readonly width: number;

  constructor(level: Level, profile: ProfileId) {
    this.names = FAULT_NAMES[level];
    this.width = universeOf(profile).transitionsLength;
    this.counts = new Uint32Array(this.names.length * this.width);
  }

  /** A scenario with these faults took the transitions whose counts have grown. */
  add(faults: readonly Fault[], before: CoverageCounts['transitions'], after: CoverageCounts['transitions']): void {
    for (const fault of faults) {
      const row = this.names.indexOf(faultName(fault));
      if (row < 0) continue;
      for (let i = 0; i < this.width; i++) if (after[i] > before[i]) this.counts[row * this.width + i]++;
    }
  }

  merge(counts: Uint32Array): void {
    for (let i = 0; i < counts.length; i++) this.counts[i] += counts[i];
  }

  /** Pairs of fault and transition that were seen. */
  get seen(): number {
    return this.counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  }

  /** Faults that have been seen with few transitions, compared to the fault seen with most, are drawn more often. */
  steering(): Steering {
    const seen = this.names.map((_, row) => {
      const cells = this.counts.subarray(row * this.width, (row + 1) * this.width);
      return cells.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
    });
    const most = Math.max(0, ...seen);
    return seen.map((count) => (most === 0 ? 1 : 1 + Math.round(((most - count) / most) * (MOST - 1))));
  }
}
