import { sourceBytes } from '../../contract/index.js';
import type {
  CallObservation,
  Capability,
  Environment,
  Fault,
  FileTarget,
  InducibleFault,
  KernelStep,
  MountedFile,
  PreparedFile,
  Ret,
  Scenario,
  Target,
} from '../../contract/index.js';
import { evidenceOfInduced, type CoverageRecorder, type Judgement } from '../../model/index.js';
import type { JudgedCall } from '../engine.js';
import { wait, type Steps } from '../run/drive.js';
import { observe, play } from '../run/play.js';
import { isCallee, narrowed, withSeen } from './seen-callees.js';
import type { Stage } from '../run/stage.js';

/** Runs a scenario at `file` level, on the target's own storage. */
export function* runFile(
  target: Target & { file: FileTarget },
  scenario: Scenario,
  judged: (call: JudgedCall) => void,
  coverage?: CoverageRecorder,
): Steps<void> {
  yield* play(new FileStage(target, scenario), scenario, judged, coverage);
}

/** Runs it to its end without a judge. */
export const observeFile = (
  target: Target & { file: FileTarget },
  scenario: Scenario,
  seen: (call: CallObservation) => void,
): Steps<void> => observe(new FileStage(target, scenario), scenario, seen);

class FileStage implements Stage {
  readonly capabilities: readonly Capability[];
  readonly hidesOffset: boolean;
  private time = 0;
  private armed: Fault[] = [];
  private struck: Fault[] = [];
  private seen: KernelStep[] = [];

  constructor(
    private readonly target: Target & { file: FileTarget },
    private readonly scenario: Scenario,
  ) {
    this.capabilities = target.capabilities;
    this.hidesOffset = target.file.lacks?.includes('offset') ?? false;
  }

  *begin(): Steps<MountedFile> {
    const { scenario } = this;
    const environment: Environment = {
      profile: scenario.profile,
      caller: scenario.caller,
      file: scenario.file,
      clock: () => this.time,
      // At this level a target is a black box, but some let the core's callees be seen.
      trace: (step) => {
        if (isCallee(step)) this.seen.push(step);
      },
    };
    return yield* wait(this.target.file.prepare(initialContent(scenario), environment, scenario.disk));
  }

  tick(index: number): number {
    this.time = 1 + Math.floor(index / 2);
    return this.time;
  }

  *arm(mounted: MountedFile, nth: number): Steps<void> {
    const prepared = mounted as PreparedFile;
    if (!prepared.induce) return;
    this.armed = this.scenario.faults.filter(
      (fault) => fault.on === 'target' && (fault.sticky ? nth >= fault.nth : nth === fault.nth),
    );
    for (const fault of this.armed)
      yield* wait(prepared.induce(fault.kind as InducibleFault, { bytes: fault.args.bytes, errno: fault.args.errno }));
    this.struck = this.armed;
  }

  *disarm(mounted: MountedFile): Steps<void> {
    const prepared = mounted as PreparedFile;
    for (const fault of this.armed)
      if (prepared.induce) yield* wait(prepared.induce(fault.kind as InducibleFault, null));
    this.armed = [];
  }

  takeEvidence(): ReturnType<Stage['takeEvidence']> {
    const evidence = withSeen(evidenceOfInduced(this.struck), this.seen);
    this.struck = [];
    return { evidence };
  }

  narrow(judgement: Judgement, ret: Ret): Judgement {
    const { seen } = this;
    this.seen = [];
    return narrowed(judgement, seen, this.scenario.profile, ret);
  }

  end(): void {
    this.armed = [];
  }
}

/** The bytes of the file before the first call; holes are zeros. */
export function initialContent(scenario: Scenario): Uint8Array {
  const content = new Uint8Array(scenario.file.size);
  for (const { from, to } of scenario.file.allocated) {
    const end = Math.min(to, content.length);
    if (from < end) content.set(sourceBytes(scenario.seed, 'initial', from, end - from), from);
  }
  return content;
}
