import { isErrno, type Ret } from '../../../contract/errno.js';
import type { KernelStep } from '../../../contract/steps.js';
import type { Seen } from '../messages.js';

/** A write call, as far as its requests can't tell it. */
export interface WriteShape {
  readonly direct: boolean;
  /** Bytes offered. */
  readonly count: number;
  /** No byte of them is unreadable. */
  readonly readable: boolean;
  /** RLIMIT_FSIZE in bytes, null = none. */
  readonly limit: number | null;
}

const CORE = '__generic_file_write_iter';
/** `left`: bytes of the request that are not written yet. */
const step = (at: string, ret: Ret, left: number): KernelStep => ({ fn: CORE, at, ret, left });

/**
 * Which callees of the core the requests of one write call show, with what they returned. All that is derived is
 * where the direct transfer ends: with the first WRITE that is short or fails, or with the last byte offered.
 * Nothing for a call that sent no request. Of a source with unreadable bytes the WRITEs do not tell it: there only a failed
 * removal of privileges is shown.
 */
export function calleesOf(seen: readonly Seen[], { direct, count, readable, limit }: WriteShape): KernelStep[] {
  const removals = seen.filter(({ op }) => op === 'SETATTR' || op === 'REMOVEXATTR');
  const failed = removals.find(({ ret }) => isErrno(ret));
  if (failed) return [step('removePrivs', failed.ret, count)];
  const writes = seen.filter(({ op }) => op === 'WRITE');
  const own = writes.filter(({ isWriteback }) => !isWriteback);
  if (own.length === 0 || !readable) return [];
  const start = own[0].offset ?? 0;
  const wanted = limit === null ? count : Math.min(count, limit - start);
  const steps = [step('removePrivs', 0, wanted)];
  let rest: readonly Seen[] = own;
  let left = wanted;
  if (direct) {
    const { ret, requests } = transferOf(own, wanted);
    left -= counted(ret);
    steps.push(step('direct', ret, left));
    rest = own.slice(requests);
  }
  if (rest.length === 0) return steps;
  const { ret } = transferOf(rest, left);
  left -= counted(ret);
  // To a buffered write a reply of nothing is an error.
  steps.push(step('perform', ret === 0 ? 'EIO' : ret, left));
  const flushed = writes.slice(writes.lastIndexOf(rest[rest.length - 1]) + 1);
  const failure = flushed.find((write) => isErrno(write.ret));
  if (direct && flushed.length > 0) steps.push(step('flush', failure?.ret ?? 0, left));
  return steps;
}

const counted = (ret: Ret): number => (typeof ret === 'number' ? ret : 0);

/** What a run of WRITEs for `wanted` bytes returns, and how many of them it takes. */
function transferOf(writes: readonly Seen[], wanted: number): { ret: Ret; requests: number } {
  let done = 0;
  for (const [i, { ret, size = 0 }] of writes.entries()) {
    if (isErrno(ret)) return { ret: done > 0 ? done : ret, requests: i + 1 };
    done += ret;
    if (ret < size || done >= wanted) return { ret: done, requests: i + 1 };
  }
  return { ret: done, requests: writes.length };
}
