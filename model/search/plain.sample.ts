/** The search once more, as plainly as it can be said: objects, arrays and text. What the packed one is compared with. */
import type { CompiledMachine } from '../machine/compile.js';
import { start, stepsFrom, type BoundEffect, type Bounds, type Control, type Returned } from './control.js';
import { families } from './families.js';

export interface Sector {
  readonly device: number;
  /** The cached version; null when it is not cached. */
  readonly cache: number | null;
  readonly dirty: boolean;
}

interface State {
  readonly control: Control;
  readonly sectors: readonly Sector[];
}

export const CLEAN: Sector = { device: 0, cache: null, dirty: false };

export function sectorAfter(sector: Sector, { kind, version }: BoundEffect): Sector {
  switch (kind) {
    case 'writeback':
      return sector.dirty ? { ...sector, device: sector.cache ?? NaN, dirty: false } : sector;
    case 'lose':
      return { ...sector, dirty: false };
    case 'drop':
      return { ...sector, cache: null, dirty: false };
    case 'evict':
      return sector.dirty ? sector : { ...sector, cache: null };
    case 'device':
      return { ...sector, device: version };
    case 'cache':
      return { ...sector, cache: version, dirty: true };
  }
}

export const isKept = (sectors: readonly Sector[], { isConsistent, from, to, version, stable }: Returned): boolean =>
  isConsistent &&
  sectors.slice(from, to).every(({ device, cache }) => (stable ? device : (cache ?? device)) === version);

export function plainSearch(
  machine: CompiledMachine,
  bounds: Bounds,
): { states: number; transitions: number; violations: number } {
  const table = families(machine.profile.performAdvancesKiPos);
  const first: State = { control: start(machine, bounds), sectors: Array<Sector>(bounds.sectors).fill(CLEAN) };
  const found = new Map([[JSON.stringify(first), first]]);
  let [transitions, violations] = [0, 0];
  // A Map hands out what is added while it is walked.
  for (const { control, sectors } of found.values())
    for (const step of stepsFrom(machine, bounds, table, control)) {
      transitions++;
      if (step.returned && !isKept(sectors, step.returned)) violations++;
      const after = step.effects.reduce<readonly Sector[]>(
        (all, effect) =>
          all.map((sector, i) => (i >= effect.from && i < effect.to ? sectorAfter(sector, effect) : sector)),
        sectors,
      );
      const next = { control: step.control, sectors: after };
      const text = JSON.stringify(next);
      if (!found.has(text)) found.set(text, next);
    }
  return { states: found.size, transitions, violations };
}
