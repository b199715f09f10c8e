import {
  Misbehaviour,
  toSigned,
  type Callee,
  type CalleeScript,
  type CalleeStep,
  type Callees,
  type IovIter,
  type IterInode,
  type IterTask,
  type Kiocb,
  type Outcome,
  type Ret,
} from '../../contract/index.js';

/** More calls of callees than any behaviour needs: a target that loops is stopped here. */
const CALLEE_LIMIT = 64;

/** The suite's side of one call at `iter` level: applies the script, records what the target does. */
export class IterHarness {
  readonly recorded: CalleeStep[] = [];
  readonly kiocb: Kiocb;
  readonly from: IovIter;
  readonly callees: Callees;
  lock: 'held' | 'touched' = 'held';
  iovLeft: number;
  size: number;
  private readonly slot: IterTask = { backingDevInfo: null };
  private readonly inodeBdi = {};

  constructor(request: { pos: number; count: number; size: number; direct: boolean }, script: CalleeScript) {
    this.iovLeft = request.count;
    this.size = request.size;
    this.kiocb = { kiPos: request.pos, direct: request.direct, inode: this.inode(), task: this.slot };
    this.from = this.iter();
    this.callees = this.calleesOf(script);
  }

  /** What the task's slot holds. */
  get bdi(): 'published' | 'null' | 'other' {
    const { backingDevInfo } = this.slot;
    if (backingDevInfo === null) return 'null';
    return backingDevInfo === this.inodeBdi ? 'published' : 'other';
  }

  private inode(): IterInode {
    const touch = (): void => {
      this.lock = 'touched';
    };
    const sizeNow = (): number => this.size;
    return {
      backingDevInfo: this.inodeBdi,
      lock: touch,
      unlock: touch,
      get size() {
        return sizeNow();
      },
    };
  }

  private iter(): IovIter {
    const left = (): number => this.iovLeft;
    return {
      get count() {
        return left();
      },
      advance: (bytes) => {
        this.iovLeft -= bytes;
      },
    };
  }

  private calleesOf(script: CalleeScript): Callees {
    const call = (callee: Callee, args: number[]): Ret => this.call(callee, args, script[callee]);
    return {
      checks: () => {
        const ret = call('checks', []);
        if (typeof ret === 'number' && ret > 0) this.iovLeft = Math.min(this.iovLeft, ret);
        return ret;
      },
      removePrivs: () => call('removePrivs', []),
      updateTime: () => call('updateTime', []),
      isDax: () => toSigned(call('isDax', [])) === 1,
      direct: () => call('direct', []),
      perform: (pos) => call('perform', [pos]),
      flush: (lo, hi) => call('flush', [lo, hi]),
      invalidate: (lo, hi) => call('invalidate', [lo, hi]),
    };
  }

  private call(callee: Callee, args: number[], outcome: Outcome | undefined): Ret {
    if (this.recorded.length >= CALLEE_LIMIT)
      throw new Misbehaviour('timed out', `called its callees ${CALLEE_LIMIT} times in one write and did not return`);
    this.recorded.push({ callee, args: args.map(integer), bdi: this.bdi });
    if (!outcome) return 0;
    this.iovLeft -= outcome.iovAdvance;
    this.kiocb.kiPos += outcome.kiPosAdvance;
    if (outcome.sizeAfter !== null) this.size = outcome.sizeAfter;
    return outcome.ret;
  }
}

/** Arguments come from the target: anything but an integer is recorded as -1, which no expectation contains. */
const integer = (value: unknown): number => (Number.isSafeInteger(value) ? (value as number) : -1);
