import type { KnownDeviation } from '../../contract/known.js';
import type { Capability, InducibleFault, ProfileId } from '../../contract/words.js';
import type { Need } from './machine.js';
import type { Storage } from './messages.js';

/** One target of this family, as plain data. A new one is a row. */
export interface KernelRow {
  readonly id: string;
  readonly title: string;
  readonly profile: ProfileId;
  readonly storage: Storage | 'fuse';
  readonly needs: readonly Need[];
  /** O_DIRECT takes its own way, or is at least taken; confirmed by trying. */
  readonly direct: boolean;
  /** What every target of this family has, but not this one, and why. */
  readonly lacks?: Readonly<Partial<Record<Capability, string>>>;
  /** What it has besides. */
  readonly has?: readonly Capability[];
  readonly induces: readonly InducibleFault[];
  /** Where it does not follow its profile, measured on Linux 6.18. */
  readonly known?: readonly KnownDeviation[];
  /** Why the generic rule is not its own, for who checks it against another profile. */
  readonly ownWay?: string;
  /** What it can't show, in a line for the docs. */
  readonly blind: string;
}

const MIB = 1024 * 1024;
const IN_MEMORY: readonly Need[] = ['linux', 'koffi', 'namespaces'];
const ON_LOOP: readonly Need[] = [...IN_MEMORY, 'root', 'loop'];

const IOMAP = 'through iomap, which returns an errno although bytes were written: linux-iomap-dio';

const loop = (filesystem: string, bytes: number, ...mkfs: string[]): Storage => ({
  kind: 'loop',
  filesystem,
  bytes,
  mkfs,
});

/** Reads, cached or direct, find wrong bytes after a direct write with a bad segment; whether they do depends on the disk. */
const wrongBytes = (reason: string): KnownDeviation[] =>
  ['content-direct-read', 'content-written-bytes'].map((rule) => ({
    rule,
    observable: 'content',
    direction: 'other',
    when: ['direct', 'badSegment'],
    unsteady: true,
    reason,
  }));

