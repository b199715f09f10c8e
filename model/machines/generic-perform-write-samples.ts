import { ERRNO, PAGE_SIZE } from '../../contract/index.js';
import type { KernelEvent } from '../machine/kernel-machine.js';
import type { PerformWriteRegisters } from './generic-perform-write.js';
import { transferClass } from './core-samples.js';

const SAMPLE_COUNT = 3;

/** Within one page; and across two, where 2 bytes fit into the first. */
const enters = (type: string): KernelEvent[] => [
  { type, class: 'one page', pos: PAGE_SIZE, count: SAMPLE_COUNT },
  { type, class: 'two pages', pos: 2 * PAGE_SIZE - 2, count: SAMPLE_COUNT },
];

/** Nothing, part and all of `offered`, each once. */
function parts(type: string, offered: number): KernelEvent[] {
  const rets = new Set([0, Math.floor(offered / 2), offered]);
  return [...rets].map((ret) => ({ type, class: transferClass(ret, offered), ret }));
}

/**
 * Every class of outcome of what `generic_perform_write` calls.
 * Exploration ends by itself: what is accepted only grows, and a retry comes back to a state already seen.
 */
export function PERFORM_WRITE_SAMPLES(r: PerformWriteRegisters, type: string): KernelEvent[] {
  switch (type) {
    case 'enter':
      return enters(type);
    case 'faultIn':
      return [
        { type, class: 'ok', ret: 0 },
        { type, class: 'error', ret: -ERRNO.EFAULT },
      ];
    case 'fatalSignal':
      return [
        { type, class: 'none', ret: 0 },
        { type, class: 'pending', ret: 1 },
      ];
    case 'writeBegin':
      return [
        { type, class: 'ok', ret: 0 },
        { type, class: 'error', ret: -ERRNO.ENOSPC },
      ];
    case 'copy':
      return parts(type, r.bytes);
    case 'writeEnd':
      return [{ type, class: '<0', ret: -ERRNO.EDQUOT }, ...parts(type, r.copied)];
    case 'singleSegment':
      return parts(type, r.left).filter((event) => event.ret !== 0);
    default:
      return [{ type, class: 'done' }];
  }
}
