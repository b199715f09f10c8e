import { describe, expect, it } from '@jest/globals';
import type { CallObservation, FileSpec, OpenFlag, ProfileId, Scenario, Segment } from '../../../contract/index.js';
import { writeRequest, type WriteRequest } from './request.js';
import { FileState } from './state.js';
import { SCENARIO } from './story.sample.js';

const CLOCK = 1;

/** What is special about a call; a file of 8192 bytes, limited to 16384 of the disk's 32768, written at its offset. */
interface Asked {
  readonly flags?: readonly OpenFlag[];
  /** [bytes, readable ones] of each segment. */
  readonly segments?: readonly (readonly [length: number, readable?: number])[];
  readonly offset?: number;
  /** Makes it a pwritev. */
  readonly position?: number;
  readonly profile?: ProfileId;
  readonly file?: Partial<FileSpec>;
  readonly caller?: Partial<Scenario['caller']>;
  /** Descriptors of the description. */
  readonly references?: number;
  readonly got?: Pick<CallObservation, 'ret' | 'size'>;
}

const segmentsOf = (asked: Asked): Segment[] =>
  (asked.segments ?? [[512]]).map(([length, readable = length]) => ({ length, readable }));

function requested(asked: Asked): WriteRequest {
  const { flags = ['O_RDWR'], offset = 0, position, references = 1, got = { ret: 0 } } = asked;
  const profile = asked.profile ?? 'linux-4.x';
  const file = { ...SCENARIO.file, ...asked.file };
  const state = new FileState({ ...SCENARIO, profile, file, caller: { ...SCENARIO.caller, ...asked.caller } });
  const description = {
    offset,
    flags: new Set(flags),
    pending: 'none',
    errnos: new Set<number>(),
    references,
  } as const;
  const segments = segmentsOf(asked);
  const call = position === undefined ? { call: 'writev' as const } : { call: 'pwritev' as const, position };
  return writeRequest(state, description, { ...call, fd: 0, segments }, CLOCK, got);
}

const RW_APPEND = ['O_RDWR', 'O_APPEND'] as const;
const BLOCK = { kind: 'block' } as const;
const NO_LIMIT = { rlimitFsize: null };

describe('a write starts', () => {
  it.each<[string, Asked, number]>([
    ['at the offset of its descriptor', { offset: 100 }, 100],
    ['at the position of a pwrite', { offset: 100, position: 300 }, 300],
    ['at i_size with O_APPEND', { offset: 100, flags: RW_APPEND }, 8192],
    ['at i_size with O_APPEND, whatever the position of a pwrite', { position: 300, flags: RW_APPEND }, 8192],
    ['at the offset of a block device, which O_APPEND says nothing about', { file: BLOCK, flags: RW_APPEND }, 0],
  ])('%s', (_, asked, start) => {
    expect(requested(asked).start).toBe(start);
  });

  it.each<[string, Asked['got'], number]>([
    ['grew by what was written', { ret: 512, size: 8192 + 512 }, 8192],
    ['stayed, which fits only the position', { ret: 512, size: 8192 }, 300],
    ['stayed, but nothing was written', { ret: 0, size: 8192 }, 8192],
    ['stayed, but the call failed', { ret: 'EIO', size: 8192 }, 8192],
    ['fits neither', { ret: 512, size: 8200 }, 8192],
    ['is not told', { ret: 512 }, 8192],
  ])('by POSIX where a pwrite with O_APPEND has put it: the size %s', (_, got, start) => {
    expect(requested({ position: 300, flags: RW_APPEND, profile: 'posix', got }).start).toBe(start);
  });

  it('by POSIX at i_size without progress, whatever became of the size', () => {
    const got = { ret: 0, size: 9000 };
    expect(requested({ position: 9000, flags: RW_APPEND, profile: 'posix', got }).start).toBe(8192);
  });

  it('by POSIX as an append where the position is i_size itself', () => {
    const got = { ret: 512, size: 8704 };
    const { facts } = requested({ position: 8192, flags: RW_APPEND, profile: 'posix', got });
    expect(facts).toContain('append');
  });

  it('by POSIX past the end, where the size tells a position behind it', () => {
    const behind: Asked = { position: 9000, flags: RW_APPEND, got: { ret: 512, size: 9512 } };
    expect(requested({ ...behind, profile: 'posix' }).start).toBe(9000);
    expect(requested(behind).start).toBe(8192);
  });
});

