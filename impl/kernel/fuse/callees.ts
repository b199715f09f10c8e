import { isErrno, type Ret } from '../../../contract/errno.js';
import type { KernelStep } from '../../../contract/steps.js';
import type { Seen } from '../messages.js';

/** A write call, as far as its requests can't tell it. */
export interface WriteShape {
  readonly direct: boolean;
  /** Bytes offered. */
  readonly count: number;
  /** RLIMIT_FSIZE in bytes, null = none. */
  readonly limit: number | null;
}

const CORE = '__generic_file_write_iter';
const step = (at: string, ret: Ret): KernelStep => ({ fn: CORE, at, ret });

/**
 * Which callees of the core the requests of one write call show, with what they returned. All that is derived is
 * where the direct transfer ends: with the first WRITE that is short or fails, or with the last byte offered.
 * Nothing for a call that sent no request. Not for a source with unreadable bytes: there the WRITEs do not tell it.
 */
export function calleesOf(seen: readonly Seen[], { direct, count, limit }: WriteShape): KernelStep[] {
  const removals = seen.filter(({ op }) => op === 'SETATTR' || op === 'REMOVEXATTR');
  const failed = removals.find(({ ret }) => isErrno(ret));
  if (failed) return [step('removePrivs', failed.ret)];
  const writes = seen.filter(({ op }) => op === 'WRITE');
  const own = writes.filter(({ isWriteback }) => !isWriteback);
  if (own.length === 0) return [];
  const start = own[0].offset ?? 0;
  const wanted = limit === null ? count : Math.min(count, limit - start);
  const steps = [step('removePrivs', 0)];
  let rest: readonly Seen[] = own;
  if (direct) {
    const transfer = transferOf(own, wanted);
    steps.push(step('direct', transfer.ret));
    rest = own.slice(transfer.requests);
  }
  if (rest.length === 0) return steps;
  const done = direct ? own.slice(0, own.length - rest.length).reduce((sum, { ret }) => sum + counted(ret), 0) : 0;
  const { ret } = transferOf(rest, wanted - done);
  // To a buffered write a reply of nothing is an error.
  steps.push(step('perform', ret === 0 ? 'EIO' : ret));
  const flushed = writes.slice(writes.lastIndexOf(rest[rest.length - 1]) + 1);
  const failure = flushed.find((write) => isErrno(write.ret));
  if (direct && flushed.length > 0) steps.push(step('flush', failure?.ret ?? 0));
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
