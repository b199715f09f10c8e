import type { KernelFunction, Level, ProfileId } from '../../contract/index.js';

/**
 * What real callees never answer, or never are asked: the samples of these classes are left out of the exploration,
 * and whatever can't be covered without them counts as unreachable, with this reason.
 */
export interface NeverAnswered {
  readonly machine: KernelFunction;
  readonly event: string;
  /** Classes of the machine's samples; they may end in `*`. */
  readonly classes: readonly string[];
  /** Default: all. */
  readonly profiles?: readonly ProfileId[];
  /** Default: all but `iter`, where the callees are scripted and may answer anything. */
  readonly levels?: readonly Level[];
  readonly reason: string;
}

/** Where a retry after an empty copy is a transition of its own. */
const RETRIES_COPIED: readonly ProfileId[] = ['linux-6.5.0', 'linux-6.x', 'linux-iomap-dio', 'linux-btrfs'];

export const NEVER_ANSWERED: readonly NeverAnswered[] = [
  {
    machine: 'generic_write_checks',
    event: 'largeFileLimit',
    classes: ['past', 'at', 'cuts'],
    reason: 'every descriptor has O_LARGEFILE',
  },
  {
    machine: 'file_remove_privs',
    event: 'needKillpriv',
    classes: ['error'],
    reason: 'cap_inode_need_killpriv takes an attribute that it cannot read for an absent one',
  },
  {
    machine: 'file_update_time',
    event: 'isNocmtime',
    classes: ['yes'],
    reason: 'no scenario has an inode or a mount with S_NOCMTIME',
  },
  {
    machine: 'generic_file_direct_write',
    event: 'invalidatePages',
    classes: ['other error'],
    reason: 'only launder_page gives another error than EBUSY, and no filesystem here has it',
  },
  {
    machine: 'generic_file_direct_write',
    event: 'enter',
    classes: ['block device, *EOF'],
    reason: 'a request to a block device is cut at its size',
  },
  {
    machine: 'generic_perform_write',
    event: 'fatalSignal',
    classes: ['pending'],
    reason: 'nobody sends a fatal signal',
  },
  {
    machine: 'generic_perform_write',
    event: 'copy',
    classes: ['0'],
    profiles: RETRIES_COPIED,
    reason: 'the first byte was just faulted in, and nobody unmaps it in between',
  },
];

/** Single items that stay out of reach although each answer on the way to them is possible. */
export interface NeverCombined {
  /** The item's id; `*` stands for anything. */
  readonly id: string;
  readonly profiles?: readonly ProfileId[];
  readonly levels?: readonly Level[];
  readonly reason: string;
}

export const NEVER_COMBINED: readonly NeverCombined[] = [];
