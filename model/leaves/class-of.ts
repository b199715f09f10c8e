import type { KernelEvent } from '../machine/kernel-machine.js';
import { transferClass } from '../machines/core-samples.js';
import type { CoreRegisters } from '../machines/core.js';

/**
 * The class of a callee's outcome in the decision table, before the core takes it. A direct write is `full` when the
 * era judges it complete: by the count in 3.18, by the iov since.
 */
export function classOf(callee: string, event: KernelEvent, registers: CoreRegisters): string {
  const ret = Number(event.ret);
  switch (callee) {
    case 'direct':
      return transferClass(ret, completes(ret, event, registers) ? ret : Infinity);
    case 'perform':
      return transferClass(ret, registers.iovLeft);
    case 'isDax':
      return ret === 1 ? 'yes' : 'no';
    case 'checks':
      return ret < 0 ? 'error' : ret === 0 ? 'zero' : 'ok';
    case 'invalidate':
      return 'ok';
    default:
      return ret < 0 ? 'error' : 'ok';
  }
}

const completes = (ret: number, event: KernelEvent, registers: CoreRegisters): boolean =>
  registers.profile.judgesByCount ? ret === registers.count : Number(event.iovAdvance) === registers.iovLeft;
