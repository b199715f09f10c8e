import type { Callees, IovIter, Kiocb, Ret } from '../../contract/index.js';
import { core318 } from './core318.js';
import { core65 } from './core65.js';
import type { Profile } from './profile.js';

/**
 * `__generic_file_write_iter`: the middle of a write, between the checks and the sync of its caller.
 * Returns bytes written, or an errno when none were. Touches neither the lock nor the disk: all that it does
 * to the world it does through `callees`, so the same text serves scripted and real ones.
 */
export type Core = (kiocb: Kiocb, from: IovIter, callees: Callees, profile: Profile) => Ret;

const TEXT: Readonly<Record<Profile['core'], Core>> = { '3.18': core318, '4.x': core4, '6.5': core65 };

export const __genericFileWriteIter: Core = (kiocb, from, callees, profile) =>
  TEXT[profile.core](kiocb, from, callees, profile);

/** 4.0 to 6.4. The task's bdi is set to null at the single exit, not restored. */
function core4(kiocb: Kiocb, from: IovIter, callees: Callees): Ret {
  kiocb.task.backingDevInfo = kiocb.inode.backingDevInfo;
  const ret = writeWithBdi(kiocb, from, callees);
  kiocb.task.backingDevInfo = null;
  return ret;
}

function writeWithBdi(kiocb: Kiocb, from: IovIter, callees: Callees): Ret {
  const privileges = callees.removePrivs();
  if (privileges !== 0) return privileges;
  const times = callees.updateTime();
  if (times !== 0) return times;
  if (kiocb.direct) return directThenBuffered(kiocb, from, callees);

  const written = callees.perform(kiocb.kiPos);
  if (typeof written === 'number' && written > 0) kiocb.kiPos += written;
  return written;
}

/** Leaves L7 to L24. The buffered bytes count only if they left the cache without an error. */
function directThenBuffered(kiocb: Kiocb, from: IovIter, callees: Callees): Ret {
  const direct = callees.direct();
  if (typeof direct === 'string' || from.count === 0 || callees.isDax()) return direct;

  const pos = kiocb.kiPos;
  const status = callees.perform(pos);
  if (typeof status === 'string') return direct || status;
  const last = pos + status - 1;
  const error = callees.flush(pos, last);
  if (error !== 0) return direct || error;
  kiocb.kiPos = last + 1;
  callees.invalidate(pos, last);
  return direct + status;
}
