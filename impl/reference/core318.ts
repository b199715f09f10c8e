import type { Callees, IovIter, Kiocb, Ret } from '../../contract/index.js';

/**
 * `__generic_file_write_iter` through 3.18: runs the checks itself, judges completion by the bytes that they
 * granted, knows no DAX, and moves ki_pos over the fallback's bytes *before* it flushes them.
 */
export function core318(kiocb: Kiocb, _from: IovIter, callees: Callees): Ret {
  kiocb.task.backingDevInfo = kiocb.inode.backingDevInfo;
  const ret = checkedWrite(kiocb, callees);
  kiocb.task.backingDevInfo = null;
  return ret;
}

function checkedWrite(kiocb: Kiocb, callees: Callees): Ret {
  const count = callees.checks();
  if (typeof count === 'string' || count === 0) return count;
  const privileges = callees.removePrivs();
  if (privileges !== 0) return privileges;
  const times = callees.updateTime();
  if (times !== 0) return times;

  const pos = kiocb.kiPos;
  if (kiocb.direct) return directThenBuffered(kiocb, callees, pos, count);
  const written = callees.perform(pos);
  if (typeof written === 'number' && written > 0) kiocb.kiPos = pos + written;
  return written;
}

function directThenBuffered(kiocb: Kiocb, callees: Callees, start: number, count: number): Ret {
  const direct = callees.direct();
  if (typeof direct === 'string' || direct === count) return direct;

  const pos = start + direct;
  const status = callees.perform(pos);
  if (typeof status === 'string') return direct || status;
  kiocb.kiPos = pos + status;
  const last = pos + status - 1;
  const error = callees.flush(pos, last);
  if (error !== 0) return direct || error;
  callees.invalidate(pos, last);
  return direct + status;
}
