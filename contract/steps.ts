/**
 * The kernel steps that a target with the capability `trace` reports, and that the machines of the model take.
 *
 * A step belongs to a function `fn`. `at` is `enter` (with the function's arguments), one of the function's events
 * (a callee it has just called, with arguments and outcome, or a field it has just read), or `return`.
 * Calls nest: a function's enter..return stands between the caller's steps, before the caller's event for it.
 *
 * Field values are counts, offsets (bytes), 0 or 1 for truth values, or an errno name in `ret`. `hi` is inclusive.
 */
export interface StepVocabulary {
  readonly enter: readonly string[];
  readonly events: Readonly<Record<string, readonly string[]>>;
  readonly return: readonly string[];
}

const OUTCOME = ['ret', 'iovAdvance', 'kiPosAdvance', 'sizeAfter'] as const;

export const KERNEL_STEPS = {
  /** The locked caller. `sync` = O_DSYNC, O_SYNC or an inode that is sync. Block devices take no lock. */
  generic_file_write_iter: {
    enter: ['pos', 'count', 'append', 'sync', 'blockDevice'],
    events: {
      lock: [],
      /** generic_write_checks: bytes that may be written (0 = nothing to do) or an errno, and the position to write at. Not in 3.18. */
      checks: ['ret', 'pos'],
      /** __generic_file_write_iter. `kiPos` after it. */
      core: ['ret', 'kiPos'],
      unlock: [],
      /** generic_write_sync over [lo, hi]. */
      sync: ['lo', 'hi', 'ret'],
    },
    return: ['ret', 'kiPos'],
  },
  generic_write_checks: {
    enter: ['pos', 'append', 'blockDevice'],
    events: {
      iovCount: ['ret'],
      /** i_size, read for O_APPEND; the new position. */
      iSize: ['ret'],
      /** The size of a block device in bytes. */
      deviceSize: ['ret'],
      /** RLIMIT_FSIZE in bytes; unlimited = 2^53-1. */
      rlimit: ['ret'],
      /** MAX_NON_LFS for a descriptor without O_LARGEFILE; unlimited = 2^53-1. */
      largeFileLimit: ['ret'],
      /** s_maxbytes. */
      maxBytes: ['ret'],
    },
    /** `signal` = 1: SIGXFSZ was sent. */
    return: ['ret', 'pos', 'signal'],
  },
  /** `bdi` in each event: 1 while the backing-dev-info is published in the task. */
  __generic_file_write_iter: {
    enter: ['pos', 'count', 'direct', 'size'],
    events: {
      /** Only in 3.18. `pos` is where to write. */
      checks: ['ret', 'pos', 'bdi'],
      removePrivs: ['ret', 'bdi'],
      updateTime: ['ret', 'bdi'],
      isDax: ['ret', 'bdi'],
      direct: [...OUTCOME, 'bdi'],
      perform: ['pos', ...OUTCOME, 'bdi'],
      flush: ['lo', 'hi', 'ret', 'bdi'],
      invalidate: ['lo', 'hi', 'ret', 'bdi'],
    },
    return: ['ret', 'kiPos', 'iovLeft', 'bdi'],
  },
  file_remove_privs: {
    /** `inGroup`: the caller is in the file's group or has CAP_FSETID. */
    enter: ['mode', 'capFsetid', 'regular', 'inGroup'],
    events: {
      /** IS_NOSEC(inode). */
      isNosec: ['ret'],
      /** security_inode_need_killpriv: 1 = there is a security.capability. */
      needKillpriv: ['ret'],
      /** security_inode_killpriv. */
      killpriv: ['ret'],
      /** notify_change with the new mode. */
      setMode: ['mode', 'ret'],
    },
    /** `nosec` = 1: S_NOSEC is set afterwards. */
    return: ['ret', 'nosec'],
  },
  file_update_time: {
    enter: [],
    events: {
      isNocmtime: ['ret'],
      /** 1 = mtime or ctime differs from the coarse clock. */
      timesDiffer: ['ret'],
      mntWantWrite: ['ret'],
      updateTime: ['ret'],
    },
    return: ['ret'],
  },
  generic_file_direct_write: {
    enter: ['pos', 'count', 'size', 'blockDevice'],
    events: {
      /** filemap_write_and_wait_range over the whole request. */
      flush: ['lo', 'hi', 'ret'],
      /** 1 = the mapping has cached pages. */
      nrpages: ['ret'],
      /** invalidate_inode_pages2_range before the transfer. */
      invalidatePages: ['lo', 'hi', 'ret'],
      /** ->direct_IO. */
      directIO: ['ret'],
      /** As nrpages, after the transfer. */
      nrpagesAfter: ['ret'],
      /** invalidate_inode_pages2_range after the transfer; its result is ignored. */
      invalidateAgain: ['lo', 'hi', 'ret'],
    },
    return: ['ret', 'kiPos', 'size', 'iovAdvance'],
  },
  generic_perform_write: {
    enter: ['pos', 'count'],
    events: {
      /** iov_iter_fault_in_readable: 0 or EFAULT. */
      faultIn: ['bytes', 'ret'],
      /** 1 = a fatal signal is pending. */
      fatalSignal: ['ret'],
      writeBegin: ['pos', 'bytes', 'ret'],
      /** iov_iter_copy_from_user_atomic: bytes copied. */
      copy: ['bytes', 'ret'],
      /** Bytes accepted or an errno; `sizeAfter` = i_size afterwards. */
      writeEnd: ['pos', 'bytes', 'ret', 'sizeAfter'],
      /** iov_iter_single_seg_count, asked when write_end accepted nothing (through 5.15). */
      singleSegment: ['ret'],
      /** balance_dirty_pages_ratelimited. */
      balance: [],
    },
    return: ['ret', 'iovAdvance'],
  },
  filemap_write_and_wait_range: {
    enter: ['lo', 'hi'],
    events: {
      nrpages: ['ret'],
      /** __filemap_fdatawrite_range, WB_SYNC_ALL. */
      fdatawrite: ['ret'],
      /** Waiting for writeback: EIO if a page has its error bit. */
      fdatawait: ['ret'],
      /** filemap_check_errors: the mapping's flags, reported and cleared. */
      checkErrors: ['ret'],
    },
    return: ['ret'],
  },
} as const satisfies Record<string, StepVocabulary>;

export type KernelFunction = keyof typeof KERNEL_STEPS;
export const KERNEL_FUNCTIONS = Object.keys(KERNEL_STEPS) as KernelFunction[];

/** A value larger than any limit in use: "unlimited". */
export const UNLIMITED = Number.MAX_SAFE_INTEGER;

/** One step. Besides `fn` and `at` it has exactly the fields that KERNEL_STEPS names. */
export interface KernelStep {
  readonly fn: KernelFunction;
  readonly at: string;
  readonly [field: string]: number | string;
}

/** By function and event, in maps: names come from targets, and one may be `constructor`. */
const FIELDS: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> = new Map(
  Object.entries<StepVocabulary>(KERNEL_STEPS).map(([fn, vocabulary]) => [
    fn,
    new Map([['enter', vocabulary.enter], ...Object.entries(vocabulary.events), ['return', vocabulary.return]]),
  ]),
);

/** The fields a step must have, or undefined if `fn` has no such event. */
export const fieldsOf = (fn: string, at: string): readonly string[] | undefined => FIELDS.get(fn)?.get(at);
