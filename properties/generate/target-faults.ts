import fc from 'fast-check';
import type { Errno, Fault, InducibleFault } from '../../contract/index.js';
import { boundaryBytes } from './boundaries.js';
import { weighted } from './weighted.js';

/** Faults that strike after so many bytes of the write call before which they are armed. */
const AFTER_BYTES = ['enospcAfter', 'shortAfter', 'errorAfter'] as const satisfies readonly InducibleFault[];

export const aTargetFault = fc.record({
  kind: fc.nat(AFTER_BYTES.length - 1),
  bytes: boundaryBytes({ min: 0, max: 32_768 }),
  errno: weighted<Errno>([
    ['EIO', 2],
    ['ENOSPC', 1],
  ]),
  /** The write call before which it is armed. */
  nth: weighted([
    [1, 4],
    [2, 3],
    [3, 2],
    [4, 1],
  ]),
  sticky: weighted([
    [false, 5],
    [true, 1],
  ]),
});
export type AbstractTargetFault = typeof aTargetFault extends fc.Arbitrary<infer T> ? T : never;

export const someTargetFaults = fc.record({
  count: weighted([
    [0, 4],
    [1, 5],
    [2, 1],
  ]),
  faults: fc.tuple(aTargetFault, aTargetFault),
});

/** Nothing when the target can induce none of them. */
export function targetFaultOf(choice: AbstractTargetFault, induces: readonly InducibleFault[]): Fault[] {
  const kinds = AFTER_BYTES.filter((kind) => induces.includes(kind));
  if (kinds.length === 0) return [];
  const kind = kinds[choice.kind % kinds.length];
  const { bytes, errno, nth, sticky } = choice;
  return [{ on: 'target', kind, args: kind === 'errorAfter' ? { bytes, errno } : { bytes }, where: null, nth, sticky }];
}
