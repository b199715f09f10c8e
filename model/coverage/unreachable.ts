import { PROFILE_IDS, type KernelFunction, type Level, type ProfileId } from '../../contract/index.js';

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

const SINCE_4_13: readonly ProfileId[] = [...RETRIES_COPIED, 'linux-fuse'];
/** Where an empty or short copy is possible since 4.13: on btrfs the whole chunk was faulted in. */
const COPIES_SHORT = SINCE_4_13.filter((profile) => profile !== 'linux-btrfs');
/** Where a retry asks for the length of the current segment. */
const ASKS_SEGMENT: readonly ProfileId[] = ['linux-3.18', 'linux-4.x', 'posix'];
const BUT_FUSE = PROFILE_IDS.filter((profile) => profile !== 'linux-fuse');
const BUT_BTRFS = PROFILE_IDS.filter((profile) => profile !== 'linux-btrfs');

const NOTHING_DIRTY = 'write-through leaves nothing dirty; only another process could, through mmap';

export const NEVER_ANSWERED: readonly NeverAnswered[] = [
  {
    machine: '__generic_file_write_iter',
    event: 'flush',
    classes: ['error'],
    profiles: ['linux-fuse'],
    reason: NOTHING_DIRTY,
  },
  {
    machine: 'generic_file_direct_write',
    event: 'flush',
    classes: ['error'],
    profiles: ['linux-fuse'],
    reason: NOTHING_DIRTY,
  },
  {
    machine: 'filemap_write_and_wait_range',
    event: 'checkErrors',
    classes: ['AS_*'],
    profiles: ['linux-fuse'],
    reason: NOTHING_DIRTY,
  },
  {
    machine: '__generic_file_write_iter',
    event: 'direct',
    classes: ['0', 'part'],
    profiles: ['linux-iomap-dio'],
    reason: 'iomap writes all that the limits left, or returns an errno',
  },
  {
    machine: 'generic_file_direct_write',
    event: 'invalidatePages',
    classes: ['busy'],
    reason: 'there is one writer, and a flush that succeeded leaves no dirty page',
  },
  {
    machine: 'generic_perform_write',
    event: 'writeEnd',
    classes: ['<0'],
    profiles: BUT_FUSE,
    reason: 'write_end marks a page that is in memory, which cannot fail',
  },
  {
    machine: 'generic_perform_write',
    event: 'writeEnd',
    classes: ['0'],
    profiles: ['linux-btrfs'],
    reason: 'what was copied whole is accepted whole',
  },
  {
    machine: 'generic_perform_write',
    event: 'copy',
    classes: ['0', 'part'],
    profiles: ['linux-btrfs'],
    reason: 'the whole chunk was just faulted in',
  },
  {
    machine: 'filemap_write_and_wait_range',
    event: 'fdatawait',
    classes: ['page error'],
    profiles: SINCE_4_13,
    reason: 'since 4.13 the wait returns nothing; the errors of pages come through the flags',
  },
  {
    machine: 'filemap_write_and_wait_range',
    event: 'fdatawrite',
    classes: ['EIO', 'other error'],
    profiles: BUT_BTRFS,
    reason: 'write_begin has allocated the blocks, so starting the writeback needs nothing that can fail',
  },
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
    profiles: COPIES_SHORT,
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

export const NEVER_COMBINED: readonly NeverCombined[] = [
  {
    id: 'generic_perform_write/copying.copy[copiedAll] -> ending.writeEnd[acceptedNothing*',
    profiles: BUT_BTRFS,
    reason: 'a whole copy makes the page uptodate, and all of it is accepted',
  },
  {
    id: 'generic_perform_write/ending.writeEnd[acceptedNothing*-> faultingIn.faultIn[failed]',
    profiles: COPIES_SHORT,
    reason: 'the retry begins at a byte that was copied before',
  },
  {
    id: 'generic_perform_write/*ending.writeEnd[acceptedNothing and wholeCopy]',
    profiles: ['linux-fuse'],
    reason: 'the server behind this file reports an empty reply as EIO itself',
  },
  {
    id: 'generic_perform_write/ending.writeEnd[acceptedNothing and wholeCopy]: *(true)',
    profiles: ['linux-fuse'],
    reason: 'the server behind this file reports an empty reply as EIO itself',
  },
  {
    id: 'filemap_write_and_wait_range/starting.fdatawrite[isEio] -> checkingErrors.checkErrors[otherwise]',
    profiles: ['linux-btrfs'],
    reason: 'a writeback that could not start has raised the flag of the mapping',
  },
  {
    id: 'generic_perform_write/askingSegment.singleSegment[otherwise] -> faultingIn.faultIn[failed]',
    profiles: ASKS_SEGMENT,
    reason: 'the first try has probed the same segment',
  },
];
