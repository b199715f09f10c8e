import type {
  CallObservation,
  Capability,
  DiskTarget,
  Environment,
  KernelStep,
  MountedFile,
  Scenario,
  Target,
} from '../../contract/index.js';
import { VIEW_LIMIT, sourceBytes } from '../../contract/index.js';
import { VirtualDisk, type SectorStore } from '../../impl/disk/index.js';
import { evidenceOf, type CoverageRecorder } from '../../model/index.js';
import type { JudgedCall } from '../engine.js';
import { wait, type Steps } from '../run/drive.js';
import { observe, play } from '../run/play.js';
import type { Stage } from '../run/stage.js';

/** The coarse clock ticks once in two calls, so that two writes in a row may see the same time. */
const CALLS_PER_TICK = 2;

/** Runs a scenario at `disk` level on a fresh virtual disk. `store` backs the disk; memory by default. */
export function* runDisk(
  target: Target & { disk: DiskTarget },
  scenario: Scenario,
  judged: (call: JudgedCall) => void,
  coverage?: CoverageRecorder,
  store?: SectorStore,
): Steps<void> {
  yield* play(new DiskStage(target, scenario, store), scenario, judged, coverage);
}

/** Runs it to its end without a judge. */
export const observeDisk = (
  target: Target & { disk: DiskTarget },
  scenario: Scenario,
  seen: (call: CallObservation) => void,
): Steps<void> => observe(new DiskStage(target, scenario), scenario, seen);

class DiskStage implements Stage {
  readonly capabilities: readonly Capability[];
  private readonly disk: VirtualDisk;
  private readonly environment: Environment;
  private time = 0;
  private steps: KernelStep[] = [];

  constructor(
    private readonly target: Target & { disk: DiskTarget },
    private readonly scenario: Scenario,
    store?: SectorStore,
  ) {
    this.capabilities = target.capabilities;
    this.disk = diskOf(scenario, store);
    this.environment = {
      profile: scenario.profile,
      caller: scenario.caller,
      file: scenario.file,
      clock: () => this.time,
      trace: (step) => {
        this.steps.push(step);
      },
    };
  }

  *begin(): Steps<MountedFile> {
    return yield* wait(this.target.disk.mount(this.disk, this.environment));
  }

  tick(index: number): number {
    this.time = 1 + Math.floor(index / CALLS_PER_TICK);
    return this.time;
  }

  takeEvidence(): ReturnType<Stage['takeEvidence']> {
    const disk = this.disk.takeLog();
    const { steps } = this;
    this.steps = [];
    return { evidence: evidenceOf(disk, this.scenario.faults), disk, steps: steps.length > 0 ? steps : undefined };
  }

  *powerCut(): Steps<MountedFile> {
    this.disk.powerCut(this.scenario.seed);
    return yield* this.begin();
  }

  end(): void {
    this.disk.close();
  }
}

/** A disk that holds the scenario's file: its allocated ranges with the initial bytes, and its inode record. */
export function diskOf(scenario: Scenario, store?: SectorStore): VirtualDisk {
  const { disk: geometry, file, faults, seed } = scenario;
  const disk = new VirtualDisk(geometry, faults, seed, store);
  for (const { from, to } of file.allocated) {
    const end = Math.max(from, Math.min(to, file.size));
    const whole = end - (end % geometry.sectorSize);
    for (let at = from; at < whole; at += VIEW_LIMIT)
      disk.install(at / geometry.sectorSize, sourceBytes(seed, 'initial', at, Math.min(VIEW_LIMIT, whole - at)));
    const rest = new Uint8Array(to - Math.max(from, whole));
    rest.set(sourceBytes(seed, 'initial', whole, end - whole));
    disk.install(Math.max(from, whole) / geometry.sectorSize, rest);
  }
  const { size, mode, uid, gid, capability } = file;
  disk.installInode({ size, mode, uid, gid, mtime: 0, ctime: 0, capability });
  return disk;
}