describe('generic_write_checks', () => {
  const FAR = { rlimitFsize: 40_000 };
  const read: Asked = { flags: ['O_RDONLY'] };
  it.each<[string, Asked, string]>([
    ['lets a request up to the limit pass', { offset: 15872 }, '512 left'],
    ['cuts what crosses RLIMIT_FSIZE', { offset: 16000 }, '384 left'],
    ['signals a write at RLIMIT_FSIZE', { offset: 16384 }, 'EFBIG, SIGXFSZ'],
    ['signals a write at a limit of 0', { file: { rlimitFsize: 0 } }, 'EFBIG, SIGXFSZ'],
    ['lets a request up to the largest offset pass', { offset: 32256, file: FAR }, '512 left'],
    ['cuts what crosses the largest offset', { offset: 32700, file: NO_LIMIT }, '68 left'],
    ['refuses a write at the largest offset, without a signal', { offset: 32768, file: NO_LIMIT }, 'EFBIG'],
    ['signals at RLIMIT_FSIZE, though behind the largest offset', { offset: 40_000, file: FAR }, 'EFBIG, SIGXFSZ'],
    ['cuts at the end of a block device', { offset: 8000, file: BLOCK }, '192 left'],
    ['refuses a write at the end of a block device', { offset: 8192, file: BLOCK }, 'ENOSPC'],
    ['does not limit a block device by RLIMIT_FSIZE', { file: { ...BLOCK, rlimitFsize: 100 } }, '512 left'],
    ['has nothing to do for 0 bytes, even at the limit', { offset: 16384, segments: [[0]] }, 'nothing'],
    ['is not asked where the descriptor can not write', { ...read, offset: 16384 }, 'EBADF'],
    ['is not asked for 0 bytes either then', { ...read, segments: [[0]] }, 'EBADF'],
    ['lets O_WRONLY write', { flags: ['O_WRONLY'] }, '512 left'],
  ])('%s', (_, asked, expected) => {
    const { count, refusal, signal } = requested(asked);
    expect((refusal ?? `${count} left`) + (signal ? ', SIGXFSZ' : '')).toBe(expected);
  });
});

describe('of the bytes offered', () => {
  it.each<[string, Asked, Partial<WriteRequest>]>([
    [
      'those of all segments count',
      { segments: [[100], [50]] },
      { offered: 150, count: 150, good: 150, segmentEnds: [100, 150] },
    ],
    [
      'the good ones end at the first unreadable',
      { segments: [[100], [50, 20], [9]] },
      { offered: 159, count: 159, good: 120, segmentEnds: [100, 150, 159] },
    ],
    [
      'the good ones end at a limit before',
      { offset: 16334, segments: [[40], [60, 20]] },
      { offered: 100, count: 50, good: 50 },
    ],
    [
      'the unreadable behind a limit do not matter',
      { offset: 16374, segments: [[40, 20]] },
      { offered: 40, count: 10, good: 10 },
    ],
  ])('%s', (_, asked, expected) => {
    expect(requested(asked)).toMatchObject(expected);
  });
});

describe('O_DIRECT is misaligned', () => {
  const DIRECT = ['O_RDWR', 'O_DIRECT'] as const;
  it.each<[boolean, string, Asked]>([
    [false, 'by nothing where position and segments are whole sectors', { offset: 512, segments: [[512], [1024]] }],
    [true, 'by its position', { offset: 100 }],
    [true, 'by one segment', { segments: [[512], [100]] }],
    [true, 'by one segment among others', { segments: [[100], [412]] }],
    [true, 'by where RLIMIT_FSIZE cuts it', { file: { rlimitFsize: 700 }, segments: [[1024]] }],
    [false, 'by no segment that the limit has cut off', { file: { rlimitFsize: 512 }, segments: [[512], [100]] }],
    [false, 'by nothing on a DAX inode', { offset: 100, file: { dax: true } }],
    [false, 'by nothing without the flag', { offset: 100, flags: ['O_RDWR'] }],
  ])('%s: %s', (misaligned, _, asked) => {
    const request = requested({ flags: DIRECT, ...asked });
    expect(request.misaligned).toBe(misaligned);
    expect(request.facts.includes('misaligned')).toBe(misaligned);
  });

  it('and direct is every write to a DAX inode (IOCB_DIRECT)', () => {
    expect(requested({ file: { dax: true } }).direct).toBe(true);
    expect(requested({ flags: DIRECT }).direct).toBe(true);
    expect(requested({}).direct).toBe(false);
  });
});

describe('before a bad segment a buffered write surely stores', () => {
  it.each<[ProfileId, string, Asked, number]>([
    ['linux-4.x', 'the whole segments before it', { segments: [[100], [50, 0]] }, 100],
    ['linux-4.x', 'no part of a segment inside a page', { segments: [[200, 100]] }, 0],
    ['linux-4.x', 'the whole pages of it', { segments: [[8192, 4196]] }, 4096],
    ['linux-4.x', 'pages of the file, not of the request', { offset: 4000, segments: [[300, 200]] }, 96],
    ['linux-4.x', 'whole segments, if those are more than the pages', { segments: [[4196], [50, 10]] }, 4196],
    ['linux-4.x', 'whole pages, if those are more than the segments', { segments: [[100], [8192, 8000]] }, 4096],
    ['linux-4.x', 'nothing of a page that is begun but not filled', { offset: 4200, segments: [[100, 50]] }, 0],
    ['linux-4.x', 'no more than a limit leaves', { file: { rlimitFsize: 50 }, segments: [[100], [9, 0]] }, 50],
    ['linux-6.x', 'every good byte', { segments: [[8192, 4196]] }, 4196],
    ['linux-fuse', 'whole pages: its requests are made of them', { segments: [[4196], [50, 0]] }, 4096],
    ['linux-btrfs', 'whole blocks', { segments: [[100], [50, 0]] }, 0],
    ['linux-btrfs', 'whole blocks, of the pages before', { offset: 4000, segments: [[200], [50, 0]] }, 96],
    ['posix', 'nothing', { segments: [[8192], [50, 0]] }, 0],
  ])('%s: %s', (profile, _, asked, sure) => {
    expect(requested({ profile, ...asked }).sure).toBe(sure);
  });
});

