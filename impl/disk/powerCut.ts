import type { Fault } from '../../contract/index.js';
import type { Medium } from './medium.js';
import { UNFLUSHED } from './sectorFlags.js';

/** 32-bit generator (a Weyl sequence through a xorshift-multiply mix); the same seed gives the same coins. */
export function coins(seed: number): () => boolean {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let x = state;
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    return ((x ^ (x >>> 15)) & 1) === 1;
  };
}

/** What a sector was before its last flushed change; kept only if the scenario has a `lost` fault. */
export class FlushHistory {
  private readonly versions = new Map<number, { flags: number; bytes: Uint8Array }>();

  /** To be called before the flush commits. */
  record(medium: Medium): void {
    medium.undo.records.forEach(({ sector, flags }, index) => {
      const at = medium.undo.offset(index);
      const bytes = medium.undo.chunk(index).slice(at, at + medium.geometry.sectorSize);
      this.versions.set(sector, { flags, bytes });
    });
  }

  /** Takes the sectors that the fault selects back behind their last flush, except those in `newer`. Returns how many. */
  lose(medium: Medium, { where }: Fault, newer: ReadonlySet<number>): number {
    let lost = 0;
    for (const [sector, { flags, bytes }] of this.versions) {
      if ((where && (sector < where.from || sector >= where.to)) || newer.has(sector)) continue;
      medium.lose(sector, flags, bytes);
      this.versions.delete(sector);
      lost++;
    }
    return lost;
  }
}

/** Of the unflushed sectors a subset survives, by one coin each. Returns the survivors. */
export function dropUnflushed(medium: Medium, survives: () => boolean): Set<number> {
  const survivors = new Set<number>();
  medium.undo.records.forEach(({ sector }, index) => {
    if (survives()) {
      survivors.add(sector);
      medium.flags.set(sector, medium.flags.get(sector) & ~UNFLUSHED);
    } else medium.rollBack(index);
  });
  medium.undo.clear();
  return survivors;
}
