import { FLAG, type TraceEvent } from '../../contract/trace-event.js';
import { Description, type Access } from './description.js';
import { Inode, kindOfPath } from './inode.js';
import { FdTable, Process, Task } from './tasks.js';

/** Bounds that keep the memory constant whatever a trace holds; beyond them what is known is given up, and counted. */
const MOST_TASKS = 4096;
const MOST_OPEN = 65_536;

/** Who is told when descriptors go away. */
export interface Watcher {
  /** `process` has closed its last descriptor of the file. */
  closed(process: Process, inode: Inode): void;
  /** The process has exited, as its status says; or, for the reason given, nothing more will be known of it. */
  ended(process: Process, reason?: string): void;
}

/** The tasks of a trace, their tables of descriptors, and the files behind them. */
export class World {
  /** How often something had to be given up for the sake of memory. */
  forgotten = 0;
  private tasks = new Map<number, Task>();
  private inodes = new Map<string, Inode>();
  private open = 0;
  private last: Task | undefined;
  /** Tasks that are inside fork, vfork or clone now: whoever appears is probably their child. */
  private forking = new Set<Task>();

  constructor(private readonly watcher: Watcher) {}

  taskOf(pid: number): Task {
    const { last } = this;
    if (last?.pid === pid) return last;
    let task = this.tasks.get(pid);
    task ??= this.adopt(pid) ?? this.addTask(new Task(pid, new Process(), new FdTable()));
    task.seen = true;
    this.last = task;
    return task;
  }

  /** The description behind a descriptor. One that the trace did not see opened is made, and called inherited. */
  descriptionOf(task: Task, fd: number, path: string): Description {
    const known = task.table.get(fd);
    if (known) {
      if (path === '' || path === known.inode.path) return known;
      if (known.inode.path === '') {
        known.inode.path = path;
        known.inode.kind = kindOfPath(path);
        return known;
      }
      // It was opened anew, or the file was renamed, and the trace does not say so.
      this.release(task, fd);
    }
    const description = new Description(this.inodeAt(path));
    this.put(task, fd, description);
    return description;
  }

  opened(task: Task, e: TraceEvent): Description {
    const { flags } = e;
    this.release(task, e.ret);
    const description = new Description(this.inodeAt(e.path));
    description.inherited = false;
    description.access = accessOf(flags);
    description.append = (flags & FLAG.O_APPEND) !== 0;
    description.direct = (flags & FLAG.O_DIRECT) !== 0;
    description.setOffset(0);
    this.put(task, e.ret, description);
    return description;
  }

  /** `to` becomes another descriptor of what `fd` leads to. */
  duplicated(task: Task, fd: number, to: number, path: string): void {
    const description = this.descriptionOf(task, fd, path);
    if (fd === to) return;
    this.release(task, to);
    this.put(task, to, description);
  }

  release(task: Task, fd: number): void {
    const description = task.table.get(fd);
    if (!description) return;
    task.table.delete(fd);
    this.drop(description);
    const { inode } = description;
    if (inode.rests === null) return;
    for (const [, other] of task.table.entries()) if (other.inode === inode) return;
    this.watcher.closed(task.process, inode);
  }

  releaseRange(task: Task, from: number, to: number): void {
    for (const [fd] of [...task.table.entries()]) if (fd >= from && fd <= to) this.release(task, fd);
  }

  beginFork(task: Task, files: boolean, thread: boolean): void {
    task.forking = { files, thread, child: -1 };
    this.forking.add(task);
  }

  /** `child` = the pid that fork returned; negative if it failed or is not known. */
  forked(task: Task, child: number, files: boolean, thread: boolean, line: number): void {
    const adopted = task.forking?.child ?? -1;
    task.forking = null;
    this.forking.delete(task);
    if (child < 0) return;
    if (!thread) task.process.forkedAt = line;
    if (adopted === child) return;
    if (this.tasks.has(child)) {
      // It was in the trace before anybody could know whose child it is: what it moved is lost.
      for (const [, description] of task.table.entries()) description.leaked = true;
      return;
    }
    this.addChild(task, child, files, thread);
  }

  /** exec: the other threads are gone, the table is its own; what it held open may be closed. */
  executed(task: Task): void {
    this.watcher.ended(task.process, 'the process went on as another program');
    for (const other of [...task.process.members]) if (other !== task) this.removeTask(other);
    if (task.table.tasks === 1) return;
    task.table.tasks--;
    task.table = this.copied(task.table);
    task.table.tasks = 1;
  }

  exited(pid: number, status: number): void {
    const task = this.tasks.get(pid);
    if (!task) return;
    const { process } = task;
    // Of several tasks the last one counts.
    process.status = status >= 0 ? status : null;
    this.removeTask(task);
    if (process.members.size === 0) this.watcher.ended(process);
  }

