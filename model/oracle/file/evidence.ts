import {
  PAGE_SIZE,
  isErrno,
  toSigned,
  type DiskFaultKind,
  type DiskStep,
  type Errno,
  type Fault,
} from '../../../contract/index.js';

/** What the suite itself saw or induced during one call: the only causes that the oracle accepts for trouble. */
export interface Evidence {
  /** Signed errnos of data operations: read, write, allocate. */
  readonly dataErrors: ReadonlySet<number>;
  /** Those of write alone: data that was taken is lost. */
  readonly writeErrors: ReadonlySet<number>;
  /** What a call may make of them: themselves, or EIO; a transfer cut short may be taken for EIO too. */
  readonly excuses: ReadonlySet<number>;
  /** Signed errnos of the inode record. */
  readonly inodeErrors: ReadonlySet<number>;
  /** Those of writing it: what was to be kept is not. A look at it may be the suite's own, after the call. */
  readonly inodeWriteErrors: ReadonlySet<number>;
  readonly flushErrors: ReadonlySet<number>;
  /** A transfer was cut short without an error. */
  readonly short: boolean;
  /** A write moved nothing, without an error. */
  readonly movedNothing: boolean;
  /** A write was cut short: writeback may take that for an error. */
  readonly shortWrite: boolean;
  /** A flush of the disk succeeded after the last write of this call. */
  readonly flushedLast: boolean;
  /** Sectors [from, to) whose write or allocation failed or fell short: their pages may be clean over old data. */
  readonly failedSectors: readonly { readonly from: number; readonly to: number }[];
  /** Sectors about which the disk lied. */
  readonly liedSectors: readonly { readonly from: number; readonly to: number }[];
  /** The disk took a write of data or of the inode record. */
  readonly wroteDisk: boolean;
}

const NOTHING: ReadonlySet<number> = new Set();
export const NO_EVIDENCE: Evidence = {
  dataErrors: NOTHING,
  writeErrors: NOTHING,
  excuses: NOTHING,
  inodeErrors: NOTHING,
  inodeWriteErrors: NOTHING,
  flushErrors: NOTHING,
  short: false,
  movedNothing: false,
  shortWrite: false,
  flushedLast: false,
  failedSectors: [],
  liedSectors: [],
  wroteDisk: false,
};

const LIES: readonly DiskFaultKind[] = ['torn', 'misdirected', 'bitRot', 'latent', 'lost'];

/** Reads the disk's own log of one call. `faults` tells where a misdirected write landed. */
export function evidenceOf(steps: readonly DiskStep[], faults: readonly Fault[]): Evidence {
  if (steps.length === 0) return NO_EVIDENCE;
  const dataErrors = new Set<number>();
  const writeErrors = new Set<number>();
  const inodeErrors = new Set<number>();
  const inodeWriteErrors = new Set<number>();
  const flushErrors = new Set<number>();
  const failedSectors: { from: number; to: number }[] = [];
  const liedSectors: { from: number; to: number }[] = [];
  let short = false;
  let shortWrite = false;
  let flushedLast = false;
  for (const step of steps) {
    const range = { from: step.sector, to: step.sector + Math.max(step.count, 1) };
    if (step.op === 'write' || step.op === 'writeInode') flushedLast = false;
    if (step.op === 'flush' && step.ret === 0) flushedLast = true;
    if (isErrno(step.ret)) errorsOf(step.op, dataErrors, inodeErrors, flushErrors).add(toSigned(step.ret));
    if (step.op === 'writeInode' && isErrno(step.ret)) inodeWriteErrors.add(toSigned(step.ret));
    if (step.op === 'write' && isErrno(step.ret)) writeErrors.add(toSigned(step.ret));
    const fellShort =
      (step.op === 'write' || step.op === 'read') && typeof step.ret === 'number' && step.ret < step.count;
    if (fellShort) short = true;
    if (fellShort && step.op === 'write') shortWrite = true;
    if ((isErrno(step.ret) || fellShort) && (step.op === 'write' || step.op === 'allocate')) failedSectors.push(range);
    if (step.struck && LIES.includes(step.struck)) liedSectors.push(...lies(step, range, faults));
  }
  return {
    dataErrors,
    writeErrors,
    excuses: excusesOf(dataErrors, short || liedSectors.length > 0),
    inodeErrors,
    inodeWriteErrors,
    flushErrors,
    short,
    movedNothing: steps.some(({ op, ret }) => op === 'write' && ret === 0),
    shortWrite,
    flushedLast,
    failedSectors,
    liedSectors,
    wroteDisk: steps.some((step) => step.op === 'write' || step.op === 'writeInode'),
  };
}

/** A transfer cut short, or garbage where the disk lied, may end in EIO. */
const excusesOf = (dataErrors: ReadonlySet<number>, garbled: boolean): ReadonlySet<number> =>
  dataErrors.size > 0 || garbled ? new Set([...dataErrors, toSigned('EIO')]) : NOTHING;

function errorsOf(op: DiskStep['op'], data: Set<number>, inode: Set<number>, flush: Set<number>): Set<number> {
  if (op === 'flush') return flush;
  return op === 'readInode' || op === 'writeInode' ? inode : data;
}

interface Sectors {
  readonly from: number;
  readonly to: number;
}

/** The sectors that a lying disk may have changed: where the transfer went, where it should have gone, what was lost. */
function lies(step: DiskStep, range: Sectors, faults: readonly Fault[]): Sectors[] {
  const ofKind = faults.filter((fault) => fault.kind === step.struck);
  if (step.struck === 'lost') return ofKind.map((fault) => fault.where ?? { from: 0, to: Number.MAX_SAFE_INTEGER });
  if (step.struck !== 'misdirected') return [range];
  const landings = ofKind.map((fault) => fault.args.sector ?? 0);
  return [range, ...landings.map((sector) => ({ from: sector, to: sector + Math.max(step.count, 1) }))];
}

/** Evidence of a `file` level target: the faults that it was asked to induce for this call. */
export function evidenceOfInduced(armed: readonly Fault[]): Evidence {
  if (armed.length === 0) return NO_EVIDENCE;
  const excuses = new Set<number>();
  for (const fault of armed) {
    if (fault.kind === 'enospcAfter') excuses.add(toSigned('ENOSPC'));
    if (fault.kind === 'errorAfter') excuses.add(toSigned(fault.args.errno ?? ('EIO' satisfies Errno)));
  }
  return {
    ...NO_EVIDENCE,
    // Armed is not struck: the errors may come, nothing says that they must.
    excuses: excusesOf(excuses, false),
    short: armed.some((fault) => fault.kind === 'shortAfter'),
    // What is moved past the cache comes in sectors.
    movedNothing: armed.some(({ kind, args }) => kind === 'shortAfter' && (args.bytes ?? 0) < PAGE_SIZE),
    // Nobody saw where it struck.
    failedSectors: excuses.size > 0 ? [{ from: 0, to: Number.MAX_SAFE_INTEGER }] : [],
  };
}
