import { ERRNO } from '../../contract/errno.js';
import { CALL, LENGTH_UNKNOWN, RET_UNKNOWN, type TraceEvent } from '../../contract/trace-event.js';
import type { Court } from './court.js';
import type { Description } from './description.js';
import type { TracePlace } from './finding.js';
import type { Inode } from './inode.js';
import { meet, type Meeting, type Rest } from './rest.js';
import type { Process, Task } from './tasks.js';
import { TRACE_RULE } from './trace-rules.js';
import { isAt, type Watcher, type World } from './world.js';

const RULE = TRACE_RULE['caller-retries-short-write'];

/** Rests that one file may have at a time; the oldest is given up for a new one. */
const MOST_RESTS = 64;

/** Where a write began, as its description counted then. */
export interface Start {
  /** NaN = nobody knows. */
  readonly at: number;
  readonly known: boolean;
  readonly epoch: number;
}

/** Follows what becomes of the rests of short writes. */
export class Rests implements Watcher {
  world!: World;
  /** The event that is judged now. */
  now!: TraceEvent;

  constructor(private readonly court: Court) {}

  /** A write to a file that has rests. True if its own shortness is part of a rest that is followed already. */
  met(task: Task, description: Description, e: TraceEvent, start: Start): boolean {
    let covered = false;
    for (const rest of [...(description.inode.rests ?? [])])
      covered = this.metOne(rest, task, description, e, start) || covered;
    return covered;
  }

  /** A write to what may be a file returned less than it was asked for. */
  began(task: Task, description: Description, e: TraceEvent, start: Start): void {
    const { inode } = description;
    if (inode.kind === 'unknown') {
      this.court.tally.cannotTell(RULE, 'it is not known whether the descriptor is a file (strace -y)', e.line);
      return;
    }
    inode.rests ??= [];
    if (inode.rests.length >= MOST_RESTS) this.cannotTell(inode.rests[0], 'too many short writes at once');
    const rest: Rest = {
      short: this.court.here(e),
      pid: e.pid,
      fd: e.fd,
      process: task.process,
      description,
      inode,
      append: description.append,
      n: e.n,
      done: e.ret,
      text: e.data,
      start: start.at,
      known: start.known,
      epoch: start.epoch,
      wentOn: null,
      closed: null,
    };
    inode.rests.push(rest);
    task.process.rests.push(rest);
    this.world.hold(inode);
  }

  /** ftruncate: cutting the part away is one way to take a short write for a failure. */
  cut(task: Task, inode: Inode, size: number): void {
    for (const rest of [...(inode.rests ?? [])]) {
      if (rest.process !== task.process) continue;
      if (!rest.known || Number.isNaN(rest.start)) this.cannotTell(rest, 'the file was truncated at an unknown place');
      else if (size <= rest.start + rest.done) this.settled(rest);
    }
  }

  /** unlink or rename of a file by its name. Removing the file takes the short write for a failure; renaming goes on. */
  named(task: Task, path: string, renamed: boolean): void {
    for (const rest of [...task.process.rests]) {
      if (!isAt(rest.inode, path)) continue;
      if (renamed) rest.wentOn ??= this.here();
      else this.settled(rest);
    }
  }

  /** The file is begun anew by `open` with O_TRUNC. */
  begunAnew(task: Task, inode: Inode): void {
    for (const rest of [...(inode.rests ?? [])])
      if (rest.process === task.process) this.cannotTell(rest, 'the file was opened again and begun anew');
  }

  closed(process: Process, inode: Inode): void {
    for (const rest of inode.rests ?? []) if (rest.process === process) rest.closed ??= this.here();
  }

  ended(process: Process, reason?: string): void {
    for (const rest of [...process.rests]) {
      const excuse = reason ?? whyUntold(process, rest, this.world);
      if (excuse !== undefined) this.cannotTell(rest, excuse);
      else this.ignored(rest, rest.wentOn ?? rest.closed ?? this.here(), 'the process exited with status 0');
    }
  }

  /** The trace is over, and the process was not seen to exit. */
  over(process: Process): void {
    for (const rest of [...process.rests])
      if (rest.closed && rest.wentOn)
        this.ignored(rest, rest.wentOn, 'it went on after the full request, and closed the file');
      else this.cannotTell(rest, 'the trace ends before it shows whether the rest is written');
  }

