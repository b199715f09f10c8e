import {
  isWrite,
  type Call,
  type CallObservation,
  type KernelStep,
  type Level,
  type Scenario,
} from '../../../contract/index.js';
import type { Judgement } from '../judgement.js';
import { TraceChecker, type TraceVerdict } from '../trace.js';
import type { Cell } from './cells.js';
import type { Evidence } from './evidence.js';
import { judgeClose, judgeDup, judgeFstat, judgeLseek } from './judge-descriptor.js';
import { judgeDropCaches, judgePowerCut, judgeWriteback } from './judge-disk-event.js';
import { judgeOpen } from './judge-open.js';
import { judgeRead } from './judge-read.js';
import { judgeSync } from './judge-sync.js';
import { judgeTruncate } from './judge-truncate.js';
import { judgeWrite, type CallContext } from './judge-write.js';
import { FileState } from './state.js';

/** What the suite gives the oracle beside the observation. */
export interface Circumstances {
  readonly clock: number;
  readonly evidence: Evidence;
}

/** The oracle of the `disk` and `file` levels: keeps what is possible, judges each call, narrows by what it saw. */
export class FileOracle {
  private readonly state: FileState;
  private readonly level: Level;
  /** The trace verdict of the last call; its ways count as covered if the call conformed. */
  lastTrace: TraceVerdict | null = null;

  constructor(scenario: Scenario) {
    this.state = new FileState(scenario);
    this.level = scenario.level;
  }

  judge(call: Call, got: CallObservation, circumstances: Circumstances): Judgement {
    const steps = got.steps as readonly KernelStep[] | undefined;
    const trace = steps && steps.length > 0 ? new TraceChecker(this.state.profile.id).check(steps) : null;
    this.lastTrace = trace;
    // What the disk did at the first mount is told with the first call.
    if (got.index === 0) this.state.mountErrors = circumstances.evidence.inodeErrors;
    const judgement = this.dispatch(call, got, { level: this.level, ...circumstances, trace });
    const { evidence } = circumstances;
    if (evidence.wroteDisk || evidence.flushedLast) this.state.unflushed = !evidence.flushedLast;
    if (evidence.wroteDisk) this.state.sizeUnwritten = false;
    if (!trace) return judgement;
    const { leaves, facts, differences, permitted, path } = judgement;
    const traced = { leaves, facts, differences, permitted, path, traced: trace.functions, fn: trace.fn };
    if (trace.differences.length === 0 || isWrite(call)) return traced;
    return { ...traced, differences: [...trace.differences, ...differences], path: trace.path };
  }

  /** What [from, to) may hold after the last call, clipped to it. */
  possible(from: number, to: number): readonly Cell[] {
    return this.state.cells.within(from, to);
  }

  private dispatch(call: Call, got: CallObservation, context: CallContext): Judgement {
    const { state } = this;
    if (isWrite(call)) return judgeWrite(state, call, got, context);
    switch (call.call) {
      case 'open':
        return judgeOpen(state, call, got, context);
      case 'read':
      case 'pread':
        return judgeRead(state, call, got, context);
      case 'lseek':
        return judgeLseek(state, call, got, context);
      case 'fstat':
        return judgeFstat(state, call, got, context);
      case 'ftruncate':
        return judgeTruncate(state, call, got, context);
      case 'fsync':
      case 'fdatasync':
        return judgeSync(state, call, got, context);
      case 'dup':
        return judgeDup(state, call, got, context);
      case 'close':
        return judgeClose(state, call, got, context);
      case 'writeback':
        return judgeWriteback(state, context);
      case 'dropCaches':
        return judgeDropCaches(state, context);
      case 'powerCut':
        return judgePowerCut(state, got, context);
    }
  }
}