export const KERNEL_ROWS: readonly KernelRow[] = [
  {
    id: 'fuse',
    title: 'FUSE, with a server of our own that follows a script',
    profile: 'linux-fuse',
    storage: 'fuse',
    needs: [...IN_MEMORY, 'filesystem fuse', 'fuse'],
    direct: true,
    induces: ['shortAfter', 'errorAfter', 'enospcAfter'],
    blind: 'a failing update of the times, EBUSY from an invalidation, DAX',
  },
  {
    id: 'tmpfs',
    title: 'tmpfs, 16 MiB',
    profile: 'linux-6.x',
    storage: { kind: 'memory', filesystem: 'tmpfs', bytes: 16 * MIB },
    needs: [...IN_MEMORY, 'filesystem tmpfs'],
    direct: true,
    induces: ['enospcAfter', 'misaligned'],
    blind: 'O_DIRECT is accepted and goes through the page cache; nothing is ever written back',
  },
  {
    id: 'ramfs',
    title: 'ramfs',
    profile: 'linux-6.x',
    storage: { kind: 'memory', filesystem: 'ramfs' },
    needs: [...IN_MEMORY, 'filesystem ramfs'],
    direct: false,
    induces: [],
    blind: 'no O_DIRECT, never full, nothing is ever written back',
  },
  {
    id: 'ext4',
    title: 'ext4 on a loop device',
    profile: 'linux-iomap-dio',
    storage: loop('ext4', 16 * MIB, 'mkfs.ext4', '-q', '-F', '-b', '4096', '-m', '0'),
    needs: [...ON_LOOP, 'filesystem ext4', 'program mkfs.ext4'],
    direct: true,
    ownWay: IOMAP,
    induces: ['enospcAfter'],
    known: [
      {
        rule: 'content-direct-read',
        observable: 'return',
        direction: 'error for count',
        when: ['badSegment'],
        reason: 'a buffered write that stops at a bad segment leaves a delayed block, over which a direct read is EIO',
      },
      ...wrongBytes(
        'a direct append stopped by a bad segment inside a block is EFAULT, and leaves old blocks for the file to grow over',
      ),
    ],
    blind: 'errors of the device: they would strike the metadata too',
  },
  {
    id: 'ext3',
    title: 'ext3 on a loop device',
    profile: 'linux-iomap-dio',
    storage: loop('ext3', 16 * MIB, 'mkfs.ext3', '-q', '-F', '-b', '4096', '-m', '0'),
    needs: [...ON_LOOP, 'filesystem ext3', 'program mkfs.ext3'],
    direct: true,
    ownWay: IOMAP,
    induces: ['enospcAfter'],
    blind: 'errors of the device: they would strike the metadata too',
  },
  {
    id: 'xfs',
    title: 'XFS on a loop device',
    profile: 'linux-iomap-dio',
    storage: loop('xfs', 320 * MIB, 'mkfs.xfs', '-q', '-f', '-s', 'size=SECTOR'),
    needs: [...ON_LOOP, 'filesystem xfs', 'program mkfs.xfs'],
    direct: true,
    ownWay: IOMAP,
    induces: ['enospcAfter'],
    known: [
      {
        rule: 'ret-written-or-err',
        observable: 'return',
        direction: 'error for count',
        when: ['direct', 'append'],
        reason: 'a direct append is EINVAL when the offset that it will not be written at is misaligned',
      },
      ...wrongBytes(
        'a direct write of part of a block, with a bad segment behind it, returns a count but stores zeros',
      ),
      {
        rule: 'content-written-bytes',
        observable: 'content',
        direction: 'other',
        when: ['badSegment'],
        unsteady: true,
        reason:
          'a write that stops at a bad segment inside a block of a hole leaves bytes behind its count that nobody wrote',
      },
      {
        rule: 'pos-follows-written',
        observable: 'offset',
        direction: 'more',
        when: ['direct', 'append', 'badSegment'],
        reason: 'a direct append of part of a block that can not be read returns 0 and moves the offset to the end',
      },
    ],
    blind: 'errors of the device: they would strike the metadata too',
  },
  {
    id: 'btrfs',
    title: 'Btrfs on a loop device',
    profile: 'linux-btrfs',
    storage: loop('btrfs', 128 * MIB, 'mkfs.btrfs', '-q', '-f'),
    needs: [...ON_LOOP, 'filesystem btrfs', 'program mkfs.btrfs'],
    direct: true,
    ownWay: 'in whole blocks, a bad segment inside one is EFAULT: linux-btrfs',
    induces: [],
    blind: 'errors of the device: they would strike the metadata too; a full filesystem',
  },
  {
    id: 'overlay',
    title: 'overlayfs whose upper layer is tmpfs',
    profile: 'linux-6.x',
    storage: { kind: 'overlay' },
    needs: [...IN_MEMORY, 'filesystem overlay', 'filesystem tmpfs'],
    direct: true,
    induces: ['misaligned'],
    known: [
      {
        rule: 'checks-limit-reached',
        observable: 'metadata',
        direction: 'other',
        reason: 'ovl_write_iter removes privileges before the file below looks at RLIMIT_FSIZE',
      },
    ],
    blind: 'what tmpfs is blind to; files are made in the upper layer, so nothing is copied up',
  },
  {
    id: 'blockdev',
    title: 'a loop device itself, on a file of a FUSE server of our own; regular files are on tmpfs',
    profile: 'linux-6.x',
    storage: { kind: 'block' },
    needs: [...ON_LOOP, 'filesystem tmpfs'],
    direct: true,
    has: ['blockDevice'],
    lacks: {
      fileCapability: 'a node of a device keeps its security.capability: since 4.18 only regular files lose it',
    },
    induces: ['misaligned', 'errorAfter'],
    known: ['content-written-bytes', 'content-direct-read'].map((rule) => ({
      rule,
      observable: 'content',
      direction: 'other',
      when: ['direct'],
      unsteady: rule === 'content-direct-read',
      reason:
        'a direct write whose segments are misaligned behind the first pages is EINVAL, but what is before them is stored',
    })),
    blind: 'a short transfer of the device; without /dev/fuse, its errors',
  },
];

/** What a file of the running kernel can show or suffer wherever it lies. */
export const COMMON_CAPABILITIES: readonly Capability[] = [
  'append',
  'dsync',
  'vectors',
  'badSegment',
  'dup',
  'rlimit',
  'holes',
  'signal',
];
