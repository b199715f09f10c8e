import type { Inode } from './inode.js';
import { TRACE_RULE } from './trace-rules.js';

export type Access = 'read' | 'write' | 'both' | 'unknown';

/** An open file description: what `open` makes, `dup` and `fork` share. */
export class Description {
  access: Access = 'unknown';
  append = false;
  direct = false;
  /** The trace did not see it opened: programs outside of it may share it. */
  inherited = true;
  /** Something that the trace does not show may use it. */
  leaked = false;
  /**
   * In bytes. Counted from the start of the file when `known`, else from a place that stays the same as long as `epoch`
   * does, so that distances can be told even then.
   */
  offset = 0;
  known = false;
  epoch = 0;
  /** Writes in a row that returned 0 for more than 0 bytes. */
  zeroReturns = 0;
  /** The rule that is blamed when the offset is another one: that of the last call that had to do with it. */
  offsetRule = TRACE_RULE['open-starts-at-zero'];
  /** Descriptor of that call. */
  lastFd = -1;

  constructor(readonly inode: Inode) {}

  setOffset(offset: number): void {
    this.offset = offset;
    this.known = true;
  }

  forgetOffset(): void {
    this.offset = 0;
    this.known = false;
    this.epoch++;
  }
}
