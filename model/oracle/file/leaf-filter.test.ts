import { describe, expect, it } from '@jest/globals';
import type { Call, DiskStep, Fault, OpenFlag, ProfileId, Ret, Scenario } from '../../../contract/index.js';
import { disk, SCENARIO, Story } from './story.sample.js';

/** What is special about a write of `length` bytes at 0, and what it returns. */
interface Told {
  readonly ret: Ret;
  readonly length?: number;
  /** Readable bytes, if not all. */
  readonly good?: number;
  readonly flags?: readonly OpenFlag[];
  readonly profile?: ProfileId;
  readonly file?: Partial<Scenario['file']>;
  readonly position?: number;
  readonly steps?: readonly DiskStep[];
  /** Makes it `file` level. */
  readonly faults?: readonly Fault[];
  /** What the disk returned to a writeback before it: an error, or 0 for a write cut short, which may be taken for one. */
  readonly earlier?: 'EIO' | 'ENOSPC' | 0;
}

function judged(told: Told) {
  const { ret, length = 8192, good = length, flags = [], profile = 'linux-4.x', position = 0, steps, faults } = told;
  const level = faults || profile === 'posix' ? 'file' : 'disk';
  const story = new Story({ level, profile, file: { ...SCENARIO.file, ...told.file } }, ['O_RDWR', ...flags]);
  if (told.earlier !== undefined) story.tell({ call: 'writeback' }, {}, [disk('write', told.earlier)]);
  const call: Call = { call: 'pwrite', fd: 0, position, segments: [{ length, readable: good }] };
  return story.judge(call, { ret }, { steps, faults });
}

/** The leaves in which the call may have ended; none if it can not have ended like this. */
const leaves = (told: Told): string => {
  const judgement = judged(told);
  return judgement.differences.length === 0 ? judgement.leaves.join(' ') : '';
};

/** What it could have returned instead. */
const allowed = (told: Told): string => {
  const { differences } = judged(told);
  return differences.flatMap(({ observable, allowed: values }) => (observable === 'return' ? values : [])).join(' ');
};

const DIRECT = ['O_DIRECT'] as const;
const DSYNC = ['O_DSYNC'] as const;
const SETUID = { mode: 0o4755 };
const DAX = { dax: true };
const EIO = [disk('read', 'EIO')];
const SHORT = [disk('write', 0, 0, 8)];
const FLUSH_EIO = [disk('flush', 'EIO')];
const INODE_EIO = [disk('writeInode', 'EIO')];

describe('a write may have ended in', () => {
  it.each<[string, Told, string]>([
    ['buffered, of all', { ret: 8192 }, 'L6'],
    ['buffered, of a part', { ret: 4096 }, 'L5'],
    ['buffered, of more than was asked', { ret: 8193 }, ''],
    ['buffered, of nothing', { ret: 0 }, ''],
    ['buffered, failed for no reason', { ret: 'EIO' }, ''],
    ['buffered, failed as the disk did', { ret: 'EIO', steps: EIO }, 'L3'],
    ['buffered, failed as the disk did not', { ret: 'ENOSPC', steps: EIO }, ''],
    ['direct, of all', { flags: DIRECT, ret: 8192 }, 'L8 L19 L23'],
    ['direct, of a part', { flags: DIRECT, ret: 4096 }, 'L17 L21'],
    ['direct, of a part, where the disk failed', { flags: DIRECT, ret: 4096, steps: EIO }, 'L12 L17 L21 L22 L24'],
    ['direct, failed as the disk did', { flags: DIRECT, ret: 'EIO', steps: EIO }, 'L7 L11 L18 L20'],
    ['direct, of nothing', { flags: DIRECT, ret: 0 }, ''],
    ['misaligned, refused', { flags: DIRECT, length: 100, ret: 'EINVAL' }, 'L7'],
    ['misaligned, by the fallback', { flags: DIRECT, length: 100, ret: 100 }, 'L19 L23'],
    [
      'misaligned, where a server takes it',
      { flags: DIRECT, profile: 'linux-fuse', length: 100, ret: 100 },
      'L8 L19 L23',
    ],
    [
      'with a bad segment behind a transfer of nothing',
      { flags: DIRECT, good: 4096, steps: SHORT, ret: 'EFAULT' },
      'L7',
    ],
    [
      'with a bad segment behind a sector',
      { flags: DIRECT, good: 4096, steps: [disk('write', 1, 0, 8)], ret: 'EFAULT' },
      '',
    ],
    [
      'with a bad segment, a read moved nothing',
      { flags: DIRECT, good: 4096, steps: [disk('read', 0)], ret: 'EFAULT' },
      '',
    ],
    ['with a bad segment that was not the first to stop it', { flags: DIRECT, good: 4096, ret: 'EFAULT' }, ''],
    ['with no bad segment behind a transfer of nothing', { flags: DIRECT, steps: SHORT, ret: 'EFAULT' }, ''],
    ['aligned, refused', { flags: DIRECT, ret: 'EINVAL' }, ''],
    ['to a DAX inode, of all', { file: DAX, ret: 8192 }, 'L8'],
    ['to a DAX inode, of a part', { file: DAX, ret: 4096 }, 'L10'],
    ['to a DAX inode, of nothing', { file: DAX, ret: 0 }, 'L9'],
    ['in an era without the rule for DAX', { file: DAX, profile: 'linux-3.18', ret: 4096 }, 'L17 L21'],
    ['without a fallback, of all', { flags: DIRECT, profile: 'linux-iomap-dio', ret: 8192 }, 'L8'],
    ['without a fallback, of a part', { flags: DIRECT, profile: 'linux-iomap-dio', ret: 4096 }, 'X2'],
    ['without a fallback, of nothing', { flags: DIRECT, profile: 'linux-iomap-dio', ret: 0 }, 'X1'],
  ])('%s', (_, told, expected) => {
    expect(leaves(told)).toBe(expected);
  });
});

