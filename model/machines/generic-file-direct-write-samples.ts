import { ERRNO } from '../../contract/index.js';
import type { KernelEvent } from '../machine/kernel-machine.js';
import type { DirectWriteRegisters } from './generic-file-direct-write.js';

const SAMPLE_POS = 8192;
const SAMPLE_COUNT = 3;

/** i_size before the request with a gap, right before it, inside it, and behind it. */
const SIZES = [
  { name: 'far past EOF', size: SAMPLE_POS - 100 },
  { name: 'at EOF', size: SAMPLE_POS },
  { name: 'across EOF', size: SAMPLE_POS + 1 },
  { name: 'inside', size: SAMPLE_POS + 100 },
] as const;

function enters(type: string): KernelEvent[] {
  return [0, 1].flatMap((blockDevice) =>
    SIZES.map(({ name, size }) => ({
      type,
      class: blockDevice ? `block device, ${name}` : name,
      pos: SAMPLE_POS,
      count: SAMPLE_COUNT,
      size,
      blockDevice,
    })),
  );
}

/** Every class of outcome of what `generic_file_direct_write` asks and calls. */
export function DIRECT_WRITE_SAMPLES(r: DirectWriteRegisters, type: string): KernelEvent[] {
  const ok = { type, class: 'ok', ret: 0 };
  switch (type) {
    case 'enter':
      return enters(type);
    case 'flush':
      return [ok, { type, class: 'error', ret: -ERRNO.EIO }];
    case 'invalidatePages':
    case 'invalidateAgain':
      return [ok, { type, class: 'busy', ret: -ERRNO.EBUSY }, { type, class: 'other error', ret: -ERRNO.EIO }];
    case 'directIO':
      return [
        { type, class: '<0', ret: -ERRNO.EINVAL },
        { type, class: '0', ret: 0 },
        { type, class: 'part', ret: 1 },
        { type, class: 'full', ret: r.count },
      ];
    default:
      return [
        { type, class: 'none', ret: 0 },
        { type, class: 'some', ret: 1 },
      ];
  }
}
