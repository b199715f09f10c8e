import type { Errno, InducibleFault } from '../../contract/index.js';
import type { Parts } from './parts.js';

/**
 * What `file` level faults are armed. rlimit, readOnly, badSegment and misaligned need nothing here: they come with
 * the environment and the calls.
 */
export class Induced {
  /** Bytes that the storage still takes before it fails with `errno`. */
  private left = Infinity;
  private errno: Errno = 'EIO';
  /** Bytes that the next write may transfer. */
  private short = Infinity;

  /** Null disarms. `bytes` defaults to 0. */
  arm(kind: InducibleFault, args: { bytes?: number; errno?: Errno } | null): void {
    if (kind === 'shortAfter') this.short = args ? (args.bytes ?? 0) : Infinity;
    if (kind !== 'enospcAfter' && kind !== 'errorAfter') return;
    this.left = args ? (args.bytes ?? 0) : Infinity;
    this.errno = kind === 'enospcAfter' ? 'ENOSPC' : (args?.errno ?? 'EIO');
  }

  /** `parts` with the armed faults built in. */
  into(parts: Parts): Parts {
    return {
      ...parts,
      genericWriteChecks: (kiocb, from) => {
        const ret = parts.genericWriteChecks(kiocb, from);
        if (typeof ret === 'string' || ret <= this.short) return ret;
        const unit = kiocb.direct && !kiocb.inode.dax ? kiocb.inode.sb.disk.geometry.sectorSize : 1;
        from.truncate(this.short - (this.short % unit));
        this.short = Infinity;
        return from.count;
      },
      writeBegin: (inode, pos, bytes) => {
        if (bytes > this.left) return this.errno;
        const page = parts.writeBegin(inode, pos, bytes);
        if (typeof page !== 'string') this.left -= bytes;
        return page;
      },
      directIO: (kiocb, from) => {
        if (from.count <= this.left) return this.count(parts.directIO(kiocb, from));
        const { dax, sb } = kiocb.inode;
        from.truncate(dax ? this.left : this.left - (this.left % sb.disk.geometry.sectorSize));
        if (from.count === 0) return sb.profile.fallsBack && !dax ? 0 : this.errno;
        const ret = this.count(parts.directIO(kiocb, from));
        return sb.profile.fallsBack ? ret : this.errno;
      },
    };
  }

  private count<T extends number | Errno>(ret: T): T {
    if (typeof ret === 'number') this.left -= ret;
    return ret;
  }
}
