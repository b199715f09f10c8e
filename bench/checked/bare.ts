import { sourceBytes } from '../../contract/index.js';
import type { Contender } from '../contender.js';
import { mountFresh, write } from './mounted.js';
import { FILE_SIZE, sequenceOf, WRITES } from './workload.js';

/** Sequences in one batch. */
const SEQUENCES = 4;

/** The same writes on the same disks, and nobody looks. */
export const BARE: Contender = {
  name: 'bare implementation',
  what: 'the reference on the virtual disk: the same writes and faults, nothing observed, nothing judged',
  run(pass) {
    for (let i = 0; i < SEQUENCES; i++) {
      const sequence = sequenceOf(pass * SEQUENCES + i);
      const mounted = mountFresh(sequence, { logging: false });
      for (const [call, each] of sequence.writes.entries()) write(mounted, each, sequence.seed, call);
    }
    return SEQUENCES * WRITES;
  },
};

const file = Buffer.alloc(2 * FILE_SIZE);

/** A fresh file and the same bytes copied into it: what the data alone costs. */
export const COPY: Contender = {
  name: 'plain copy',
  what: 'the same bytes copied into a flat buffer: no disk, no faults, no implementation',
  run(pass) {
    for (let i = 0; i < SEQUENCES; i++) {
      const { seed, writes } = sequenceOf(pass * SEQUENCES + i);
      file.set(sourceBytes(seed, 'initial', 0, FILE_SIZE));
      const offsets = [0, 0];
      for (const [call, { direct, position, length }] of writes.entries()) {
        const at = position ?? offsets[Number(direct)];
        file.set(sourceBytes(seed, call, 0, length), at);
        if (position === null) offsets[Number(direct)] = at + length;
      }
    }
    return SEQUENCES * WRITES;
  },
};
