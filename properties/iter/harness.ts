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

/** A write call as the target gets it: where, how much, into a file of which size. */
export interface IterCall {
  readonly pos: number;
  readonly count: number;
  readonly size: number;
  readonly direct: boolean;
}

/**
 * The suite's side of the writes of one scenario at `iter` level: applies each call's script, records what the target
 * does. The inode is the same object in each call, as it is one file's.
 */
export class IterHarness {
  /** What the current call has called so far. */
  recorded: CalleeStep[] = [];
  lock: 'held' | 'touched' = 'held';
  iovLeft = 0;
  size = 0;
  /** What stopped a target that did not return from the current call: thrown by each callee that it goes on to call. */
  stop: Misbehaviour | undefined;
  readonly from: IovIter = new HarnessIter(this);
  callees: Callees;
  kiocb: Kiocb;
  private readonly shared = calleesOf(this);
  private readonly inode = new HarnessInode(this);
  private script: CalleeScript = {} as CalleeScript;
  private slot: IterTask = { backingDevInfo: null };

  constructor() {
    this.callees = this.shared;
    this.kiocb = { kiPos: 0, direct: false, inode: this.inode, task: this.slot };
  }

  begin({ pos, count, size, direct }: IterCall, script: CalleeScript): void {
    this.recorded = [];
    this.stop = undefined;
    this.lock = 'held';
    this.iovLeft = count;
    this.size = size;
    this.script = script;
    // Fresh for each call: the target may write to them, wrap them, even freeze them.
    this.callees = Object.create(this.shared) as Callees;
    this.slot = { backingDevInfo: null };
    this.kiocb = { kiPos: pos, direct, inode: this.inode, task: this.slot };
  }

  /** What the task's slot holds. */
  get bdi(): 'published' | 'null' | 'other' {
    const { backingDevInfo } = this.slot;
    if (backingDevInfo === null) return 'null';
    return backingDevInfo === this.inode.backingDevInfo ? 'published' : 'other';
  }

  /** The target calls `callee`. */
  call(callee: Callee, args: number[]): Ret {
    if (this.recorded.length >= CALLEE_LIMIT)
      throw (this.stop ??= new Misbehaviour(
        'timed out',
        `called its callees ${CALLEE_LIMIT} times in one write and did not return`,
      ));
    this.recorded.push({ callee, args, bdi: this.bdi });
    const outcome: Outcome | undefined = this.script[callee];
    if (!outcome) return 0;
    this.iovLeft -= outcome.iovAdvance;
    this.kiocb.kiPos += outcome.kiPosAdvance;
    if (outcome.sizeAfter !== null) this.size = outcome.sizeAfter;
    return outcome.ret;
  }
}

class HarnessInode implements IterInode {
  readonly backingDevInfo = {};

  constructor(private readonly harness: IterHarness) {}

  get size(): number {
    return this.harness.size;
  }

  lock(): void {
    this.harness.lock = 'touched';
  }

  unlock(): void {
    this.harness.lock = 'touched';
  }
}

class HarnessIter implements IovIter {
  constructor(private readonly harness: IterHarness) {}

  get count(): number {
    return this.harness.iovLeft;
  }

  advance(bytes: number): void {
    this.harness.iovLeft -= bytes;
  }
}

/** Functions that need no `this`: a target may take them apart. */
const calleesOf = (harness: IterHarness): Callees => ({
  checks: () => {
    const ret = harness.call('checks', []);
    if (typeof ret === 'number' && ret > 0) harness.iovLeft = Math.min(harness.iovLeft, ret);
    return ret;
  },
  removePrivs: () => harness.call('removePrivs', []),
  updateTime: () => harness.call('updateTime', []),
  isDax: () => toSigned(harness.call('isDax', [])) === 1,
  direct: () => harness.call('direct', []),
  perform: (pos) => harness.call('perform', [integer(pos)]),
  flush: (lo, hi) => harness.call('flush', [integer(lo), integer(hi)]),
  invalidate: (lo, hi) => harness.call('invalidate', [integer(lo), integer(hi)]),
});

/**
 * Arguments come from the target: anything but an integer is recorded as -2, which no expectation contains. (-1 is the
 * end of the empty range at 0.)
 */
const integer = (value: unknown): number => (Number.isSafeInteger(value) ? (value as number) : -2);