describe('a count beyond the request deviates in one of the leaves that were possible', () => {
  const ret = 9000;
  it.each<[string, Told, string]>([
    ['buffered', { ret }, 'L5 L6'],
    ['buffered, where the checks are part of the core', { profile: 'linux-3.18', ret }, 'L5 L6'],
    ['buffered, where the disk failed', { steps: EIO, ret }, 'L3 L5 L6'],
    ['buffered, where the inode record failed', { file: SETUID, steps: INODE_EIO, ret }, 'L1 L2 L5 L6'],
    ['buffered, with a bad segment', { good: 5000, ret }, 'L5'],
    ['direct', { flags: DIRECT, ret }, 'L8 L17 L19 L21 L23'],
    ['direct, with a bad segment', { flags: DIRECT, good: 100, ret }, 'L7 L11 L12 L17 L21'],
    ['direct, with an error that waits', { flags: DIRECT, earlier: 'EIO', ret }, 'L7'],
    ['direct, with one that may', { flags: DIRECT, earlier: 0, ret }, 'L7 L8 L17 L18 L19 L20 L21 L22 L23 L24'],
    ['misaligned', { flags: DIRECT, length: 100, ret }, 'L7 L17 L19 L21 L23'],
    ['to a DAX inode', { file: DAX, ret }, 'L8 L9 L10'],
    ['without a fallback', { flags: DIRECT, profile: 'linux-iomap-dio', ret }, 'L8 X1 X2'],
  ])('%s', (_, told, expected) => {
    expect(judged(told).leaves.join(' ')).toBe(expected);
  });
});

describe('the inode record failed', () => {
  it.each<[string, Told, string]>([
    ['while times were updated', { ret: 'EIO', steps: INODE_EIO }, 'L2'],
    ['while times were updated, or set-id bits removed', { file: SETUID, ret: 'EIO', steps: INODE_EIO }, 'L1 L2'],
    ['while security.capability was removed', { file: { capability: true }, ret: 'EIO', steps: INODE_EIO }, 'L1 L2'],
    ['but not with this', { ret: 'ENOSPC', steps: INODE_EIO }, ''],
    ['of a direct write, too', { flags: DIRECT, file: SETUID, ret: 'EIO', steps: INODE_EIO }, 'L1 L2'],
    ['or a sync of O_DSYNC did', { flags: DSYNC, ret: 'EIO', steps: INODE_EIO }, 'L2 L5 L6'],
  ])('%s', (_, told, expected) => {
    expect(leaves(told)).toBe(expected);
  });
});

