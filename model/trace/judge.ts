import { ERRNO } from '../../contract/errno.js';
import { CALL, FLAG, OTHER_ERRNO, RET_UNKNOWN, type TraceEvent } from '../../contract/trace-event.js';
import { TRACE_CALL_NAMES, type TraceCall } from '../../contract/trace.js';
import type { Profile } from '../profile.js';
import { Court } from './court.js';
import type { Description } from './description.js';
import type { TraceFinding } from './finding.js';
import { judgeLseek } from './judge-offset.js';
import { judgeSize } from './judge-size.js';
import { applyWrite, judgeCount } from './judge-write.js';
import { Rests } from './rests.js';
import type { TraceRuleResult } from './tally.js';
import type { Task } from './tasks.js';
import { TRACE_RULE } from './trace-rules.js';
import { World } from './world.js';

/**
 * Judges the events of one trace, one after the other. What it remembers is bounded by what is open at a time. Nothing
 * is allocated for a read or a write that is whole, nor for a seek, on a descriptor that is known.
 */
export class TraceJudge {
  /** Writes that returned less than they were asked for, of files. */
  shortWrites = 0;
  private readonly court: Court;
  private readonly rests: Rests;
  private readonly world: World;

  /** `lineText` gives the start of the line that is judged now; it is asked for only when it is needed. */
  constructor(profile: Profile, onFinding: (finding: TraceFinding) => void, lineText: () => string) {
    this.court = new Court(profile, onFinding, lineText);
    this.rests = new Rests(this.court);
    this.world = new World(this.rests);
    this.rests.world = this.world;
  }

  /** How often something was given up to keep the memory constant. */
  get forgotten(): number {
    return this.world.forgotten;
  }

  take(e: TraceEvent): void {
    this.rests.now = e;
    if (e.call === CALL.exit) {
      this.world.exited(e.pid, e.other);
      return;
    }
    const task = this.world.taskOf(e.pid);
    if (e.call === CALL.write || e.call === CALL.pwrite) this.write(task, e);
    else this.other(task, e);
  }

  /** After the last event. */
  finish(): TraceRuleResult[] {
    for (const process of this.world.processes()) this.rests.over(process);
    return this.court.tally.results();
  }

  private write(task: Task, e: TraceEvent): void {
    const description = this.world.descriptionOf(task, e.fd, e.path);
    const { inode, known, epoch } = description;
    const alone = this.landed(task, description);
    if (inode.kind !== 'file') {
      // An event counter only wakes a thread up.
      if (e.fd === 2 || (e.fd !== 1 && !inode.path.startsWith('anon_inode:'))) task.process.toldAt = e.line;
      if (e.call === CALL.pwrite && e.ret > 0) inode.kind = 'file';
    } else if (e.fd === 2 || (description.append && inode.rests === null)) task.process.toldAt = e.line;
    if (e.injected) {
      // Nobody but the tracer answered: from here on nothing is known of the file, but what the program does is.
      description.leaked = true;
      inode.born = false;
    } else judgeCount(this.court, description, e);
    if (inode.kind === 'other') return;
    const at = applyWrite(this.court, description, e, alone);
    const short = e.ret >= 0 && e.ret < e.n;
    if (!short && inode.rests === null) return;
    this.follow(task, description, e, at, known, epoch, short);
  }

  private follow(
    task: Task,
    description: Description,
    e: TraceEvent,
    at: number,
    known: boolean,
    epoch: number,
    short: boolean,
  ): void {
    const start = { at, known: known || e.call === CALL.pwrite || description.append, epoch };
    const covered = description.inode.rests !== null && e.n !== 0 && this.rests.met(task, description, e, start);
    if (!short) return;
    this.shortWrites++;
    if (!covered) this.rests.began(task, description, e, start);
  }

  /** Calls on tasks, tables and names. */
  private readonly onTask: Handlers<(task: Task, e: TraceEvent) => void> = handlers({
    read: (task, e) => this.read(task, e),
    open: (task, e) => this.open(task, e),
    dup: (task, e) => e.ret >= 0 && this.world.duplicated(task, e.fd, e.ret, e.path),
    dup2: (task, e) => e.ret >= 0 && this.world.duplicated(task, e.fd, e.other, e.path),
    // Linux closes the descriptor even when close fails, but for one that is not open.
    close: (task, e) => e.ret !== RET_UNKNOWN && e.ret !== -ERRNO.EBADF && this.world.release(task, e.fd),
    closeRange: (task, e) => e.ret === 0 && this.world.releaseRange(task, e.fd, e.other),
    fork: (task, e) => this.world.forked(task, e.other, e.files, e.thread, e.line),
    beginFork: (task, e) => this.world.beginFork(task, e.files, e.thread),
    exec: (task) => this.world.executed(task),
    exitGroup: (task, e) => this.world.exitedGroup(task, e.other),
    truncate: (_, e) => e.ret === 0 && this.world.resized(e.path),
    unlink: (task, e) => this.name(task, e),
    rename: (task, e) => this.name(task, e),
  });

