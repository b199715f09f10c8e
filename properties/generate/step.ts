import fc from 'fast-check';
import { aLength, aPlace } from './extent.js';
import { someOpenFlags } from './open-flags.js';
import { aShape } from './segments.js';
import { weighted } from './weighted.js';

/** What the next call is. `seekAndWrite` is an lseek followed by a write at the offset. */
export const STEP_KINDS = [
  'write',
  'pwrite',
  'seekAndWrite',
  'read',
  'pread',
  'lseek',
  'fstat',
  'ftruncate',
  'fsync',
  'fdatasync',
  'open',
  'dup',
  'close',
  'writeback',
  'dropCaches',
  'powerCut',
] as const;
export type StepKind = (typeof STEP_KINDS)[number];

/** One step before it meets the file: which slot, place and length it means is decided by `concrete`. */
export function aStep(weights: Readonly<Record<StepKind, number>>) {
  return fc.record({
    kind: weighted(STEP_KINDS.map((kind) => [kind, weights[kind]] as const)),
    /** Picks among the slots that will do. */
    slot: fc.nat(7),
    place: aPlace,
    length: aLength,
    shape: aShape,
    flags: someOpenFlags,
    /** A direct request that is not aligned to sectors. */
    misaligned: weighted([
      [false, 11],
      [true, 1],
    ]),
    /** A slot that is closed or of the wrong access, for EBADF. */
    wrongSlot: weighted([
      [false, 39],
      [true, 1],
    ]),
    whence: weighted<'SEEK_SET' | 'SEEK_CUR' | 'SEEK_END'>([
      ['SEEK_SET', 4],
      ['SEEK_CUR', 1],
      ['SEEK_END', 1],
    ]),
  });
}
export type AbstractStep = ReturnType<typeof aStep> extends fc.Arbitrary<infer T> ? T : never;
