import type { IterTask, Kiocb as KiocbContract, OpenFlag } from '../../contract/index.js';
import type { Inode } from './inode.js';

/** An open file description: shared by the descriptors that dup made. */
export interface OpenFile {
  readonly inode: Inode;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly append: boolean;
  readonly direct: boolean;
  /** O_DSYNC or O_SYNC. */
  readonly sync: boolean;
  offset: number;
  /** f_wb_err: the newest writeback error that this description has reported. */
  wbErrSeen: number;
}

export function openFile(inode: Inode, flags: readonly OpenFlag[]): OpenFile {
  const readWrite = flags.includes('O_RDWR');
  const writeOnly = !readWrite && flags.includes('O_WRONLY');
  return {
    inode,
    readable: !writeOnly,
    writable: readWrite || writeOnly,
    append: flags.includes('O_APPEND'),
    direct: flags.includes('O_DIRECT') || inode.dax,
    sync: flags.includes('O_DSYNC') || flags.includes('O_SYNC'),
    offset: 0,
    wbErrSeen: inode.mapping.wbErr.sample(),
  };
}

/** `struct kiocb` of one write call. */
export class Kiocb implements KiocbContract {
  readonly inode: Inode;
  readonly direct: boolean;
  readonly task: IterTask;
  /** The checks sent SIGXFSZ. */
  sigxfsz = false;
  /** FUSE: the disk took less of the last chunk than it was sent, which ends the write. */
  replyWasShort = false;

  constructor(
    readonly file: OpenFile,
    public kiPos: number,
  ) {
    this.inode = file.inode;
    this.direct = file.direct;
    this.task = file.inode.sb.task;
  }
}
