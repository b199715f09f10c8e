import type { Call, Capability, Lack, OpenFlag } from '../../contract/index.js';
import type { Believed } from './believed.js';
import { lengthOf, positionOf } from './extent.js';
import { openFlagsOf } from './open-flags.js';
import { segmentsOf } from './segments.js';
import type { AbstractStep, StepKind } from './step.js';

/** What the target can do, and whether it refuses direct requests that are not aligned. */
export interface Allowed {
  readonly capabilities: ReadonlySet<Capability>;
  readonly misaligned: boolean;
  /** What its API can't say. @default nothing */
  readonly lacks?: ReadonlySet<Lack>;
}

const MAX_OPEN = 4;

/** The calls that one step stands for: none if it makes no sense now. */
export function concrete(step: AbstractStep, believed: Believed, allowed: Allowed): Call[] {
  if (believed.slots.size === 0) return open(step, believed, allowed);
  return STEPS[step.kind](step, believed, allowed);
}

const STEPS: Readonly<Record<StepKind, (step: AbstractStep, believed: Believed, allowed: Allowed) => Call[]>> = {
  write: (step, b, allowed) => {
    const fd = slotFor(step, b, writable);
    return [write(step, b, allowed, fd, b.slots.get(fd)?.offset ?? 0, false)];
  },
  pwrite: positionedWrite,
  seekAndWrite,
  read: (step, b) => {
    const fd = slotFor(step, b, readable);
    return [
      { call: 'read', fd, length: lengthOf(step.length, b.slots.get(fd)?.offset ?? 0, b, unitOf(step, b, fd, true)) },
    ];
  },
  pread: (step, b) => {
    const fd = slotFor(step, b, readable);
    const unit = unitOf(step, b, fd, true);
    const position = positionOf(step.place, b, unit);
    return [{ call: 'pread', fd, length: lengthOf(step.length, position, b, unit), position }];
  },
  lseek,
  fstat: (step, b) => [{ call: 'fstat', fd: slotFor(step, b, any) }],
  ftruncate,
  fsync: (step, b) => [{ call: 'fsync', fd: slotFor(step, b, any) }],
  fdatasync: (step, b) => [{ call: 'fdatasync', fd: slotFor(step, b, any) }],
  open,
  dup: (step, b, { capabilities }) => {
    if (!capabilities.has('dup') || b.slots.size >= MAX_OPEN) return [];
    return [{ call: 'dup', fd: slotFor(step, b, any), as: freeSlot(b) }];
  },
  close: (step, b) => [{ call: 'close', fd: slotFor(step, b, any) }],
  writeback: (_, __, { capabilities }) => (capabilities.has('writeback') ? [{ call: 'writeback' }] : []),
  dropCaches: (_, __, { capabilities }) => (capabilities.has('writeback') ? [{ call: 'dropCaches' }] : []),
  powerCut: (_, __, { capabilities }) => (capabilities.has('powerCut') ? [{ call: 'powerCut' }] : []),
};

function open(step: AbstractStep, b: Believed, { capabilities }: Allowed): Call[] {
  if (b.slots.size >= MAX_OPEN) return [];
  const fd = freeSlot(b);
  const flags = openFlagsOf(step.flags, capabilities);
  if (b.file.kind === 'block' && flags.includes('O_TRUNC')) flags.pop();
  const nothingToWriteTo = ![...b.slots.values()].some((description) => writable(description.flags));
  if (nothingToWriteTo && flags[0] === 'O_RDONLY') flags[0] = 'O_RDWR';
  return [{ call: 'open', fd, flags }];
}

/** A write at `from`, which is the descriptor's offset unless the call is `positioned`. */
function write(step: AbstractStep, b: Believed, allowed: Allowed, fd: number, from: number, positioned: boolean): Call {
  const unit = unitOf(step, b, fd, allowed.misaligned);
  const length = lengthOf(step.length, from, b, unit);
  const segments = segmentsOf(step.shape, length, from, unit, allowed.capabilities);
  const one = segments.length === 1;
  return positioned
    ? { call: one ? 'pwrite' : 'pwritev', fd, segments, position: from }
    : { call: one ? 'write' : 'writev', fd, segments };
}

function positionedWrite(step: AbstractStep, b: Believed, allowed: Allowed): Call[] {
  const fd = slotFor(step, b, writable);
  const from = positionOf(step.place, b, unitOf(step, b, fd, allowed.misaligned));
  return [write(step, b, allowed, fd, from, true)];
}

function seekAndWrite(step: AbstractStep, b: Believed, allowed: Allowed): Call[] {
  const fd = slotFor(step, b, writable);
  const offset = positionOf(step.place, b, unitOf(step, b, fd, allowed.misaligned));
  return [{ call: 'lseek', fd, offset, whence: 'SEEK_SET' }, write(step, b, allowed, fd, offset, false)];
}

/** Now and then to a negative offset, which must give EINVAL. */
function lseek(step: AbstractStep, b: Believed, allowed: Allowed): Call[] {
  const fd = slotFor(step, b, any);
  const { whence } = step;
  if (step.misaligned) return [{ call: 'lseek', fd, offset: -b.limit - 1, whence: 'SEEK_SET' }];
  const target = positionOf(step.place, b, unitOf(step, b, fd, allowed.misaligned));
  const base = { SEEK_SET: 0, SEEK_CUR: b.slots.get(fd)?.offset ?? 0, SEEK_END: b.size }[whence];
  return [{ call: 'lseek', fd, offset: target - base, whence }];
}

function ftruncate(step: AbstractStep, b: Believed): Call[] {
  return [{ call: 'ftruncate', fd: slotFor(step, b, writable), length: positionOf(step.place, b, 1) }];
}

/** Direct requests are multiples of a sector, all others of a byte. */
function unitOf(step: AbstractStep, b: Believed, fd: number, misaligned: boolean): number {
  const direct = b.slots.get(fd)?.flags.includes('O_DIRECT') ?? false;
  return direct && !(step.misaligned && misaligned) ? b.sectorSize : 1;
}

const any = (): boolean => true;
const writable = (flags: readonly OpenFlag[]): boolean => flags[0] !== 'O_RDONLY';
const readable = (flags: readonly OpenFlag[]): boolean => flags[0] !== 'O_WRONLY';

/** An open slot whose flags suit, if there is one; on purpose sometimes one that does not suit. */
function slotFor(step: AbstractStep, b: Believed, suits: (flags: readonly OpenFlag[]) => boolean): number {
  const suitable: number[] = [];
  const others: number[] = [];
  for (const [slot, { flags }] of b.slots) (suits(flags) ? suitable : others).push(slot);
  others.push(...b.closed);
  const from = (step.wrongSlot && others.length > 0) || suitable.length === 0 ? others : suitable;
  return from[step.slot % from.length];
}

/** The lowest slot that is not open; there are fewer than MAX_OPEN others. */
function freeSlot(b: Believed): number {
  let slot = 0;
  while (b.slots.has(slot)) slot++;
  return slot;
}
