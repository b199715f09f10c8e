/** What can be said of a call before it is judged; rules and coverage name calls by these words. */
export const FACTS = [
  // kind of call
  'open', // open
  'write', // write, writev, pwrite, pwritev
  'positioned', // pwrite, pwritev, pread
  'read', // read, pread
  'lseek', // lseek
  'truncate', // ftruncate, or O_TRUNC
  'sync', // fsync, fdatasync
  'powerCut', // a power cut, or a read after it
  'plain', // fstat, dup, close, writeback, dropCaches
  // the descriptor
  'notPermitted', // the descriptor is not open for this call
  'append', // O_APPEND
  'direct', // O_DIRECT, or a DAX inode
  'buffered', // neither
  'dsync', // O_DSYNC or O_SYNC
  'shared', // the open file description has more than one descriptor
  // the request
  'zeroLength', // 0 bytes offered
  'misaligned', // O_DIRECT and not a multiple of the sector
  'badSegment', // an unreadable byte is offered
  'limitReached', // at or past RLIMIT_FSIZE
  'limitCut', // crosses RLIMIT_FSIZE
  'maxReached', // at or past the largest offset
  'maxCut', // crosses the largest offset
  // the file
  'setuid', // S_ISUID was set
  'setgidExec', // S_ISGID with S_IXGRP was set
  'setgidOnly', // S_ISGID without S_IXGRP was set
  'fileCapability', // security.capability was there
  'capFsetid', // the caller has CAP_FSETID
  'clockMoved', // the coarse clock differs from mtime or ctime
  'mountReadOnly', // the mount is not writable
  // what happened
  'errorPending', // an earlier writeback failed and was not reported yet
  'errorMaybePending', // one may have failed and waits: nobody saw, and a 0 proves nothing
  'progress', // bytes were written
] as const;
export type Fact = (typeof FACTS)[number];

/** What may hold, where it can't be known whether the fact does: a rule about the fact is then seen, but not exercised. */
export const DOUBTFUL: Readonly<Partial<Record<Fact, Fact>>> = { errorPending: 'errorMaybePending' };

export const FACT_BIT: Readonly<Record<Fact, number>> = Object.fromEntries(
  FACTS.map((fact, i) => [fact, 2 ** i]),
) as Record<Fact, number>;
