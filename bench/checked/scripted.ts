import type { Ret } from '../../contract/index.js';
import { scriptOf } from '../../properties/iter/outcomes.js';
import type { IterWrite } from '../../properties/iter/scenario.js';
import { Random } from './random.js';
import { PROFILE } from './scenario.js';
import { AT_OFFSET, FILE_SIZE, writeOf, WRITES } from './workload.js';

const ERRORS: readonly Ret[] = ['EIO', 'ENOSPC', 'EFAULT', 'EINTR'];

/** Nine numbers in [0, 2^32) decide a write and what its callees do. */
export const DRAWS = 9;

/** A callee fails once in eight times. */
const failsAt = (draw: number): Ret => (draw % 8 === 0 ? ERRORS[Math.floor(draw / 8) % ERRORS.length] : 0);

/** A transfer fails once in eight times, is short twice, else moves all that is left. */
function transferred(draw: number, left: number): Ret {
  const part = Math.floor(draw / 8);
  switch (draw % 8) {
    case 0:
      return ERRORS[part % ERRORS.length];
    case 1:
    case 2:
      return part % (left + 1);
    default:
      return left;
  }
}

/** A write of the workload at `iter` level, where the callees' outcomes are part of the input. */
export function iterWriteOf(draw: readonly number[]): IterWrite {
  const write = writeOf(draw[0] % 2 === 0, true, draw[1], draw[2]);
  const { direct, length: count } = write;
  const pos = write.position ?? 0;
  const first = transferred(draw[3], count);
  const left = direct && typeof first === 'number' ? count - first : count;
  const choices = {
    removePrivs: failsAt(draw[4]),
    updateTime: failsAt(draw[5]),
    isDax: false,
    direct: first,
    perform: transferred(draw[6], left),
    flush: failsAt(draw[7]),
  };
  const script = scriptOf({ profile: PROFILE, pos, count, size: FILE_SIZE, direct }, choices);
  return { direct, pos, count, positioned: draw[8] % AT_OFFSET !== 0, script };
}

/** The scripted writes of the sequence with this number. */
export function iterWritesOf(seed: number): IterWrite[] {
  const random = new Random(seed);
  const writes: IterWrite[] = [];
  // One list for all draws: making it anew took half of the time of a checked write.
  const draw: number[] = [];
  for (let i = 0; i < WRITES; i++) {
    for (let k = 0; k < DRAWS; k++) draw[k] = random.next();
    writes.push(iterWriteOf(draw));
  }
  return writes;
}
