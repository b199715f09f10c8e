import { expect, test } from '@jest/globals';
import { testbed, transfers } from './testbed.sample.js';

test.each([
  ['regular', ['discard 2+254']],
  ['block', []],
] as const)(
  'a power cut leaves sectors behind the end; a mount frees them, but on a %s device: %p',
  (kind, expected) => {
    const bed = testbed({ size: 700, file: { kind } });
    bed.remount();
    expect(transfers(bed).filter((transfer) => transfer.startsWith('discard'))).toEqual(expected);
  },
);