  /** Calls on a description that is open. `alone` = no other call on its file overlapped. */
  private readonly onDescription: Handlers<
    (task: Task, description: Description, e: TraceEvent, alone: boolean) => void
  > = handlers({
    lseek: (_, description, e, alone) => e.ret >= 0 && judgeLseek(this.court, this.world, description, e, alone),
    fstat: (_, description, e, alone) =>
      e.ret === 0 &&
      description.inode.kind !== 'other' &&
      judgeSize(this.court, this.world, description, e, e.size, alone),
    ftruncate: (task, description, e, alone) => this.truncate(task, description, e, alone),
    setFlags: (_, description, e) => e.ret === 0 && (description.append = (e.flags & FLAG.O_APPEND) !== 0),
    opaque: (task, description, e) => {
      forget(task, description, e);
      if (e.other >= 0) forget(task, this.world.descriptionOf(task, e.other, e.newPath), e);
    },
  });

  private other(task: Task, e: TraceEvent): void {
    const handler = this.onTask[e.call];
    if (handler) {
      handler(task, e);
      return;
    }
    const description = this.world.descriptionOf(task, e.fd, e.path);
    if (e.call === CALL.begin) begin(task, description);
    else {
      const alone = this.landed(task, description);
      this.onDescription[e.call]?.(task, description, e, alone);
    }
  }

  private read(task: Task, e: TraceEvent): void {
    const description = this.world.descriptionOf(task, e.fd, e.path);
    this.landed(task, description);
    this.court.readsSeen = true;
    if (e.ret === RET_UNKNOWN) description.forgetOffset();
    if (e.ret <= 0) return;
    description.offset += e.ret;
    description.offsetRule = TRACE_RULE['lseek-sets-offset'];
    description.lastFd = e.fd;
  }

  private open(task: Task, e: TraceEvent): void {
    if (e.ret < 0) return;
    const description = this.world.opened(task, e);
    const { inode } = description;
    if ((e.flags & FLAG.O_TRUNC) !== 0) this.rests.begunAnew(task, inode);
    const created = (e.flags & FLAG.O_CREAT) !== 0 && (e.flags & FLAG.O_EXCL) !== 0;
    if (inode.kind !== 'file' || !(created || (e.flags & FLAG.O_TRUNC) !== 0)) return;
    inode.setSize(0);
    inode.born = true;
    inode.sizeRule = TRACE_RULE['open-starts-at-zero'];
  }

  private truncate(task: Task, description: Description, e: TraceEvent, alone: boolean): void {
    const { inode } = description;
    if (e.ret === 0) {
      inode.kind = 'file';
      if (alone) inode.setSize(e.size);
      else inode.forgetSize();
      inode.sizeRule = TRACE_RULE['truncate-sets-size'];
      this.rests.cut(task, inode, e.size);
    } else if (e.ret === RET_UNKNOWN || e.ret === OTHER_ERRNO) inode.forgetSize();
  }

  private name(task: Task, e: TraceEvent): void {
    if (e.ret !== 0) return;
    const renamed = e.call === CALL.rename;
    this.rests.named(task, e.path, renamed);
    if (renamed) this.world.moved(e.newPath, null);
    this.world.moved(e.path, renamed ? e.newPath : null);
  }

  /** A call on the description has ended. True if no other was under way on its file meanwhile. */
  private landed(task: Task, description: Description): boolean {
    const { inode } = description;
    const { flying } = task;
    const alone = flying ? land(task, flying, description) : inode.inFlight === 0;
    inode.changes++;
    return alone;
  }
}

/** By the number of the call. */
type Handlers<H> = readonly (H | undefined)[];

/** What a handler returns is of no interest: it may end in an expression. */
const handlers = <A extends unknown[]>(
  table: Partial<Record<TraceCall, (...args: A) => unknown>>,
): Handlers<(...args: A) => void> => TRACE_CALL_NAMES.map((name) => table[name]);

function forget(task: Task, description: Description, e: TraceEvent): void {
  description.forgetOffset();
  description.inode.forgetSize();
  if (description.inode.kind !== 'file') task.process.toldAt = e.line;
}

function begin(task: Task, description: Description): void {
  if (task.flying) task.flying.inode.inFlight--;
  task.flying = description;
  task.flyingInodeChanges = description.inode.changes;
  description.inode.inFlight++;
}

/** True if the call that the task was in is this one, and nothing else happened to the file since it began. */
function land(task: Task, flying: Description, description: Description): boolean {
  task.flying = null;
  flying.inode.inFlight--;
  return flying === description && flying.inode.inFlight === 0 && flying.inode.changes === task.flyingInodeChanges;
}
