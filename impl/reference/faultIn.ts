import type { IovIter } from './iovIter.js';
import type { Profile } from './profile.js';

/** Whether the next `bytes` of the source pass for readable in an era. */
type Probe = (from: IovIter, bytes: number) => boolean;

/**
 * segmentEnds (through 4.7): the first and the last byte that lie in the current segment.
 * firstByte (6.x): a chunk fails only if nothing of it can be read. wholeChunk (btrfs): all of it must be readable.
 */
const PROBES: Readonly<Record<Profile['faultIn'], Probe>> = {
  segmentEnds: (from, bytes) => from.isReadable(0) && from.isReadable(Math.min(bytes, from.singleSegCount()) - 1),
  firstByte: (from) => from.isReadable(0),
  wholeChunk: (from, bytes) => from.readable(bytes) === bytes,
};

/** `iov_iter_fault_in_readable`: 0 or EFAULT. */
export const faultIn = (from: IovIter, bytes: number, era: Profile['faultIn']): 0 | 'EFAULT' =>
  PROBES[era](from, bytes) ? 0 : 'EFAULT';
