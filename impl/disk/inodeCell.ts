import type { InodeRecord } from '../../contract/index.js';

const EMPTY: InodeRecord = { size: 0, mode: 0, uid: 0, gid: 0, mtime: 0, ctime: 0, capability: false };

/** The inode record with its own place in the volatile cache: written at once, durable after a flush. */
export class InodeCell {
  private current = EMPTY;
  private durable = EMPTY;

  read(): InodeRecord {
    return { ...this.current };
  }

  write(record: InodeRecord): void {
    this.current = { ...record };
  }

  commit(): void {
    this.durable = this.current;
  }

  /** `survives` tells whether a record that was not flushed reached the disk all the same. */
  powerCut(survives: boolean): void {
    if (survives) this.durable = this.current;
    else this.current = this.durable;
  }
}
