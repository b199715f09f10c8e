import {
  UNLIMITED,
  type Errno,
  type IoSegment,
  type MountedFile,
  type OpenFlag,
  type Ret,
  type Stat,
  type WriteReply,
} from '../../contract/index.js';
import type { Inode } from './inode.js';
import { IovIter } from './iovIter.js';
import { Kiocb, type OpenFile } from './kiocb.js';

const FIRST_FD = 3;
const WHENCE = {
  SEEK_SET: () => 0,
  SEEK_CUR: (file: OpenFile) => file.offset,
  SEEK_END: (file: OpenFile) => file.inode.size,
};

/** The system calls on the one file of a mount. `inode` is the errno of a mount that failed: every open returns it. */
export class MountedReference implements MountedFile {
  private readonly files: (OpenFile | undefined)[] = [];

  constructor(private readonly inode: Inode | Errno) {}

  /** O_TRUNC does nothing to a block device. */
  open(flags: readonly OpenFlag[]): Ret {
    const { inode } = this;
    if (typeof inode === 'string') return inode;
    const file = inode.sb.parts.openFile(inode, flags);
    if (flags.includes('O_TRUNC') && !inode.blockDevice) {
      const ret = inode.sb.parts.truncate(inode, 0);
      if (ret !== 0) return ret;
    }
    return this.install(file);
  }

  write(fd: number, segments: readonly IoSegment[], position: number | null): WriteReply {
    const file = this.file(fd);
    if (!file?.writable) return 'EBADF';
    const kiocb = new Kiocb(file, position ?? file.offset);
    const ret = file.inode.sb.parts.genericFileWriteIter(kiocb, new IovIter(segments));
    if (position === null && typeof ret === 'number' && ret > 0) file.offset = kiocb.kiPos;
    return kiocb.sigxfsz ? { ret, signal: 'SIGXFSZ' } : ret;
  }

  read(fd: number, length: number, position: number | null): Uint8Array | Errno {
    const file = this.file(fd);
    if (!file?.readable) return 'EBADF';
    const bytes = file.inode.sb.parts.fileReadIter(file, position ?? file.offset, length);
    if (position === null && typeof bytes !== 'string') file.offset += bytes.length;
    return bytes;
  }

  lseek(fd: number, offset: number, whence: 'SEEK_SET' | 'SEEK_CUR' | 'SEEK_END'): Ret {
    const file = this.file(fd);
    if (!file) return 'EBADF';
    const target = WHENCE[whence](file) + offset;
    if (target < 0 || !Number.isSafeInteger(target)) return 'EINVAL';
    file.offset = target;
    return target;
  }

  fstat(fd: number): Stat | Errno {
    const file = this.file(fd);
    if (!file) return 'EBADF';
    const { size, mode, mtime, ctime, capability } = file.inode;
    return { size, mode, mtime, ctime, capability };
  }

  /** RLIMIT_FSIZE counts only against growth. */
  ftruncate(fd: number, length: number): WriteReply {
    const file = this.file(fd);
    if (!file) return 'EBADF';
    const { inode } = file;
    if (!file.writable || inode.blockDevice) return 'EINVAL';
    const { rlimitFsize } = inode.sb.environment.file;
    if (length > inode.size) {
      if (rlimitFsize !== null && length > rlimitFsize) return { ret: 'EFBIG', signal: 'SIGXFSZ' };
      if (length > inode.sb.maxBytes) return 'EFBIG';
    }
    return inode.sb.parts.truncate(inode, length);
  }

  fsync(fd: number): Ret {
    const file = this.file(fd);
    return file ? file.inode.sb.parts.fsync(file, 0, UNLIMITED) : 'EBADF';
  }

  fdatasync(fd: number): Ret {
    return this.fsync(fd);
  }

  dup(fd: number): Ret {
    const file = this.file(fd);
    return file ? this.install(file) : 'EBADF';
  }

  close(fd: number): Ret {
    if (!this.file(fd)) return 'EBADF';
    this.files[fd - FIRST_FD] = undefined;
    return 0;
  }

  /** Errors stay where the next flush or fsync finds them. */
  writeback(): void {
    const { inode } = this;
    if (typeof inode === 'string') return;
    inode.sb.parts.filemapFdatawrite(inode, 0, UNLIMITED);
    if (inode.dirty) inode.sb.parts.writeInode(inode, { size: inode.size });
  }

  /** By then every writeback that was started has ended. */
  dropCaches(): void {
    const { inode } = this;
    if (typeof inode === 'string') return;
    for (const page of inode.mapping.all()) page.writeback = false;
    inode.sb.parts.invalidateMappingPages(inode, 0, UNLIMITED);
  }

  private file(fd: number): OpenFile | undefined {
    return this.files[fd - FIRST_FD];
  }

  /** The lowest free number. */
  private install(file: OpenFile): number {
    let slot = this.files.indexOf(undefined);
    if (slot < 0) slot = this.files.length;
    this.files[slot] = file;
    return slot + FIRST_FD;
  }
}
