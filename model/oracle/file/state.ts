import type { Caller, FileSpec, Geometry, OpenFlag, ProfileId, Scenario } from '../../../contract/index.js';
import { PROFILES, type Profile } from '../../profile.js';
import { Cells, type Cell } from './cells.js';
import { PendingErrors, type Pending } from './pending-errors.js';
import type { Stored } from './write-effects.js';

/** An open file description: shared by dup. */
export interface Description {
  offset: number;
  readonly flags: ReadonlySet<OpenFlag>;
  /** Eras with errseq: an error that this description has not seen. */
  pending: Pending;
  /** What that error may be, signed. */
  errnos: ReadonlySet<number>;
  references: number;
}

export const isWritable = (flags: Iterable<OpenFlag>): boolean =>
  [...flags].some((flag) => flag === 'O_WRONLY' || flag === 'O_RDWR');

/** Everything that the oracle believes possible of the one file; observations narrow it after each call. */
export class FileState {
  readonly profile: Profile;
  readonly spec: FileSpec;
  readonly caller: Caller;
  readonly geometry: Geometry;
  cells: Cells;
  /** i_size in bytes, as last observed. */
  size: number;
  mode: number;
  capability: boolean;
  /** Ticks of the coarse clock at which mtime and ctime were set; undefined = not known. */
  mtimeAt: number | undefined;
  ctimeAt: number | undefined;
  readonly errors = new PendingErrors();
  /** What each write stored, in the order of the calls: for explanations. */
  readonly history: Stored[] = [];
  /** Calls that cut or grew the file; from where on it then read as zeros. */
  readonly zeroed: { readonly call: number; readonly from: number; readonly grew: boolean }[] = [];
  readonly descriptors = new Map<number, Description>();
  /** What a power cut may leave. */
  durableSizes: Set<number>;
  durableModes: Set<number>;
  durableCapabilities: Set<boolean>;
  /** A read after a power cut is judged as durability. */
  afterPowerCut = false;
  /** The call that was the last power cut. */
  cutAt = -1;
  /** Where writes began and ended: inside a sector only there two sources may meet. */
  readonly borders = new Set<number>();
  /** What the last power cut left of the inode nobody has seen yet. */
  keptUnseen = false;
  /** Whether the disk has taken writes that no flush has followed. */
  unflushed = false;
  /** Whether a truncation has changed the size, and nothing was written to the disk since. */
  sizeUnwritten = false;
  /** Errnos with which reading the inode failed at the last mount: each open may return them. */
  mountErrors: ReadonlySet<number> = new Set();
  /** Calls in a row that returned 0 for more than 0 bytes. */
  zeros = 0;

  constructor(scenario: Scenario) {
    const { file } = scenario;
    this.profile = PROFILES[scenario.profile satisfies ProfileId];
    this.spec = file;
    this.caller = scenario.caller;
    this.geometry = scenario.disk;
    this.size = file.size;
    // The suite's own disk begins at tick 0; what clock another storage has is not known.
    if (scenario.level === 'disk') this.mtimeAt = this.ctimeAt = 0;
    this.mode = file.mode;
    this.capability = file.capability;
    this.durableSizes = new Set([file.size]);
    this.durableModes = new Set([file.mode]);
    this.durableCapabilities = new Set([file.capability]);
    this.cells = new Cells(initialCells(scenario));
  }

  get isBlock(): boolean {
    return this.spec.kind === 'block';
  }

  /** The largest offset in bytes, `s_maxbytes`: the end of the disk. */
  get maxBytes(): number {
    return this.geometry.sectors * this.geometry.sectorSize;
  }

  /** Whether an error may be, or surely is, waiting for a caller of fsync on this description. */
  pendingFor(description: Description): Pending {
    return this.profile.errseq ? description.pending : this.errors.any;
  }

  /** Size, mode and capability are durable as they are: a power cut leaves no others. */
  keepOnly(): void {
    this.durableSizes = new Set([this.size]);
    this.durableModes = new Set([this.mode]);
    this.durableCapabilities = new Set([this.capability]);
  }

  /** mtime and ctime may be anything. */
  forgetTimes(): void {
    this.mtimeAt = this.ctimeAt = undefined;
  }

  /** The set-id bits that a successful write strips. */
  strippedMode(): number {
    if (this.isBlock || this.caller.capFsetid) return this.mode;
    const execGroup = (this.mode & 0o010) !== 0;
    const outside = this.profile.stripsSgidOutsideGroup && this.caller.gid !== this.spec.gid;
    const sgid = execGroup || outside ? 0o2000 : 0;
    return this.mode & ~(0o4000 | sgid);
  }
}

/** At `disk` level the holes of the file are holes; the `file` level may store them as zeros, which reads alike. */
function initialCells(scenario: Scenario): Cell[] {
  const { size, allocated } = scenario.file;
  const cells: Cell[] = [];
  const add = (from: number, to: number, source: 'initial' | 'hole'): void => {
    if (from < to) cells.push({ from, to, now: [source], device: [source], durable: [source], seen: null });
  };
  let at = 0;
  for (const range of allocated) {
    const from = Math.min(range.from, size);
    const to = Math.min(range.to, size);
    add(at, from, 'hole');
    add(from, to, 'initial');
    at = Math.max(at, to);
  }
  add(at, Infinity, 'hole');
  return cells;
}
