import type { Ret } from '../../contract/index.js';
import type { Inode } from './inode.js';
import type { OpenFile } from './kiocb.js';
import { lastPageOf, pageOf } from './pageCache.js';

const fn = 'filemap_write_and_wait_range';

/**
 * `filemap_write_and_wait_range` over bytes [lo, hi], `hi` inclusive. 0 or the first error: of starting the writeback,
 * of waiting, of the mapping (which an earlier failure elsewhere may have left there).
 * With `reportTo` (`file_write_and_wait_range`, fsync since 4.13) the mapping's error is the one that this open file
 * description has not seen yet.
 */
export function filemapWriteAndWaitRange(inode: Inode, lo: number, hi: number, reportTo: OpenFile | null): Ret {
  const { trace, profile } = inode.sb;
  if (hi < lo && profile.filemap === '6.x') return 0;
  trace?.({ fn, at: 'enter', lo, hi });
  const hasPages = inode.mapping.nrpages > 0;
  trace?.({ fn, at: 'nrpages', ret: hasPages ? 1 : 0 });
  const ret = hasPages ? writeAndWait(inode, lo, hi, reportTo) : reportErrors(inode, reportTo);
  trace?.({ fn, at: 'return', ret });
  return ret;
}

function writeAndWait(inode: Inode, lo: number, hi: number, reportTo: OpenFile | null): Ret {
  const { parts, trace, profile } = inode.sb;
  const started = parts.filemapFdatawrite(inode, lo, hi);
  trace?.({ fn, at: 'fdatawrite', ret: started });
  if (started === 'EIO') {
    if (profile.filemap === '6.x') reportErrors(inode, reportTo);
    return started;
  }
  const waited = parts.filemapFdatawait(inode, lo, hi);
  trace?.({ fn, at: 'fdatawait', ret: waited });
  const flags = reportErrors(inode, reportTo);
  return started || waited || flags;
}

function reportErrors(inode: Inode, reportTo: OpenFile | null): Ret {
  const { parts, trace } = inode.sb;
  const flags = parts.filemapCheckErrors(inode);
  const ret = reportTo ? checkAndAdvance(inode, reportTo) : flags;
  trace?.({ fn, at: 'checkErrors', ret });
  return ret;
}

/** `file_check_and_advance_wb_err`. */
function checkAndAdvance({ mapping }: Inode, file: OpenFile): Ret {
  const ret = mapping.wbErr.check(file.wbErrSeen);
  file.wbErrSeen = mapping.wbErr.current;
  return ret;
}

/** `__filemap_fdatawrite_range`: writes back the dirty pages of [lo, hi]. 0 or the first error of starting one. */
export function filemapFdatawrite(inode: Inode, lo: number, hi: number): Ret {
  let first: Ret = 0;
  for (const page of inode.mapping.range(pageOf(lo), lastPageOf(hi))) {
    if (page.dirty === 0) continue;
    const ret = inode.sb.parts.writePage(inode, page);
    if (first === 0) first = ret;
  }
  return first;
}

/**
 * `filemap_fdatawait_range`: ends the writeback of the pages of [lo, hi] and clears their error bits. Through 4.x any of
 * them makes it EIO; later only the mapping's errors count.
 */
export function filemapFdatawait(inode: Inode, lo: number, hi: number): Ret {
  let failed = false;
  if (hi < lo) return 0;
  for (const page of inode.mapping.range(pageOf(lo), lastPageOf(hi))) {
    failed ||= page.error;
    page.writeback = false;
    page.error = false;
  }
  return failed && inode.sb.profile.filemap === '4.x' ? 'EIO' : 0;
}

/** `filemap_check_errors`: the mapping's flags, cleared. EIO wins over ENOSPC. */
export function filemapCheckErrors({ mapping }: Inode): Ret {
  const ret = mapping.asEio ? 'EIO' : mapping.asEnospc ? 'ENOSPC' : 0;
  mapping.asEio = false;
  mapping.asEnospc = false;
  return ret;
}
