import type { DiskFaultKind, Fault, Ret } from '../../contract/index.js';
import { flipped } from './faultyWrite.js';
import { selected, untouchedBefore } from './faultPlan.js';
import type { Medium } from './medium.js';

/**
 * Reads `count` sectors under a fault. Returns what the disk claims, or undefined when the fault turns out to
 * change nothing here.
 */
type FaultyRead = (medium: Medium, fault: Fault, sector: number, count: number, into: Uint8Array) => Ret | undefined;

const FAULTY_READS: Readonly<Partial<Record<DiskFaultKind, FaultyRead>>> = {
  EIO: failing,
  short,
  misdirected,
  bitRot,
  latent,
};

export const faultyRead: FaultyRead = (medium, fault, sector, count, into) =>
  FAULTY_READS[fault.kind as DiskFaultKind]?.(medium, fault, sector, count, into);

function failing(medium: Medium, fault: Fault, sector: number, _count: number, into: Uint8Array): Ret {
  medium.get(sector, untouchedBefore(fault, sector), into, 0);
  return 'EIO';
}

function short(medium: Medium, fault: Fault, sector: number, count: number, into: Uint8Array): Ret | undefined {
  const transferred = fault.args.sectors ?? 0;
  if (transferred >= count) return undefined;
  medium.get(sector, transferred, into, 0);
  return transferred;
}

/** Returns the bytes of other sectors; behind the end of the disk there are zeros. */
function misdirected(medium: Medium, fault: Fault, sector: number, count: number, into: Uint8Array): Ret | undefined {
  const landing = fault.args.sector ?? sector + count;
  if (landing === sector) return undefined;
  const inside = Math.max(0, Math.min(count, medium.geometry.sectors - landing));
  medium.get(landing, inside, into, 0);
  into.fill(0, inside * medium.geometry.sectorSize);
  return count;
}

/** The flip stays: later reads see it too. A hole has no bits to rot. */
function bitRot(medium: Medium, fault: Fault, sector: number, count: number, into: Uint8Array): Ret | undefined {
  if (!medium.isAllocated(sector)) return undefined;
  medium.lie(sector, flipped(medium.view(sector), fault));
  medium.get(sector, count, into, 0);
  return count;
}

function latent(medium: Medium, fault: Fault, sector: number, count: number, into: Uint8Array): Ret {
  const { from, to } = selected(fault, sector, count);
  medium.get(sector, from - sector, into, 0);
  for (let s = from; s < to; s++) if (medium.isAllocated(s)) medium.setLatent(s);
  return 'EIO';
}
