import type { Capability, DiskStep, KernelStep, MountedFile, Ret } from '../../contract/index.js';
import type { Evidence, Judgement } from '../../model/index.js';
import type { Steps } from './drive.js';

/** What the disk and the file level do differently around the same calls. */
export interface Stage {
  readonly capabilities: readonly Capability[];
  /** The target has no lseek. */
  readonly hidesOffset?: boolean;
  /** Mounts or prepares the file. */
  begin(): Steps<MountedFile>;
  /** Advances the coarse clock for the call with this index; returns the time in ticks. */
  tick(index: number): number;
  /** Before the nth write call (1-based): arms what the target induces itself. */
  arm?(mounted: MountedFile, nth: number): Steps<void>;
  /** After it. */
  disarm?(mounted: MountedFile): Steps<void>;
  /** What the suite saw or induced since the last call of this. */
  takeEvidence(): { evidence: Evidence; disk?: DiskStep[]; steps?: KernelStep[] };
  /** The judgement of the last call that returned `ret`, after what else was seen of it. */
  narrow?(judgement: Judgement, ret: Ret): Judgement;
  /** Drops the target and mounts it again on what the disk kept. */
  powerCut?(): Steps<MountedFile>;
  end(): void;
}
