import type { ProfileId } from '../../contract/index.js';

/**
 * What differs between the eras, as plain data that the write path reads. A new era is a new row.
 * The default row is `linux-4.x`, whose text is the same in 4.3 and 4.4.
 */
export interface Profile {
  /** Which text of `__generic_file_write_iter` runs: see core.ts, core318.ts, core65.ts. */
  readonly core: '3.18' | '4.x' | '6.5';
  /** `generic_write_checks` runs inside the core instead of in its locked caller. */
  readonly checksInCore: boolean;
  /** The core of 6.5 asks IS_DAX after a direct write. (The core of 4.x always does, that of 3.18 never.) */
  readonly asksDax: boolean;
  /** A direct write that stopped half way is continued through the page cache. */
  readonly fallsBack: boolean;
  /** A failed flush of the fallback takes ki_pos back; 6.5.0 forgot it. */
  readonly rewindsKiPos: boolean;
  /** `generic_perform_write` moves ki_pos itself (since 6.5). */
  readonly performMovesKiPos: boolean;
  /** Writeback errors are sequenced: each open file description sees each error once (since 4.13). */
  readonly errseq: boolean;
  /**
   * How filemap_write_and_wait_range reports. 4.x: a page's error bit counts, and EIO at the start leaves the mapping's
   * flags set. 6.x: only the mapping's flags count, they are always cleared, and an empty range is 0 at once.
   */
  readonly filemap: '4.x' | '6.x';
  /** Which bytes of a chunk must be readable, else EFAULT before anything is copied. */
  readonly faultIn: 'segmentEnds' | 'firstByte' | 'wholeChunk';
  /** After a chunk of which nothing was accepted, the next try is cut to the current segment (through 5.15). */
  readonly asksSingleSegment: boolean;
  /** S_ISGID without S_IXGRP is stripped too when the caller is neither in the group nor capable (since 6.x). */
  readonly stripsSgidOutsideGroup: boolean;
  /** `fuse_perform_write`: buffered data goes to the disk at once and leaves nothing dirty. */
  readonly writeThrough: boolean;
  /** classic: a hole inside i_size ends the transfer. iomap: holes are filled. btrfs: misaligned requests give 0. */
  readonly directIO: 'classic' | 'iomap' | 'btrfs';
  /** Copy on write: overwriting asks for space again when the page is written back. */
  readonly allocatesAtWriteback: boolean;
  /** DAX inodes exist (since 4.0; not on FUSE and btrfs). */
  readonly hasDax: boolean;
  /** The second invalidation of a direct write is left out when the transfer returned 0 or an error (since 6.5). */
  readonly invalidatesAfterSuccessOnly: boolean;
  /** A failed second invalidation is recorded in the mapping, so that a later fsync fails (6.x). */
  readonly recordsStaleInvalidation: boolean;
}

const LINUX_4: Profile = {
  core: '4.x',
  checksInCore: false,
  asksDax: true,
  fallsBack: true,
  rewindsKiPos: false,
  performMovesKiPos: false,
  errseq: false,
  filemap: '4.x',
  faultIn: 'segmentEnds',
  asksSingleSegment: true,
  stripsSgidOutsideGroup: false,
  writeThrough: false,
  directIO: 'classic',
  allocatesAtWriteback: false,
  hasDax: true,
  invalidatesAfterSuccessOnly: false,
  recordsStaleInvalidation: false,
};

const LINUX_6: Profile = {
  ...LINUX_4,
  core: '6.5',
  rewindsKiPos: true,
  performMovesKiPos: true,
  errseq: true,
  filemap: '6.x',
  faultIn: 'firstByte',
  asksSingleSegment: false,
  stripsSgidOutsideGroup: true,
  invalidatesAfterSuccessOnly: true,
  recordsStaleInvalidation: true,
};

const FUSE: Profile = {
  ...LINUX_6,
  asksDax: false,
  hasDax: false,
  stripsSgidOutsideGroup: false,
  writeThrough: true,
};

const IOMAP: Profile = { ...LINUX_6, fallsBack: false, directIO: 'iomap' };

const BTRFS: Profile = {
  ...LINUX_6,
  asksDax: false,
  hasDax: false,
  faultIn: 'wholeChunk',
  directIO: 'btrfs',
  allocatesAtWriteback: true,
};

export const PROFILES: Readonly<Record<ProfileId, Profile>> = {
  'linux-3.18': { ...LINUX_4, core: '3.18', checksInCore: true, hasDax: false },
  'linux-4.x': LINUX_4,
  'linux-6.5.0': { ...LINUX_6, rewindsKiPos: false },
  'linux-6.x': LINUX_6,
  'linux-fuse': FUSE,
  'linux-iomap-dio': IOMAP,
  'linux-btrfs': BTRFS,
  posix: { ...LINUX_4, errseq: true },
};