  private metOne(rest: Rest, task: Task, description: Description, e: TraceEvent, start: Start): boolean {
    const at = placeIn(rest, description, start);
    const meeting = meet(rest, at, e.n, e.data);
    const sameProcess = rest.process === task.process;
    if (meeting.as === 'retry') {
      if (meeting.exact || sameProcess) return this.retried(rest, e, at);
      return false;
    }
    if (rest.pid === e.pid) this.metByThread(rest, meeting, e);
    else if (continues(rest, description, e, at)) rest.start += Math.max(e.ret, 0);
    else if (sameProcess && meeting.as !== 'apart' && meeting.as !== 'goes on')
      this.cannotTell(rest, 'another thread wrote there, in a way that may be a retry');
    return false;
  }

  private metByThread(rest: Rest, meeting: Meeting, e: TraceEvent): void {
    if (meeting.as === 'unclear') {
      // A write that failed wrote nothing, whatever it was meant to be: the rest is still to be written.
      if (e.ret >= 0 || e.ret === RET_UNKNOWN) this.cannotTell(rest, meeting.reason);
    } else if (meeting.as === 'goes on') rest.wentOn ??= this.here();
    else if (meeting.as === 'other bytes')
      this.ignored(rest, this.here(), 'other bytes are written where the rest belongs');
  }

  private retried(rest: Rest, e: TraceEvent, at: number): boolean {
    if (e.ret === RET_UNKNOWN) this.cannotTell(rest, 'nobody knows what the retry returned');
    // Asked to try again: the rest is still to be written.
    else if (e.ret === -ERRNO.EINTR || e.ret === -ERRNO.EAGAIN) return false;
    else if (e.ret < 0 || at + e.ret >= rest.n) this.settled(rest);
    else if (at + e.n >= rest.n)
      this.settled(rest); // short again: it has a rest of its own, which covers this one
    else {
      rest.done += e.ret;
      return true;
    }
    return false;
  }

  private settled(rest: Rest): void {
    this.forget(rest);
    this.court.tally.conform[RULE]++;
  }

  private cannotTell(rest: Rest, reason: string): void {
    this.forget(rest);
    this.court.tally.cannotTell(RULE, reason, rest.short.line);
  }

  private ignored(rest: Rest, shownBy: TracePlace, because: string): void {
    this.forget(rest);
    const { short, pid, fd, inode, n, done } = rest;
    const from = rest.known && !Number.isNaN(rest.start) ? ` from offset ${rest.start + done} on` : '';
    this.court.accuse(
      RULE,
      { ...short, pid, fd, path: inode.path, shownBy },
      {
        allowed: [
          `a write of the other ${n - done} bytes${from}`,
          'a retry that fails',
          'the file cut back or removed',
          'a failure told by stderr or exit status',
        ],
        got: 'none of them',
        because: `${done} of ${n} bytes are written; ${because}`,
      },
    );
  }

  private forget(rest: Rest): void {
    const { inode, process } = rest;
    const left = (inode.rests ?? []).filter((other) => other !== rest);
    inode.rests = left.length > 0 ? left : null;
    process.rests = process.rests.filter((other) => other !== rest);
    this.world.letGo(inode);
  }

  private here(): TracePlace {
    return this.court.here(this.now);
  }
}

/** The offset turned out to be `by` bytes farther than was counted from an unknown place. */
export function rebase(description: Description, by: number): void {
  for (const rest of description.inode.rests ?? []) {
    if (rest.known || rest.description !== description || rest.epoch !== description.epoch) continue;
    rest.start += by;
    rest.known = true;
  }
}

/** Where a write begins, counted from the first byte of the short write; NaN = unknown. */
function placeIn(rest: Rest, description: Description, start: Start): number {
  // Appends follow each other, wherever the end of the file is.
  if (rest.append && description.append) return rest.done;
  if (start.known && rest.known) return start.at - rest.start;
  const comparable = description === rest.description && start.epoch === rest.epoch && !start.known && !rest.known;
  return comparable ? start.at - rest.start : NaN;
}

/** A write by another thread that took the place where the rest would have gone: the rest now belongs behind it. */
const continues = (rest: Rest, description: Description, e: TraceEvent, at: number): boolean =>
  e.call === CALL.write && e.n !== LENGTH_UNKNOWN && at === rest.done && description === rest.description;

/** Why an exit does not show that the short write was ignored. */
function whyUntold(process: Process, { short, inode }: Rest, world: World): string | undefined {
  const { status, toldAt, forkedAt, unfollowed } = process;
  if (status === null) return 'a signal ended the process, or its status is not known';
  if (status !== 0) return 'the process exited with a status that tells of a failure';
  if (toldAt > short.line) return 'the process may have told of it: it wrote to stderr, a pipe, a socket or a log';
  if (unfollowed || world.heldUnseen(inode))
    return 'a thread or a child that is not in the trace may write the rest (strace -f)';
  if (forkedAt > short.line) return 'a child of the process may write the rest';
  return undefined;
}
