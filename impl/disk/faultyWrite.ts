import { isErrno, type DiskFaultKind, type Fault, type Ret } from '../../contract/index.js';
import { selected, untouchedBefore } from './faultPlan.js';
import type { Medium } from './medium.js';

/**
 * Writes `count` sectors under a fault. Returns what the disk claims, or undefined when the fault turns out to
 * change nothing here (a short transfer longer than the request, a misdirection to the right place).
 */
type FaultyWrite = (medium: Medium, fault: Fault, sector: number, count: number, from: Uint8Array) => Ret | undefined;

const FAULTY_WRITES: Readonly<Partial<Record<DiskFaultKind, FaultyWrite>>> = {
  EIO: failing,
  ENOSPC: failing,
  short,
  torn,
  misdirected,
  bitRot,
  latent,
};

export const faultyWrite: FaultyWrite = (medium, fault, sector, count, from) =>
  FAULTY_WRITES[fault.kind as DiskFaultKind]?.(medium, fault, sector, count, from);

/** Sectors before the first selected one are stored, the rest is not. */
function failing(medium: Medium, fault: Fault, sector: number, _count: number, from: Uint8Array): Ret {
  medium.put(sector, untouchedBefore(fault, sector), from, 0);
  return isErrno(fault.kind) ? fault.kind : 'EIO';
}

function short(medium: Medium, fault: Fault, sector: number, count: number, from: Uint8Array): Ret | undefined {
  const transferred = fault.args.sectors ?? 0;
  if (transferred >= count) return undefined;
  medium.put(sector, transferred, from, 0);
  return transferred;
}

/** By default the tear is in the middle of the sector. */
function torn(medium: Medium, fault: Fault, sector: number, count: number, from: Uint8Array): Ret | undefined {
  const size = medium.geometry.sectorSize;
  const tear = fault.args.bytes ?? size / 2;
  if (tear >= size) return undefined;
  const last = sector + count - 1;
  const bytes = medium.view(last);
  medium.put(sector, count, from, 0);
  const whole = medium.view(last);
  bytes.set(whole.subarray(0, tear));
  medium.lie(last, bytes);
  return count;
}

/** What would land behind the end of the disk is lost. By default the data lands right behind its place. */
function misdirected(medium: Medium, fault: Fault, sector: number, count: number, from: Uint8Array): Ret | undefined {
  const size = medium.geometry.sectorSize;
  const landing = fault.args.sector ?? sector + count;
  if (landing === sector) return undefined;
  for (let i = 0; i < count && landing + i < medium.geometry.sectors; i++)
    medium.lie(landing + i, from.slice(i * size, (i + 1) * size));
  for (let i = 0; i < count; i++) medium.setTruth(sector + i, from.slice(i * size, (i + 1) * size));
  return count;
}

function bitRot(medium: Medium, fault: Fault, sector: number, count: number, from: Uint8Array): Ret {
  medium.put(sector, count, from, 0);
  medium.lie(sector, flipped(medium.view(sector), fault));
  return count;
}

function latent(medium: Medium, fault: Fault, sector: number, count: number, from: Uint8Array): Ret {
  medium.put(sector, count, from, 0);
  const { from: first, to } = selected(fault, sector, count);
  for (let s = first; s < to; s++) medium.setLatent(s);
  return count;
}

/** Flips bit `args.bit` (default 0; bits are counted from the lowest of byte 0, modulo the sector) in place. */
export function flipped(bytes: Uint8Array, fault: Fault): Uint8Array {
  const bit = (fault.args.bit ?? 0) % (bytes.length * 8);
  bytes[Math.floor(bit / 8)] ^= 1 << (bit % 8);
  return bytes;
}
