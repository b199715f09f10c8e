import { UNLIMITED, type Errno, type InducibleFault } from '../../contract/index.js';
import type { IovIter } from './iovIter.js';
import type { Kiocb } from './kiocb.js';
import type { Parts } from './parts.js';

/**
 * What `file` level faults are armed. rlimit, readOnly, badSegment and misaligned need nothing here: they come with
 * the environment and the calls.
 */
export class Induced {
  /** Bytes that the storage still takes before it fails with `errno`. */
  private left = UNLIMITED;
  private errno: Errno = 'EIO';
  /** Bytes that the next write may transfer. */
  private short = UNLIMITED;

  /** Null disarms. `bytes` defaults to 0. */
  arm(kind: InducibleFault, args: { bytes?: number; errno?: Errno } | null): void {
    if (kind === 'shortAfter') this.short = args ? (args.bytes ?? 0) : UNLIMITED;
    if (kind !== 'enospcAfter' && kind !== 'errorAfter') return;
    this.left = args ? (args.bytes ?? 0) : UNLIMITED;
    this.errno = kind === 'enospcAfter' ? 'ENOSPC' : (args?.errno ?? 'EIO');
  }

  /** `parts` with the armed faults built in. */
  into(parts: Parts): Parts {
    return {
      ...parts,
      genericPerformWrite: (...args) => {
        const [, from] = args;
        from.truncate(Math.max(1, this.takeShort()));
        return parts.genericPerformWrite(...args);
      },
      writeBegin: (inode, pos, bytes) => {
        if (bytes > this.left) return this.errno;
        return parts.writeBegin(inode, pos, bytes);
      },
      writeEnd: (...args) => this.count(parts.writeEnd(...args)),
      directIO: (kiocb, from) => {
        if (isAcceptable(kiocb, from)) from.truncate(roundedTo(unitOf(kiocb), this.takeShort()));
        if (from.count === 0) return 0;
        if (from.count <= this.left || !isAcceptable(kiocb, from)) return this.count(parts.directIO(kiocb, from));
        const { dax, sb } = kiocb.inode;
        from.truncate(roundedTo(unitOf(kiocb), this.left));
        if (from.count === 0) return sb.profile.fallsBack && !dax ? 0 : this.errno;
        const ret = this.count(parts.directIO(kiocb, from));
        return sb.profile.fallsBack ? ret : this.errno;
      },
    };
  }

  /** The armed short transfer, once. */
  private takeShort(): number {
    const { short } = this;
    this.short = UNLIMITED;
    return short;
  }

  private count<T extends number | Errno>(ret: T): T {
    if (typeof ret === 'number') this.left -= ret;
    return ret;
  }
}

const roundedTo = (unit: number, bytes: number): number => bytes - (bytes % unit);

/** The unit in bytes that a direct transfer comes in. */
const unitOf = ({ inode }: Kiocb): number => (inode.dax ? 1 : inode.sb.disk.geometry.sectorSize);

/** A misaligned direct write is refused before any limit of the storage counts. */
const isAcceptable = (kiocb: Kiocb, from: IovIter): boolean =>
  kiocb.kiPos % unitOf(kiocb) === 0 && from.isAligned(unitOf(kiocb));