describe('a bad segment', () => {
  it.each<[string, Told, string]>([
    ['stops a buffered write at a count', { good: 5000, ret: 4096 }, 'L5'],
    ['stops it in some eras at the very byte', { profile: 'linux-6.x', good: 5000, ret: 5000 }, 'L5'],
    ['never leaves a count beyond it', { good: 5000, ret: 5001 }, ''],
    ['never lets all be written', { good: 5000, ret: 8192 }, ''],
    ['is no error behind a whole page', { good: 5000, ret: 'EFAULT' }, ''],
    ['is an error in the first page', { good: 100, ret: 'EFAULT' }, 'L3'],
    ['is no error there where every good byte counts', { profile: 'linux-6.x', good: 100, ret: 'EFAULT' }, ''],
    ['is an error at the first byte', { profile: 'linux-6.x', good: 0, ret: 'EFAULT' }, 'L3'],
    ['is an error of direct in its first sector', { flags: DIRECT, good: 511, ret: 'EFAULT' }, 'L7 L11'],
    ['is an error of neither behind that', { flags: DIRECT, good: 4608, ret: 'EFAULT' }, ''],
    ['is an error of the fallback inside the first page', { flags: DIRECT, good: 512, ret: 'EFAULT' }, 'L11'],
    ['drops the error of the fallback behind direct', { flags: DIRECT, good: 5000, ret: 4608 }, 'L12 L17 L21'],
    [
      'is an error of direct in the first block',
      { flags: DIRECT, profile: 'linux-btrfs', good: 4095, ret: 'EFAULT' },
      'L7 L11',
    ],
    [
      'is none of direct behind the first block',
      { flags: DIRECT, profile: 'linux-btrfs', good: 4096, ret: 'EFAULT' },
      '',
    ],
    [
      'fails all of direct without a fallback',
      { flags: DIRECT, profile: 'linux-iomap-dio', good: 8191, ret: 'EFAULT' },
      'L7',
    ],
    ['by POSIX, too', { flags: DIRECT, profile: 'posix', good: 8191, ret: 'EFAULT' }, 'L7 L11'],
    ['is none where there is none', { flags: DIRECT, length: 100, ret: 'EFAULT' }, ''],
    ['is none where a limit cuts before it', { good: 5000, file: { rlimitFsize: 4096 }, ret: 'EFAULT' }, ''],
  ])('%s', (_, told, expected) => {
    expect(leaves(told)).toBe(expected);
  });

  it.each<[number, number, string]>([
    [412, 99, 'L7 L11'],
    [412, 100, 'L11'],
  ])(
    'is met by direct in the rest of the sector that it begins in: at %i, %i bytes good',
    (position, good, expected) => {
      expect(leaves({ flags: DIRECT, position, good, ret: 'EFAULT' })).toBe(expected);
    },
  );
});

describe('an errno of the flush', () => {
  it.each<[string, Told, string]>([
    ['waits since before for the first flush', { flags: DIRECT, earlier: 'EIO', ret: 'EIO' }, 'L7'],
    ['may wait since before', { flags: DIRECT, earlier: 0, ret: 'EIO' }, 'L7 L18 L20'],
    ['that did not wait', { flags: DIRECT, earlier: 'EIO', ret: 'ENOSPC' }, ''],
    ['does not reach a buffered write', { earlier: 'EIO', ret: 'EIO' }, ''],
    ['but its sync', { flags: DSYNC, earlier: 'EIO', ret: 'EIO' }, 'L5 L6'],
    ['of this sync', { flags: DSYNC, steps: FLUSH_EIO, ret: 'EIO' }, 'L5 L6'],
    ['of the sync of what a DAX inode was given', { flags: DSYNC, file: DAX, steps: FLUSH_EIO, ret: 'EIO' }, 'L8 L10'],
    ['is not that of a call that does not sync', { steps: FLUSH_EIO, ret: 'EIO' }, ''],
    ['of what the sync wrote', { flags: DSYNC, steps: [disk('write', 'EIO')], ret: 'EIO' }, 'L3 L5 L6'],
    [
      'since before, in an era with errseq',
      { flags: DSYNC, profile: 'linux-6.x', earlier: 'ENOSPC', ret: 'ENOSPC' },
      'L5 L6',
    ],
  ])('%s', (_, told, expected) => {
    expect(leaves(told)).toBe(expected);
  });
});

describe('what else it could have returned', () => {
  const induced: Fault[] = [
    { on: 'target', kind: 'enospcAfter', args: { bytes: 0 }, where: null, nth: 0, sticky: false },
  ];
  it.each<[string, Told, string]>([
    ['buffered: all', { ret: 0 }, '8192'],
    ['to a DAX inode: all, or nothing', { file: DAX, ret: 9000 }, '8192 0'],
    ['buffered, for a bad segment: at most what is good', { good: 5000, ret: 'EFAULT' }, '5000'],
    ['buffered, bad from the first byte: an error', { good: 0, ret: 1 }, 'EFAULT'],
    ['direct, bad in the first page: a count or an error', { flags: DIRECT, good: 512, ret: 513 }, '512 EFAULT'],
    ['direct, bad behind it: only a count', { flags: DIRECT, good: 5000, ret: 'EFAULT' }, '5000'],
    ['misaligned: all or an error', { flags: DIRECT, length: 100, ret: 101 }, '100 EINVAL'],
    ['the inode record failed: all or that', { ret: 'ENOSPC', steps: INODE_EIO }, '8192 EIO'],
    ['the disk failed: all or that', { flags: DIRECT, ret: 'ENOSPC', steps: EIO }, '8192 EIO'],
    ['a fault was induced: all or what it may end in', { faults: induced, ret: 'EPERM' }, '8192 EIO ENOSPC'],
    ['the sync must have failed: only that', { flags: DSYNC, steps: FLUSH_EIO, ret: 8192 }, 'EIO'],
  ])('%s', (_, told, expected) => {
    expect(allowed(told)).toBe(expected);
  });
});
