import type { Callees, IovIter, Kiocb, Ret } from '../../contract/index.js';
import type { Profile } from './profile.js';

/**
 * `__generic_file_write_iter` since 6.5: no bdi, the callee of the buffered write moves ki_pos, and the tail of a
 * direct write is `direct_write_fallback`. Also the cores of FUSE and btrfs (no DAX), and of iomap (no fallback).
 */
export function core65(kiocb: Kiocb, from: IovIter, callees: Callees, profile: Profile): Ret {
  const privileges = callees.removePrivs();
  if (privileges !== 0) return privileges;
  const times = callees.updateTime();
  if (times !== 0) return times;
  if (!kiocb.direct) return callees.perform(kiocb.kiPos);

  const direct = callees.direct();
  if (typeof direct === 'string' || from.count === 0 || !profile.fallsBack) return direct;
  if (profile.asksDax && callees.isDax()) return direct;
  const pos = kiocb.kiPos;
  return directWriteFallback(kiocb, callees, profile, direct, pos, callees.perform(pos));
}

/** `direct_write_fallback`: `direct` and `buffered` are what the two writes returned, the second one from `pos` on. */
function directWriteFallback(
  kiocb: Kiocb,
  callees: Callees,
  profile: Profile,
  direct: number,
  pos: number,
  buffered: Ret,
): Ret {
  if (typeof buffered === 'string') return direct || buffered;
  const last = pos + buffered - 1;
  const error = callees.flush(pos, last);
  if (error !== 0) {
    if (profile.rewindsKiPos) kiocb.kiPos -= buffered;
    return direct || error;
  }
  callees.invalidate(pos, last);
  return direct + buffered;
}
