import type { Description } from './description.js';
import type { Inode } from './inode.js';
import type { Rest } from './rest.js';

/** Descriptors below this are kept in an array. */
const DENSE = 1024;

/** A table of descriptors, shared by the tasks that were cloned with CLONE_FILES. */
export class FdTable {
  tasks = 0;
  private dense: (Description | undefined)[] = [];
  private sparse = new Map<number, Description>();

  get(fd: number): Description | undefined {
    return fd < DENSE ? this.dense[fd] : this.sparse.get(fd);
  }

  set(fd: number, description: Description): void {
    if (fd < DENSE) this.dense[fd] = description;
    else this.sparse.set(fd, description);
  }

  delete(fd: number): void {
    if (fd < DENSE) this.dense[fd] = undefined;
    else this.sparse.delete(fd);
  }

  leadsTo(inode: Inode): boolean {
    for (const [, description] of this.entries()) if (description.inode === inode) return true;
    return false;
  }

  *entries(): Generator<[number, Description]> {
    for (let fd = 0; fd < this.dense.length; fd++) {
      const description = this.dense[fd];
      if (description) yield [fd, description];
    }
    yield* this.sparse;
  }
}

/** What the threads of one process have in common. */
export class Process {
  readonly members = new Set<Task>();
  /** Exit status once it is known; null while it is not, and when a signal ended it. */
  status: number | null = null;
  /** Of writes that stopped half way, the rests that nobody wrote yet. */
  rests: Rest[] = [];
  /** Line of the last write to where errors are told: descriptor 2, a socket, a pipe; 0 = none. */
  toldAt = 0;
  /** A thread of it was not in the trace: strace ran without -f. */
  unfollowed = false;
  /** Line of the last fork of another process; 0 = none. */
  forkedAt = 0;
}

/** A thread. */
export class Task {
  /** It is in a call that has begun: on a description, or a fork, until the call ends. */
  flying: Description | null = null;
  flyingInodeChanges = 0;
  forking: { readonly files: boolean; readonly thread: boolean; child: number } | null = null;
  /** A line of it was in the trace: it is followed. */
  seen = false;

  constructor(
    readonly pid: number,
    public process: Process,
    public table: FdTable,
  ) {
    process.members.add(this);
    table.tasks++;
  }
}
