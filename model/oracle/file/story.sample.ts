import {
  PLAIN_FILE,
  type Call,
  type CallObservation,
  type DiskStep,
  type Fault,
  type FileSpec,
  type Observable,
  type OpenFlag,
  type ProfileId,
  type Scenario,
} from '../../../contract/index.js';
import type { Cell } from './cells.js';
import { evidenceOf, evidenceOfInduced } from './evidence.js';
import { FileOracle } from './file-oracle.js';

/** What happened around a call: the requests to the disk, the faults that were armed, the clock in ticks. */
interface Happened {
  readonly steps?: readonly DiskStep[];
  readonly faults?: readonly Fault[];
  readonly clock?: number;
}

/** A file of 8 KiB on a small disk, written by nobody special. */
export const SCENARIO: Scenario = {
  schema: 'woe.scenario/1',
  level: 'disk',
  profile: 'linux-4.x',
  seed: 1,
  file: { ...PLAIN_FILE, size: 8192, allocated: [{ from: 0, to: 8192 }], rlimitFsize: 16384 },
  caller: { uid: 1, gid: 1, capFsetid: false },
  disk: { sectorSize: 512, sectors: 64, provisioned: 64 },
  calls: [],
  faults: [],
};

/** A request to the disk and what it returned. */
export const disk = (op: DiskStep['op'], ret: DiskStep['ret'], sector = 0, count = 1): DiskStep => ({
  op,
  sector,
  count,
  ret,
  struck: null,
});

/** What went wrong on the disk: a write, a transfer that fell short, a flush. */
export const EIO: readonly DiskStep[] = [disk('write', 'EIO')];
export const SHORT: readonly DiskStep[] = [disk('read', 1, 0, 2)];
export const FLUSH_EIO: readonly DiskStep[] = [disk('flush', 'EIO')];

export const DIRECT: readonly OpenFlag[] = ['O_RDWR', 'O_DIRECT'];
export const DSYNC: readonly OpenFlag[] = ['O_RDWR', 'O_DSYNC'];
export const DAX: FileSpec = { ...SCENARIO.file, dax: true };

/** A call that opens descriptor `fd`. */
export const open = (fd: number, ...flags: OpenFlag[]): Call => ({ call: 'open', fd, flags });

/** Tells the oracle of calls one after the other, of which the first opens descriptor 0, to read and write if not told. */
export class Story {
  private readonly oracle: FileOracle;
  private readonly scenario: Scenario;
  private index = 0;

  constructor(scenario: Partial<Scenario> = {}, flags: readonly OpenFlag[] = ['O_RDWR']) {
    this.scenario = { ...SCENARIO, ...scenario };
    this.oracle = new FileOracle(this.scenario);
    this.tell(open(0, ...flags));
  }

  /**
   * The whole judgement. `got` need not repeat what is usual; `faults` say where the disk's lies went, or at `file` level
   * what the target was asked to induce.
   */
  judge(call: Call, got: Partial<CallObservation> = {}, { steps = [], faults = [], clock = 1 }: Happened = {}) {
    const observation = { index: this.index++, call: call.call, ret: 0, signal: null, ...got };
    const evidence = this.scenario.level === 'file' ? evidenceOfInduced(faults) : evidenceOf(steps, faults);
    return this.oracle.judge(call, observation, { clock, evidence });
  }

  /** What [from, to) may hold now. */
  possible(from: number, to: number): readonly Cell[] {
    return this.oracle.possible(from, to);
  }

  /** What differs from everything that is allowed. */
  tell(call: Call, got: Partial<CallObservation> = {}, steps: readonly DiskStep[] = []): Observable[] {
    return this.judge(call, got, { steps }).differences.map((d) => d.observable);
  }

  /** The same in full, a difference a line: what came, what was allowed, why. */
  says(call: Call, got: Partial<CallObservation> = {}, happened: Happened = {}): string[] {
    return this.judge(call, got, happened).differences.map((d) => {
      const allowed = d.allowed.map((value, i) => `${value} (${d.because[i]})`);
      return `${d.observable} ${d.got}, allowed ${allowed.join(' or ')}`;
    });
  }

  write(length: number, got: Partial<CallObservation>, steps: readonly DiskStep[] = []) {
    return this.tell({ call: 'write', fd: 0, segments: [{ length, readable: length }] }, got, steps);
  }

  read(length: number, got: Partial<CallObservation>, steps: readonly DiskStep[] = []) {
    return this.tell({ call: 'pread', fd: 0, length, position: 0 }, { ret: length, ...got }, steps);
  }
}

/** Of the file of 8192 bytes whose limit is 16384. */
export const story = (scenario: Partial<Scenario> = {}, flags?: readonly OpenFlag[]): Story =>
  new Story(scenario, flags);
export const era = (profile: ProfileId, flags?: readonly OpenFlag[]): Story => story({ profile }, flags);
