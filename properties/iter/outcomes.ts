import type { CalleeScript, Outcome, Ret } from '../../contract/index.js';
import { PROFILES } from '../../model/index.js';
import type { ProfileId } from '../../contract/index.js';

const still = (ret: Ret): Outcome => ({ ret, iovAdvance: 0, kiPosAdvance: 0, sizeAfter: null });

/** What a call has done when a transfer callee runs. */
export interface Situation {
  readonly profile: ProfileId;
  /** ki_pos when the transfer starts, and bytes left in the iov. */
  readonly pos: number;
  readonly left: number;
  readonly size: number;
}

/** A transfer that keeps its promises: moves the iov by what it returns, ki_pos if it is its job, i_size if past EOF. */
export function transfer(callee: 'direct' | 'perform', ret: Ret, at: Situation): Outcome {
  if (typeof ret !== 'number' || ret === 0) return still(ret);
  const advances = callee === 'direct' || PROFILES[at.profile].performAdvancesKiPos;
  return {
    ret,
    iovAdvance: ret,
    kiPosAdvance: advances ? ret : 0,
    sizeAfter: at.pos + ret > at.size ? at.pos + ret : null,
  };
}

/** What each callee returns; the counts of `direct` and `perform` are what they transfer. */
export interface Choices {
  readonly checks?: Ret;
  readonly removePrivs: Ret;
  readonly updateTime: Ret;
  readonly isDax: boolean;
  readonly direct: Ret;
  readonly perform: Ret;
  readonly flush: Ret;
}

export interface Request {
  readonly profile: ProfileId;
  readonly pos: number;
  readonly count: number;
  readonly size: number;
  readonly direct: boolean;
}

/** A script in which the fallback continues where the direct write stopped. */
export function scriptOf(request: Request, choices: Choices): CalleeScript {
  const inside = PROFILES[request.profile].checksInside;
  const count = inside && typeof choices.checks === 'number' ? Math.min(choices.checks, request.count) : request.count;
  const { profile, pos, size } = request;
  const direct = transfer('direct', clamp(choices.direct, count), { profile, pos, left: count, size });
  const done = request.direct && typeof direct.ret === 'number' ? direct.ret : 0;
  const afterDirect = { profile, pos: pos + done, left: count - done, size: Math.max(size, pos + done) };
  return {
    ...(inside ? { checks: still(choices.checks ?? count) } : {}),
    removePrivs: still(choices.removePrivs),
    updateTime: still(choices.updateTime),
    isDax: still(choices.isDax ? 1 : 0),
    direct,
    perform: transfer('perform', clamp(choices.perform, afterDirect.left), afterDirect),
    flush: still(choices.flush),
    invalidate: still(0),
  };
}

const clamp = (ret: Ret, left: number): Ret => (typeof ret === 'number' ? Math.min(ret, left) : ret);