describe('the facts of a write', () => {
  const setid = (mode: number): Asked => ({ file: { mode } });
  const ROOT = { capFsetid: true };
  it.each<[string, Asked, string[]]>([
    ['to a plain file are none', {}, []],
    ['at a position', { position: 0 }, ['positioned']],
    ['through a descriptor for reading', { flags: ['O_RDONLY'] }, ['notPermitted']],
    ['at a limit, through a descriptor for reading', { flags: ['O_RDONLY'], offset: 16384 }, ['notPermitted']],
    ['with O_APPEND', { flags: RW_APPEND }, ['append']],
    ['with O_DSYNC', { flags: ['O_RDWR', 'O_DSYNC'] }, ['dsync']],
    ['with O_SYNC', { flags: ['O_RDWR', 'O_SYNC'] }, ['dsync']],
    ['through one of two descriptors', { references: 2 }, ['shared']],
    ['of 0 bytes', { segments: [[0]] }, ['zeroLength']],
    ['of 0 bytes at a limit', { segments: [[0]], offset: 16384 }, ['zeroLength']],
    ['with an unreadable byte', { segments: [[512, 511]] }, ['badSegment']],
    ['at RLIMIT_FSIZE', { offset: 16384 }, ['limitReached']],
    ['across RLIMIT_FSIZE', { offset: 16000 }, ['limitCut']],
    ['at the largest offset', { offset: 32768, file: NO_LIMIT }, ['maxReached']],
    ['across the largest offset', { offset: 32700, file: NO_LIMIT }, ['maxCut']],
    ['across both', { offset: 32700, segments: [[9000]], file: { rlimitFsize: 40_000 } }, ['limitCut', 'maxCut']],
    ['at the end of a block device', { offset: 8192, file: BLOCK }, ['maxReached']],
    ['across the end of a block device', { offset: 8000, file: BLOCK }, ['maxCut']],
    ['up to the end of a block device', { offset: 7680, file: BLOCK }, []],
    ['to a set-uid file', setid(0o4644), ['setuid']],
    ['to a set-gid file that its group may execute', setid(0o2654), ['setgidExec']],
    ['to a set-gid file that its group may not execute', setid(0o2645), ['setgidOnly']],
    ['to a file that its group may execute', setid(0o654), []],
    ['to a set-uid file, with CAP_FSETID', { ...setid(0o4644), caller: ROOT }, ['capFsetid']],
    ['to a set-gid file, with CAP_FSETID', { ...setid(0o2654), caller: ROOT }, ['capFsetid']],
    ['to a plain file, with CAP_FSETID', { caller: ROOT }, []],
    ['to a file with security.capability', { file: { capability: true } }, ['fileCapability']],
    ['on a mount that is not writable', { file: { mountWritable: false } }, ['mountReadOnly']],
  ])('%s', (_, asked, special) => {
    const plain = ['write', 'buffered', 'clockMoved'];
    expect(requested(asked).facts.filter((fact) => !plain.includes(fact))).toEqual(special);
  });

  it('name it direct or buffered', () => {
    expect(requested({}).facts).toEqual(['write', 'buffered', 'clockMoved']);
    expect(requested({ flags: ['O_RDWR', 'O_DIRECT'] }).facts).toEqual(['write', 'direct', 'clockMoved']);
  });

  it.each<[string, number, number, boolean]>([
    ['neither time', CLOCK, CLOCK, false],
    ['mtime', CLOCK - 1, CLOCK, true],
    ['ctime', CLOCK, CLOCK - 1, true],
  ])('say whether the clock has moved since %s was set', (_, mtimeAt, ctimeAt, moved) => {
    const state = new FileState(SCENARIO);
    Object.assign(state, { mtimeAt, ctimeAt });
    const call = { call: 'write' as const, fd: 0, segments: [{ length: 1, readable: 1 }] };
    const { facts } = writeRequest(state, undefined, call, CLOCK, { ret: 'EBADF' });
    expect(facts.includes('clockMoved')).toBe(moved);
    expect(facts).toContain('notPermitted');
  });
});
