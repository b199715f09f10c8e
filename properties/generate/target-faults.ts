import fc from 'fast-check';
import type { Errno, Fault, InducibleFault } from '../../contract/index.js';
import { boundaryBytes } from './boundaries.js';
import { weighted } from './weighted.js';

/** Faults that strike after so many bytes of the write call before which they are armed. */
const AFTER_BYTES = ['enospcAfter', 'shortAfter', 'errorAfter'] as const satisfies readonly InducibleFault[];

export const TARGET_FAULT_NAMES: readonly string[] = AFTER_BYTES.map((kind) => `target ${kind}`);

/** A fault of the target's own; each kind is drawn as often as its factor says. */
const aTargetFault = (factors: readonly number[]) =>
  fc.record({
    kind: weighted(AFTER_BYTES.map((_, i) => [i, factors[i] ?? 1] as const)),
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
export type AbstractTargetFault = ReturnType<typeof aTargetFault> extends fc.Arbitrary<infer T> ? T : never;

export const someTargetFaults = (factors: readonly number[] = []) =>
  fc.record({
    count: weighted([
      [0, 4],
      [1, 5],
      [2, 1],
    ]),
    faults: fc.tuple(aTargetFault(factors), aTargetFault(factors)),
  });

/** Nothing when the target can induce none of them. */
export function targetFaultOf(choice: AbstractTargetFault, induces: readonly InducibleFault[]): Fault[] {
  const kinds = AFTER_BYTES.filter((kind) => induces.includes(kind));
  if (kinds.length === 0) return [];
  const kind = kinds[choice.kind % kinds.length];
  const { bytes, errno, nth, sticky } = choice;
  return [{ on: 'target', kind, args: kind === 'errorAfter' ? { bytes, errno } : { bytes }, where: null, nth, sticky }];
}
