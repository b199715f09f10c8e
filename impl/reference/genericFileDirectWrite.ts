import type { Ret } from '../../contract/index.js';
import type { IovIter } from './iovIter.js';
import type { Kiocb } from './kiocb.js';
import { zeroTail } from './zeroTail.js';

const fn = 'generic_file_direct_write';

/**
 * `generic_file_direct_write`: writes back and drops the pages of the request, then transfers from the source to the
 * disk. Returns the bytes transferred, or an errno, or 0 when a page could not be dropped (the caller then falls
 * back). Iov, i_size and ki_pos move only with a result > 0.
 */
export function genericFileDirectWrite(kiocb: Kiocb, from: IovIter): Ret {
  const { inode } = kiocb;
  const { trace } = inode.sb;
  const { count } = from;
  const blockDevice = inode.blockDevice ? 1 : 0;
  trace?.({ fn, at: 'enter', pos: kiocb.kiPos, count, size: inode.size, blockDevice });
  const ret = transfer(kiocb, from);
  trace?.({ fn, at: 'return', ret, kiPos: kiocb.kiPos, size: inode.size, iovAdvance: count - from.count });
  return ret;
}

function transfer(kiocb: Kiocb, from: IovIter): Ret {
  const { inode, kiPos: pos } = kiocb;
  const { parts, trace, profile } = inode.sb;
  const hi = pos + from.count - 1;
  // Before the pages go: what is zeroed through the cache must not stay there behind the transfer.
  if (pos > inode.size) zeroTail(inode);
  const flushed = parts.filemapWriteAndWaitRange(inode, pos, hi, null);
  trace?.({ fn, at: 'flush', lo: pos, hi, ret: flushed });
  if (flushed !== 0) return flushed;
  if (hasPages(kiocb, 'nrpages')) {
    const ret = parts.invalidateInodePages2Range(inode, pos, hi);
    trace?.({ fn, at: 'invalidatePages', lo: pos, hi, ret });
    if (ret !== 0) return ret === 'EBUSY' ? 0 : ret;
  }

  const written = parts.directIO(kiocb, from.clone());
  trace?.({ fn, at: 'directIO', ret: written });
  const succeeded = typeof written === 'number' && written > 0;
  if (succeeded || !profile.invalidatesAfterSuccessOnly) invalidateAgain(kiocb, hi);
  if (!succeeded) return written;
  from.advance(written);
  inode.extend(pos, written);
  kiocb.kiPos = pos + written;
  return written;
}

/** Its result never reaches the caller; since 6.x a failure shows at the next fsync. */
function invalidateAgain(kiocb: Kiocb, hi: number): void {
  const { inode, kiPos: pos } = kiocb;
  if (!hasPages(kiocb, 'nrpagesAfter')) return;
  const ret = inode.sb.parts.invalidateInodePages2Range(inode, pos, hi);
  inode.sb.trace?.({ fn, at: 'invalidateAgain', lo: pos, hi, ret });
  if (ret !== 0 && inode.sb.profile.recordsStaleInvalidation) inode.mapping.wbErr.set('EIO');
}

function hasPages({ inode }: Kiocb, at: 'nrpages' | 'nrpagesAfter'): boolean {
  const has = inode.mapping.nrpages > 0;
  inode.sb.trace?.({ fn, at, ret: has ? 1 : 0 });
  return has;
}
