/** The closed word lists of the contract. Every other file takes its words from here. */

export const LEVELS = ['iter', 'disk', 'file'] as const;
export type Level = (typeof LEVELS)[number];

export const PROFILE_IDS = [
  'linux-3.18',
  'linux-4.x',
  'linux-6.5.0',
  'linux-6.x',
  'linux-fuse',
  'linux-iomap-dio',
  'linux-btrfs',
  'posix',
] as const;
export type ProfileId = (typeof PROFILE_IDS)[number];
export const DEFAULT_PROFILE: ProfileId = 'linux-4.x';

/** What a deviation shows itself in. */
export const OBSERVABLES = [
  'return',
  'offset',
  'iov',
  'content',
  'size',
  'metadata',
  'bdi',
  'order',
  'durability',
  'lock',
  'hang',
] as const;
export type Observable = (typeof OBSERVABLES)[number];

export const RULE_VERDICTS = ['conform', 'deviate', 'permitted', 'inconclusive', 'not exercised'] as const;
export type RuleVerdict = (typeof RULE_VERDICTS)[number];

/** How a target can fail to behave as one. */
export const MISBEHAVIOUR_VERDICTS = [
  'crashed',
  'timed out',
  'protocol error',
  'invalid result',
  'nondeterministic',
] as const;
export type MisbehaviourVerdict = (typeof MISBEHAVIOUR_VERDICTS)[number];

export const RUN_VERDICTS = [
  'conformant',
  'deviating',
  ...MISBEHAVIOUR_VERDICTS,
  'not exercised',
  'could not run',
  'interrupted',
] as const;
export type RunVerdict = (typeof RUN_VERDICTS)[number];

export const EXIT_CODES: Record<RunVerdict, number> = {
  conformant: 0,
  deviating: 1,
  crashed: 1,
  'timed out': 1,
  'protocol error': 1,
  'invalid result': 1,
  nondeterministic: 1,
  'not exercised': 1,
  'could not run': 2,
  interrupted: 130,
};

/** What a target may be able to show or to suffer; rules and scenarios that need more are not run. */
export const CAPABILITIES = [
  'direct', // O_DIRECT
  'append', // O_APPEND
  'dsync', // O_DSYNC and O_SYNC
  'vectors', // writev, pwritev
  'badSegment', // an unreadable segment
  'setid', // mode bits are kept and stripped
  'fileCapability', // security.capability
  'times', // mtime and ctime
  'dup', // dup shares the offset
  'rlimit', // RLIMIT_FSIZE
  'holes', // sparse files
  'blockDevice', // a block device file
  'dax', // a DAX inode
  'readOnlyMount', // a mount that is not writable
  'signal', // SIGXFSZ is reported
  'writeback', // writeback and dropCaches can be asked for
  'powerCut', // can be mounted again after a power cut
  'trace', // emits kernel steps
] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** Faults that a `file` level target may declare and implement by `induce(kind, args)`. */
export const INDUCIBLE_FAULTS = [
  'rlimit',
  'badSegment',
  'misaligned',
  'enospcAfter',
  'shortAfter',
  'errorAfter',
  'readOnly',
] as const;
export type InducibleFault = (typeof INDUCIBLE_FAULTS)[number];

/**
 * What the API of a `file` level target may be unable to do or to tell, although every file can. Scenarios do without
 * it, and rules that need it are not exercised.
 */
export const LACKS = [
  'offset', // no lseek: the offset of a descriptor is neither set nor told
  'positions', // no pwrite, pwritev
  'truncate', // no ftruncate
  'sync', // no fsync, fdatasync
  'access', // descriptors are not held to what they were opened for
  'counts', // a write succeeds or fails as a whole and tells no count; nothing is read at the offset
] as const;
export type Lack = (typeof LACKS)[number];

/** What a write call can be, besides a write: through O_DIRECT, O_APPEND; of bytes that can't all be read. */
export const WRITE_TRAITS = ['direct', 'append', 'badSegment'] as const;
export type WriteTrait = (typeof WRITE_TRAITS)[number];
