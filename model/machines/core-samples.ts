import { ERRNO } from '../../contract/index.js';
import type { KernelEvent } from '../machine/kernel-machine.js';
import type { CoreRegisters } from './core.js';

/** Distinct errnos, so that the decision table can tell whose error is returned. */
export const SAMPLE_ERRNO = {
  checks: ERRNO.EFBIG,
  removePrivs: ERRNO.EPERM,
  updateTime: ERRNO.EDQUOT,
  direct: ERRNO.EINVAL,
  perform: ERRNO.EFAULT,
  flush: ERRNO.EIO,
} as const;

/** The smallest request that shows every leaf, and where it starts. */
const SAMPLE_COUNT = 3;
const SAMPLE_POS = 8192;

/** The class of a transfer of `ret` of `offered` bytes. */
export function transferClass(ret: number, offered: number): '<0' | '0' | 'part' | 'full' {
  if (ret < 0) return '<0';
  if (ret === 0) return '0';
  return ret < offered ? 'part' : 'full';
}

/** A failed, empty, partial and full transfer of what is left. `part` is not offered for a single byte. */
function transfers(r: CoreRegisters, type: 'direct' | 'perform'): KernelEvent[] {
  const full = r.iovLeft;
  const part = type === 'direct' ? Math.floor(full / 3) : Math.floor(full / 2);
  const rets = part > 0 && part < full ? [-SAMPLE_ERRNO[type], 0, part, full] : [-SAMPLE_ERRNO[type], 0, full];
  return rets.map((ret) => {
    const moved = Math.max(ret, 0);
    const advances = type === 'direct' || r.profile.performAdvancesKiPos;
    const end = r.kiPos + moved;
    return {
      type,
      class: transferClass(ret, full),
      ret,
      iovAdvance: moved,
      kiPosAdvance: advances ? moved : 0,
      sizeAfter: Math.max(r.size, end),
    };
  });
}

const okOrError = (type: keyof typeof SAMPLE_ERRNO): KernelEvent[] => [
  { type, class: 'ok', ret: 0 },
  { type, class: 'error', ret: -SAMPLE_ERRNO[type] },
];

/** Every class of outcome of the callee that the machine waits for. */
export function CORE_SAMPLES(r: CoreRegisters, type: string): KernelEvent[] {
  switch (type) {
    case 'enter':
      return [0, 1].map((direct) => ({
        type,
        class: direct ? 'direct' : 'buffered',
        pos: SAMPLE_POS,
        count: SAMPLE_COUNT,
        size: 0,
        direct,
      }));
    case 'checks':
      return [
        { type, class: 'ok', ret: r.count, pos: r.pos },
        { type, class: 'zero', ret: 0, pos: r.pos },
        { type, class: 'error', ret: -SAMPLE_ERRNO.checks, pos: r.pos },
      ];
    case 'direct':
    case 'perform':
      return transfers(r, type);
    case 'isDax':
      return [
        { type, class: 'no', ret: 0 },
        { type, class: 'yes', ret: 1 },
      ];
    case 'invalidate':
      return [{ type, class: 'ok', ret: 0 }];
    default:
      return okOrError(type as 'removePrivs' | 'updateTime' | 'flush');
  }
}
