import { PAGE_SIZE, type Ret } from '../../contract/index.js';
import { faultIn } from './faultIn.js';
import type { IovIter } from './iovIter.js';
import type { Kiocb } from './kiocb.js';

const fn = 'generic_perform_write';

/**
 * `generic_perform_write`: copies the source at `pos` into the page cache, one page-sized chunk after the other.
 * Returns the bytes that the cache took, else the errno of the chunk that failed. Advances the iov; since 6.5 ki_pos too.
 */
export function genericPerformWrite(kiocb: Kiocb, from: IovIter, pos: number): Ret {
  const { trace, profile } = kiocb.inode.sb;
  const { count } = from;
  trace?.({ fn, at: 'enter', pos, count });
  let written = 0;
  let status: Ret = 0;
  while (from.count > 0) {
    status = writeChunk(kiocb, from, pos + written);
    if (typeof status === 'string') break;
    written += status;
    trace?.({ fn, at: 'balance' });
    if (kiocb.replyWasShort) break;
  }
  const ret = written || status;
  if (profile.performMovesKiPos) kiocb.kiPos += written;
  trace?.({ fn, at: 'return', ret, iovAdvance: count - from.count });
  return ret;
}

/** Tries the chunk at `pos`, shorter ones after a copy that was refused; the bytes accepted (> 0) or an errno. */
function writeChunk(kiocb: Kiocb, from: IovIter, pos: number): Ret {
  const { parts, trace, profile } = kiocb.inode.sb;
  const room = PAGE_SIZE - (pos % PAGE_SIZE);
  let bytes = Math.min(room, from.count);
  for (;;) {
    const fault = faultIn(from, bytes, profile.faultIn);
    trace?.({ fn, at: 'faultIn', bytes, ret: fault });
    if (fault !== 0) return fault;
    trace?.({ fn, at: 'fatalSignal', ret: 0 });
    const page = parts.writeBegin(kiocb.inode, pos, bytes);
    trace?.({ fn, at: 'writeBegin', pos, bytes, ret: typeof page === 'string' ? page : 0 });
    if (typeof page === 'string') return page;
    const copied = from.copy(page.data, pos % PAGE_SIZE, bytes);
    trace?.({ fn, at: 'copy', bytes, ret: copied });
    const accepted = parts.writeEnd(kiocb.inode, page, pos, bytes, copied);
    trace?.({ fn, at: 'writeEnd', pos, bytes: copied, ret: accepted, sizeAfter: kiocb.inode.size });
    if (typeof accepted === 'string') return accepted;
    from.advance(accepted);
    kiocb.replyWasShort = profile.writeThrough && accepted < copied;
    if (accepted > 0) return accepted;
    bytes = shorter(kiocb, from, room, bytes, copied);
  }
}

/** How much to try after nothing was accepted: through 5.15 what is left of the segment, later what could be copied. */
function shorter(kiocb: Kiocb, from: IovIter, room: number, bytes: number, copied: number): number {
  const { trace, profile } = kiocb.inode.sb;
  if (!profile.asksSingleSegment) return copied || bytes;
  const segment = from.singleSegCount();
  trace?.({ fn, at: 'singleSegment', ret: segment });
  return Math.min(room, segment);
}
