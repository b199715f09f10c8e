import { UNLIMITED, type Errno, type Ret } from '../../contract/index.js';
import type { IovIter } from './iovIter.js';
import type { Kiocb } from './kiocb.js';

const fn = 'generic_write_checks';

/**
 * `generic_write_checks`: where to write and how much of the request. Cuts the iov, moves ki_pos to the end for
 * O_APPEND. Returns the bytes that may be written (0 = nothing to do) or EFBIG, ENOSPC. Changes nothing else.
 */
export function genericWriteChecks(kiocb: Kiocb, from: IovIter): Ret {
  const { inode, file } = kiocb;
  const { trace } = inode.sb;
  if (trace) {
    const append = file.append ? 1 : 0;
    trace({ fn, at: 'enter', pos: kiocb.kiPos, append, blockDevice: inode.blockDevice ? 1 : 0 });
  }
  const ret = limits(kiocb, from);
  trace?.({ fn, at: 'return', ret, pos: kiocb.kiPos, signal: kiocb.sigxfsz ? 1 : 0 });
  return ret;
}

function limits(kiocb: Kiocb, from: IovIter): Ret {
  const { sb } = kiocb.inode;
  sb.trace?.({ fn, at: 'iovCount', ret: from.count });
  if (from.count === 0) return 0;
  const error = kiocb.inode.blockDevice ? deviceLimits(kiocb, from) : fileLimits(kiocb, from);
  return error ?? from.count;
}

function deviceLimits(kiocb: Kiocb, from: IovIter): Errno | undefined {
  const { size, sb } = kiocb.inode;
  sb.trace?.({ fn, at: 'deviceSize', ret: size });
  if (!cut(kiocb, from, size)) return 'ENOSPC';
  passLargeFileLimit(kiocb);
  return undefined;
}

function fileLimits(kiocb: Kiocb, from: IovIter): Errno | undefined {
  const { inode, file } = kiocb;
  const { trace, environment, maxBytes } = inode.sb;
  if (file.append) {
    kiocb.kiPos = inode.size;
    trace?.({ fn, at: 'iSize', ret: inode.size });
  }
  const rlimit = environment.file.rlimitFsize ?? UNLIMITED;
  trace?.({ fn, at: 'rlimit', ret: rlimit });
  if (!cut(kiocb, from, rlimit)) {
    kiocb.sigxfsz = environment.file.rlimitFsize !== null;
    return 'EFBIG';
  }
  passLargeFileLimit(kiocb);
  trace?.({ fn, at: 'maxBytes', ret: maxBytes });
  return cut(kiocb, from, maxBytes) ? undefined : 'EFBIG';
}

/** Every descriptor here has O_LARGEFILE: a write that came so far is within it. */
function passLargeFileLimit({ inode }: Kiocb): void {
  inode.sb.trace?.({ fn, at: 'largeFileLimit', ret: UNLIMITED });
}

/** Cuts the iov at byte `limit` of the file. False if ki_pos is at or past it. */
function cut(kiocb: Kiocb, from: IovIter, limit: number): boolean {
  if (kiocb.kiPos >= limit) return false;
  from.truncate(limit - kiocb.kiPos);
  return true;
}
