import type { Ret } from '../../contract/index.js';
import { KernelCallees } from './kernelCallees.js';
import type { IovIter } from './iovIter.js';
import type { Kiocb } from './kiocb.js';

const fn = 'generic_file_write_iter';

/**
 * `generic_file_write_iter`: takes the lock (not on a block device), runs the checks (in 3.18 the core does),
 * the core, and for O_DSYNC and O_SYNC the sync, whose error replaces the count.
 * Returns bytes written or an errno; ki_pos says where the file offset goes if the result is > 0.
 */
export function genericFileWriteIter(kiocb: Kiocb, from: IovIter): Ret {
  const { inode, file } = kiocb;
  const { trace } = inode.sb;
  const blockDevice = inode.blockDevice ? 1 : 0;
  if (trace) {
    const append = file.append ? 1 : 0;
    trace({ fn, at: 'enter', pos: kiocb.kiPos, count: from.count, append, sync: file.sync ? 1 : 0, blockDevice });
  }
  const locks = !inode.blockDevice;
  if (locks) {
    inode.lock();
    trace?.({ fn, at: 'lock' });
  }
  let ret = checkedCore(kiocb, from);
  if (locks) {
    inode.unlock();
    trace?.({ fn, at: 'unlock' });
  }
  if (file.sync && typeof ret === 'number' && ret > 0) ret = genericWriteSync(kiocb, ret);
  trace?.({ fn, at: 'return', ret, kiPos: kiocb.kiPos });
  return ret;
}

function checkedCore(kiocb: Kiocb, from: IovIter): Ret {
  const { parts, profile, trace } = kiocb.inode.sb;
  if (!profile.checksInCore) {
    const checked = parts.genericWriteChecks(kiocb, from);
    trace?.({ fn, at: 'checks', ret: checked, pos: kiocb.kiPos });
    if (typeof checked === 'string' || checked === 0) return checked;
  }
  const ret = tracedCore(kiocb, from);
  trace?.({ fn, at: 'core', ret, kiPos: kiocb.kiPos });
  return ret;
}

/** The core doesn't know of traces: its frame is written here, its events by the callees. */
function tracedCore(kiocb: Kiocb, from: IovIter): Ret {
  const { inode } = kiocb;
  const { parts, profile, trace } = inode.sb;
  const core = '__generic_file_write_iter';
  const direct = kiocb.direct ? 1 : 0;
  trace?.({ fn: core, at: 'enter', pos: kiocb.kiPos, count: from.count, direct, size: inode.size });
  const ret = parts.core(kiocb, from, new KernelCallees(kiocb, from), profile);
  const bdi = kiocb.task.backingDevInfo === null ? 0 : 1;
  trace?.({ fn: core, at: 'return', ret, kiPos: kiocb.kiPos, iovLeft: from.count, bdi });
  return ret;
}

/** `generic_write_sync` over the `written` bytes that end at ki_pos. */
function genericWriteSync(kiocb: Kiocb, written: number): Ret {
  const { parts, trace } = kiocb.inode.sb;
  const lo = kiocb.kiPos - written;
  const hi = kiocb.kiPos - 1;
  const ret = parts.fsync(kiocb.file, lo, hi);
  trace?.({ fn, at: 'sync', lo, hi, ret });
  return ret === 0 ? written : ret;
}
