import { UNLIMITED } from '../../contract/index.js';
import type { KernelEvent } from '../machine/kernel-machine.js';
import type { WriteChecksRegisters } from './generic-write-checks.js';

const SAMPLE_POS = 10;
const SAMPLE_COUNT = 3;

function enters(type: string): KernelEvent[] {
  return [
    { type, class: 'regular', pos: SAMPLE_POS, append: 0, blockDevice: 0 },
    { type, class: 'append', pos: SAMPLE_POS, append: 1, blockDevice: 0 },
    { type, class: 'block device', pos: SAMPLE_POS, append: 0, blockDevice: 1 },
    { type, class: 'block device, append', pos: SAMPLE_POS, append: 1, blockDevice: 1 },
  ];
}

/** A limit before, at, inside, just behind the request, and none. */
const limits = (r: WriteChecksRegisters, type: string): KernelEvent[] => [
  { type, class: 'past', ret: r.pos - 1 },
  { type, class: 'at', ret: r.pos },
  { type, class: 'cuts', ret: r.pos + 1 },
  { type, class: 'fits exactly', ret: r.pos + r.left },
  { type, class: 'unlimited', ret: UNLIMITED },
];

/** Every class of what `generic_write_checks` reads. */
export function WRITE_CHECKS_SAMPLES(r: WriteChecksRegisters, type: string): KernelEvent[] {
  switch (type) {
    case 'enter':
      return enters(type);
    case 'iovCount':
      return [
        { type, class: 'empty', ret: 0 },
        { type, class: 'some', ret: SAMPLE_COUNT },
      ];
    case 'iSize':
      return [
        { type, class: 'before the position', ret: SAMPLE_POS - 5 },
        { type, class: 'behind the position', ret: SAMPLE_POS + 5 },
      ];
    default:
      return limits(r, type);
  }
}
