import fc from 'fast-check';
import type { IterWrite } from '../../properties/iter/scenario.js';
import { DRAWS, iterWriteOf } from './scripted.js';
import { AT_OFFSET, FAULTS_PER_DISK, faultOf, holeOf, writeOf, WRITES, type Sequence, type Write } from './workload.js';

/** The workload again, drawn by fast-check from the same distribution. */

const any = fc.noBias(fc.integer({ min: 0, max: 2 ** 32 - 1 }));

export const aWrite: fc.Arbitrary<Write> = fc
  .record({ direct: fc.boolean(), at: fc.nat(AT_OFFSET - 1), where: any, howMuch: any })
  .map(({ direct, at, where, howMuch }) => writeOf(direct, at > 0, where, howMuch));

export const aHole: fc.Arbitrary<Sequence['hole']> = any.map(holeOf);

export const someFaults: fc.Arbitrary<Sequence['faults']> = fc.array(
  fc.record({ row: any, nth: any }).map(({ row, nth }) => faultOf(row, nth)),
  { minLength: FAULTS_PER_DISK, maxLength: FAULTS_PER_DISK },
);

export const aSequence: fc.Arbitrary<Sequence> = fc.record({
  seed: any,
  hole: aHole,
  writes: fc.array(aWrite, { minLength: WRITES, maxLength: WRITES, size: 'max' }),
  faults: someFaults,
});

export const anIterWrite: fc.Arbitrary<IterWrite> = fc
  .array(any, { minLength: DRAWS, maxLength: DRAWS })
  .map(iterWriteOf);

export const someIterWrites: fc.Arbitrary<IterWrite[]> = fc.array(anIterWrite, {
  minLength: WRITES,
  maxLength: WRITES,
  size: 'max',
});
