import type { Level, ProfileId } from '../contract/index.js';

/** What an era or filesystem does differently, as plain data. Source: the kernel trees named in `title`. */
export interface Profile {
  readonly id: ProfileId;
  readonly title: string;
  /** In words: the differences from linux-4.x. */
  readonly differs: string;
  readonly levels: readonly Level[];
  /** generic_write_checks runs inside __generic_file_write_iter. */
  readonly checksInside: boolean;
  /** The direct write is complete when written == count, not when the iov is used up. */
  readonly judgesByCount: boolean;
  /** IS_DAX(inode) ends the call after the direct write. */
  readonly daxRule: boolean;
  /** The fallback moves ki_pos before it flushes. */
  readonly movesKiPosBeforeFlush: boolean;
  /** generic_perform_write advances ki_pos itself (since 6.5). */
  readonly performAdvancesKiPos: boolean;
  /** After a failed flush ki_pos goes back to where the direct bytes end (the fix of the 6.5.0 regression). */
  readonly rewindsKiPos: boolean;
  /** The task's backing_dev_info is published during the call. */
  readonly publishesBdi: boolean;
  /** Direct I/O falls back to buffered writes. */
  readonly fallsBack: boolean;
  /** A stopped buffered chunk is retried with the current segment only (through 5.15), else with what was copied. */
  readonly retriesSingleSegment: boolean;
  /** fuse_perform_write: write-through; a short reply ends the loop, a reply of 0 bytes counts as EIO. */
  readonly writesThrough: boolean;
  /** FUSE: a direct request goes to the server as it is; only the server knows of sectors. */
  readonly takesMisalignedDirect: boolean;
  /** EIO from starting the writeback leaves the mapping's flags set (through 4.12). */
  readonly eioLeavesFlags: boolean;
  /** Each open descriptor sees a writeback error once (since 4.13); else whoever asks first consumes it. */
  readonly errseq: boolean;
  /** The second invalidation comes only after bytes were transferred (since 6.5), else whatever happened. */
  readonly invalidatesAgainOnlyAfterProgress: boolean;
  /** S_ISGID without S_IXGRP goes too when the caller is neither in the group nor capable (since 6.x). */
  readonly stripsSgidOutsideGroup: boolean;
  /** O_APPEND with pwrite may honour the position, set-id bits may stay, any count may be short. */
  readonly posixFreedom: boolean;
  /** Progress of buffered writes comes in blocks: a bad segment spoils its whole block. */
  readonly blockwise: boolean;
}

const LINUX_4: Profile = {
  id: 'linux-4.x',
  title: 'Linux 4.3, 4.4: mm/filemap.c',
  differs: 'nothing: it is what the others are compared with',
  levels: ['iter', 'disk', 'file'],
  checksInside: false,
  judgesByCount: false,
  daxRule: true,
  movesKiPosBeforeFlush: false,
  performAdvancesKiPos: false,
  rewindsKiPos: false,
  publishesBdi: true,
  fallsBack: true,
  retriesSingleSegment: true,
  writesThrough: false,
  takesMisalignedDirect: false,
  eioLeavesFlags: true,
  errseq: false,
  invalidatesAgainOnlyAfterProgress: false,
  stripsSgidOutsideGroup: false,
  posixFreedom: false,
  blockwise: false,
};

const LINUX_6: Profile = {
  ...LINUX_4,
  id: 'linux-6.x',
  title: 'Linux 6.6 and later: mm/filemap.c, fs/libfs.c',
  differs:
    'no bdi; the tail is direct_write_fallback; perform advances ki_pos; errseq at fsync, of a failed invalidation too; set-id outside the group',
  performAdvancesKiPos: true,
  rewindsKiPos: true,
  publishesBdi: false,
  retriesSingleSegment: false,
  eioLeavesFlags: false,
  errseq: true,
  invalidatesAgainOnlyAfterProgress: true,
  stripsSgidOutsideGroup: true,
};

export const PROFILES: Readonly<Record<ProfileId, Profile>> = {
  'linux-3.18': {
    ...LINUX_4,
    id: 'linux-3.18',
    title: 'Linux 3.18: mm/filemap.c',
    differs:
      'checks run inside the core; completion is judged by written == count; ki_pos moves before the flush; no DAX rule',
    checksInside: true,
    judgesByCount: true,
    daxRule: false,
    movesKiPosBeforeFlush: true,
  },
  'linux-4.x': LINUX_4,
  'linux-6.5.0': {
    ...LINUX_6,
    id: 'linux-6.5.0',
    title: 'Linux 6.5.0: mm/filemap.c, fs/libfs.c',
    differs: 'as linux-6.x, with the regression that leaves ki_pos advanced when the flush fails',
    rewindsKiPos: false,
  },
  'linux-6.x': LINUX_6,
  'linux-fuse': {
    ...LINUX_6,
    id: 'linux-fuse',
    title: 'Linux 6.x: fs/fuse/file.c',
    differs:
      "6.x's core with write-through buffered writes; no DAX; a reply of 0 bytes counts as EIO, a short one ends the loop; set-id as 4.x",
    daxRule: false,
    stripsSgidOutsideGroup: false,
    writesThrough: true,
    takesMisalignedDirect: true,
  },
  'linux-iomap-dio': {
    ...LINUX_6,
    id: 'linux-iomap-dio',
    title: 'Linux 6.x: fs/iomap/direct-io.c (ext4, xfs)',
    differs: 'buffered as 6.x; direct I/O does not fall back, and an errno does not mean that nothing was written',
    levels: ['disk', 'file'],
    daxRule: false,
    fallsBack: false,
  },
  'linux-btrfs': {
    ...LINUX_6,
    id: 'linux-btrfs',
    title: 'Linux 6.x: fs/btrfs/file.c, direct-io.c',
    differs: '6.x with progress in blocks: a bad segment inside a block gives EFAULT; misaligned direct I/O falls back',
    levels: ['disk', 'file'],
    daxRule: false,
    blockwise: true,
  },
  posix: {
    ...LINUX_4,
    id: 'posix',
    title: 'POSIX.1-2017: write()',
    differs: 'any short count; O_APPEND with pwrite may append or honour the position; set-id bits may be cleared',
    levels: ['file'],
    posixFreedom: true,
  },
};