  exitedGroup(task: Task, status: number): void {
    const { process } = task;
    process.status = status >= 0 ? status : null;
    process.unfollowed = [...process.members].some(({ seen }) => !seen);
    for (const member of [...process.members]) this.removeTask(member);
    this.watcher.ended(process);
  }

  /** A task that is not in the trace, though it should be, has the file open. */
  heldUnseen(inode: Inode): boolean {
    for (const task of this.tasks.values()) if (!task.seen && task.table.leadsTo(inode)) return true;
    return false;
  }

  /** The size of what stands at a path was changed by its name. */
  resized(path: string): void {
    for (const inode of this.inodes.values()) if (isAt(inode, path)) inode.forgetSize();
  }

  /** What stands at a path now that `unlink` or `rename` took away what stood there. */
  moved(path: string, to: string | null): void {
    for (const inode of [...this.inodes.values()]) {
      if (!isAt(inode, path)) continue;
      this.inodes.delete(inode.path);
      if (to === null) continue;
      inode.path = isRelative(to) ? `${inode.path.slice(0, inode.path.lastIndexOf('/') + 1)}${to}` : to;
      this.inodes.set(inode.path, inode);
    }
  }

  hold(inode: Inode): void {
    inode.holders++;
  }

  letGo(inode: Inode): void {
    if (--inode.holders === 0 && this.inodes.get(inode.path) === inode) this.inodes.delete(inode.path);
  }

  processes(): Set<Process> {
    return new Set([...this.tasks.values()].map(({ process }) => process));
  }

  private inodeAt(path: string): Inode {
    const known = this.inodes.get(path);
    if (known) return known;
    const inode = new Inode(path, kindOfPath(path));
    if (path !== '') this.inodes.set(path, inode);
    return inode;
  }

  private put(task: Task, fd: number, description: Description): void {
    if (this.open >= MOST_OPEN) this.forgetAll();
    task.table.set(fd, description);
    this.open++;
    this.hold(description.inode);
  }

  private drop({ inode }: Description): void {
    this.open--;
    this.letGo(inode);
  }

  private copied(table: FdTable): FdTable {
    const copy = new FdTable();
    if (this.open >= MOST_OPEN) {
      this.forgetAll();
      return copy;
    }
    for (const [fd, description] of table.entries()) {
      copy.set(fd, description);
      this.open++;
      this.hold(description.inode);
    }
    return copy;
  }

  /** An unknown pid while exactly one task forks is its child: strace often shows the child before the parent's return. */
  private adopt(pid: number): Task | undefined {
    const parents = [...this.forking].filter(({ forking }) => forking?.child === -1);
    const [parent] = parents;
    if (parents.length !== 1 || !parent.forking) return undefined;
    const { files, thread } = parent.forking;
    parent.forking = { files, thread, child: pid };
    return this.addChild(parent, pid, files, thread);
  }

  private addChild(parent: Task, pid: number, files: boolean, thread: boolean): Task {
    const process = thread ? parent.process : new Process();
    return this.addTask(new Task(pid, process, files ? parent.table : this.copied(parent.table)));
  }

  private addTask(task: Task): Task {
    if (this.tasks.size >= MOST_TASKS) {
      this.forgotten++;
      const [oldest] = this.tasks.values();
      this.removeTask(oldest);
      if (oldest.process.members.size === 0) this.watcher.ended(oldest.process, TOO_MUCH);
    }
    this.tasks.set(task.pid, task);
    return task;
  }

  private removeTask(task: Task): void {
    this.tasks.delete(task.pid);
    this.forking.delete(task);
    if (this.last === task) this.last = undefined;
    task.process.members.delete(task);
    abandon(task);
    if (--task.table.tasks > 0) return;
    for (const [, description] of task.table.entries()) this.drop(description);
  }

  private forgetAll(): void {
    this.forgotten++;
    for (const process of this.processes()) this.watcher.ended(process, TOO_MUCH);
    const fresh = new Map<FdTable, FdTable>();
    for (const task of this.tasks.values()) {
      const table = fresh.get(task.table) ?? new FdTable();
      fresh.set(task.table, table);
      task.table = table;
      table.tasks++;
      task.flying = null;
    }
    this.inodes.clear();
    this.open = 0;
  }
}

/** The task ends inside of a call: what that did nobody knows. */
function abandon(task: Task): void {
  if (!task.flying) return;
  task.flying.inode.inFlight--;
  task.flying.forgetOffset();
  task.flying.inode.forgetSize();
  task.flying = null;
}

const TOO_MUCH = 'too much was open at once to keep in memory';

/** The directory of a relative path is not known: any file of that name may be meant. */
export const isAt = (inode: Inode, path: string): boolean =>
  inode.path === path || (isRelative(path) && inode.path.endsWith(`/${path}`));

const isRelative = (path: string): boolean => !path.startsWith('/');

const accessOf = (flags: number): Access =>
  (flags & FLAG.O_RDWR) !== 0 ? 'both' : (flags & FLAG.O_WRONLY) !== 0 ? 'write' : 'read';
