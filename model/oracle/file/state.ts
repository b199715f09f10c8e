import type { Caller, FileSpec, Geometry, OpenFlag, ProfileId, Scenario } from '../../../contract/index.js';
import { PROFILES, type Profile } from '../../profile.js';
import { Cells, type Cell } from './cells.js';

/** Whether an error waits to be reported: surely not, surely, or perhaps. */
export type Pending = 'none' | 'maybe' | 'surely';

/** An open file description: shared by dup. */
export interface Description {
  offset: number;
  readonly flags: ReadonlySet<OpenFlag>;
  /** Eras with errseq: an error that this description has not seen. */
  pending: Pending;
  references: number;
}

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
  /** Eras without errseq: the mapping's flags. */
  flags: Pending = 'none';
  readonly descriptors = new Map<number, Description>();
  /** What a power cut may leave. */
  durableSizes: Set<number>;
  durableModes: Set<number>;
  durableCapabilities: Set<boolean>;
  /** A read after a power cut is judged as durability. */
  afterPowerCut = false;
  /** Where writes began and ended: inside a sector only there two sources may meet. */
  readonly borders = new Set<number>();
  /** Whether the disk has taken writes that no flush has followed. */
  unflushed = false;
  /** Whether anything was written in this scenario. */
  wrote = false;
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

  /** Whether an error may be, or surely is, waiting for a caller of fsync on this description. */
  pendingFor(description: Description): Pending {
    return this.profile.errseq ? description.pending : this.flags;
  }

  /** mtime and ctime may be anything. */
  forgetTimes(): void {
    this.mtimeAt = this.ctimeAt = undefined;
  }

  /** A writeback may have failed: whoever asks next may be told. */
  doubtErrors(): void {
    if (this.flags === 'none') this.flags = 'maybe';
    for (const description of this.descriptors.values())
      if (description.pending === 'none') description.pending = 'maybe';
  }

  /** A writeback surely failed and nobody was told yet. */
  raiseErrors(): void {
    this.flags = 'surely';
    for (const description of this.descriptors.values()) description.pending = 'surely';
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
    if (from < to) cells.push({ from, to, now: [source], device: [source], durable: [source] });
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
