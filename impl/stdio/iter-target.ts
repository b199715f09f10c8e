import {
  isRet,
  type Callee,
  type Callees,
  type IovIter,
  type IterTarget,
  type Kiocb,
  type Ret,
} from '../../contract/index.js';
import { Refusal, type Server } from './channel.js';
import { checkedNote, checkedParams, methodAt, wrongResult } from './checked.js';
import type { Driver } from './driver.js';
import { explained } from './explained.js';
import { SUITE_METHODS, type DriverParams } from './messages.js';

/** `__generic_file_write_iter` in a driver. Each message carries the state on both sides: ki_pos, the iov, the bdi. */
export function iterTarget(driver: Driver): IterTarget {
  return {
    async writeIter(kiocb, from, callees) {
      const channel = driver.live ?? (await driver.session());
      const server = new CalleeServer(kiocb, from, callees);
      const { kiPos, direct, inode } = kiocb;
      const result = await channel.request('writeIter', { kiPos, count: from.count, direct, size: inode.size }, server);
      if (isRet(result)) throw wrongResult('writeIter', 'expected {ret, kiPos, iovLeft, bdi}');
      // What is no count and no errno is for the suite to judge, as with any target.
      const { ret } = (result ?? {}) as { ret?: unknown };
      if (!isRet(ret)) return (ret ?? result) as Ret;
      const parsed = SUITE_METHODS.writeIter.result.safeParse(result);
      if (!parsed.success) throw wrongResult('writeIter', explained(parsed.error.issues[0], result));
      server.take(parsed.data);
      return ret;
    },
  };
}

/** Serves the callees, and keeps the suite's kiocb, iov and task in step with what the driver says of them. */
export class CalleeServer implements Server {
  constructor(
    private readonly kiocb: Kiocb,
    private readonly from: IovIter,
    private readonly callees: Callees,
  ) {}

  request(method: string, params: Record<string, unknown>): unknown {
    const { name, args, ...state } = checkedParams(methodAt('iter', method) as 'callee', params);
    const { takes, call } = CALLS[name];
    if (args.length !== takes.length) throw new Refusal(`as args of ${name}: [${takes.join(', ')}]`);
    this.take(state);
    const ret = call(this.callees, args);
    const { kiocb, from } = this;
    return { ret, kiPos: kiocb.kiPos, iovLeft: from.count, size: kiocb.inode.size };
  }

  note(method: string, params: Record<string, unknown>): void {
    const name = checkedNote(method, params, ['lock', 'unlock']);
    if (name === 'lock') this.kiocb.inode.lock();
    else this.kiocb.inode.unlock();
  }

  take({ kiPos, iovLeft, bdi }: Pick<DriverParams<'callee'>, 'kiPos' | 'iovLeft' | 'bdi'>): void {
    const { kiocb, from } = this;
    if (kiPos !== kiocb.kiPos) kiocb.kiPos = kiPos;
    if (iovLeft !== from.count) from.advance(from.count - iovLeft);
    kiocb.task.backingDevInfo = bdi === 'published' ? kiocb.inode.backingDevInfo : bdi === 'null' ? null : {};
  }
}

interface CalleeCall {
  /** Names of the arguments; `hi` is inclusive. */
  readonly takes: readonly string[];
  readonly call: (callees: Callees, args: readonly number[]) => Ret;
}

export const CALLS: Readonly<Record<Callee, CalleeCall>> = {
  checks: { takes: [], call: (callees) => callees.checks() },
  removePrivs: { takes: [], call: (callees) => callees.removePrivs() },
  updateTime: { takes: [], call: (callees) => callees.updateTime() },
  isDax: { takes: [], call: (callees) => Number(callees.isDax()) },
  direct: { takes: [], call: (callees) => callees.direct() },
  perform: { takes: ['pos'], call: (callees, [pos]) => callees.perform(pos) },
  flush: { takes: ['lo', 'hi'], call: (callees, [lo, hi]) => callees.flush(lo, hi) },
  invalidate: { takes: ['lo', 'hi'], call: (callees, [lo, hi]) => callees.invalidate(lo, hi) },
};
