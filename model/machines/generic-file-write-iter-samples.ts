import { ERRNO } from '../../contract/index.js';
import type { KernelEvent } from '../machine/kernel-machine.js';
import type { LockedCallerRegisters } from './generic-file-write-iter.js';

const SAMPLE_POS = 8192;
const SAMPLE_COUNT = 3;
/** i_size, where an append moves the position. */
const SAMPLE_SIZE = 8200;

function enters(type: string): KernelEvent[] {
  const events: KernelEvent[] = [];
  for (const blockDevice of [0, 1])
    for (const sync of [0, 1])
      for (const append of [0, 1]) {
        const what = [blockDevice ? 'block device' : 'regular', sync && 'sync', append && 'append'];
        events.push({
          type,
          class: what.filter(Boolean).join(', '),
          pos: SAMPLE_POS,
          count: SAMPLE_COUNT,
          append,
          sync,
          blockDevice,
        });
      }
  return events;
}

/** Every class of outcome of what `generic_file_write_iter` calls. */
export function LOCKED_CALLER_SAMPLES(r: LockedCallerRegisters, type: string): KernelEvent[] {
  switch (type) {
    case 'enter':
      return enters(type);
    case 'checks': {
      const pos = r.append === 1 && r.blockDevice === 0 ? SAMPLE_SIZE : r.pos;
      return [
        { type, class: 'error', ret: -ERRNO.EFBIG, pos },
        { type, class: 'zero', ret: 0, pos: r.pos },
        { type, class: 'cut', ret: r.count - 1, pos },
        { type, class: 'ok', ret: r.count, pos },
      ];
    }
    case 'core':
      return [
        { type, class: '<0', ret: -ERRNO.EFAULT, kiPos: r.kiPos },
        { type, class: '0', ret: 0, kiPos: r.kiPos },
        { type, class: 'part', ret: 1, kiPos: r.kiPos + 1 },
        { type, class: 'full', ret: r.count, kiPos: r.kiPos + r.count },
      ];
    case 'sync':
      return [
        { type, class: 'ok', ret: 0 },
        { type, class: 'error', ret: -ERRNO.EIO },
      ];
    default:
      return [{ type, class: 'done' }];
  }
}
