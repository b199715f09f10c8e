import { PAGE_SIZE, type Fault, type FileSpec } from '../../contract/index.js';
import { fault, fsync, open, pwrite, seek, unreadable, write, type SegmentWord } from '../generate/call.js';
import type { Row } from '../generate/row.js';

/** A leaf of the decision table and how a disk brings it about. Offsets in bytes, counted from where the way is used. */
interface LeafWay {
  readonly leaf: string;
  readonly how: string;
  readonly direct: boolean;
  /** Where the write starts. @default 0 */
  readonly at?: number;
  readonly segments: readonly SegmentWord[];
  readonly holes?: readonly (readonly [from: number, to: number])[];
  readonly faults?: readonly Fault[];
  readonly file?: Partial<FileSpec>;
}

const PAGE = PAGE_SIZE;
/** Bytes of the file that belong to one way. */
const REGION = 4 * PAGE;

const HOLE = [[0, 2 * PAGE]] as const;
const BEHIND = [[PAGE, 3 * PAGE]] as const;
const SETUID = { mode: 0o4755 };
const noSpace = (nth = 1): Fault => fault('allocate', 'ENOSPC', { nth });
const failedInode = (nth = 1): Fault => fault('writeInode', 'EIO', { nth });
const failedWrite = (nth = 1): Fault => fault('write', 'EIO', { nth });
const transferred = (sectors: number): Fault => fault('write', 'short', { args: { sectors } });

type More = Pick<LeafWay, 'at' | 'holes' | 'faults' | 'file'>;
const buffered = (leaf: string, how: string, segments: LeafWay['segments'], more: More = {}): LeafWay => ({
  leaf,
  how,
  direct: false,
  segments,
  ...more,
});
const direct: typeof buffered = (leaf, how, segments, more) => ({
  ...buffered(leaf, how, segments, more),
  direct: true,
});

/** Every leaf that real callees can reach; L4 and L13 to L16 need a generic_perform_write that returns 0. */
function leafWays(sectorsPerPage: number): LeafWay[] {
  const onePage = transferred(sectorsPerPage);
  return [
    buffered('L1', 'set-uid bit stays: inode write fails', [2 * PAGE], { faults: [failedInode()], file: SETUID }),
    direct('L1', 'before a direct write', [2 * PAGE], { faults: [failedInode()], file: SETUID }),
    buffered('L1', 'the capability stays', [2 * PAGE], { faults: [failedInode()], file: { capability: true } }),
    buffered('L2', 'inode write fails', [2 * PAGE], { faults: [failedInode()] }),
    direct('L2', 'before a direct write', [2 * PAGE], { faults: [failedInode()] }),
    buffered('L2', 'after privileges went', [2 * PAGE], { faults: [failedInode(2)], file: SETUID }),
    buffered('L3', 'no space for the first page', [2 * PAGE], { holes: HOLE, faults: [noSpace()] }),
    buffered('L3', 'over quota', [2 * PAGE], { holes: HOLE, faults: [fault('allocate', 'EDQUOT')] }),
    buffered('L3', 'first segment unreadable', [unreadable(PAGE), PAGE]),
    buffered('L3', 'first page can not be read', [PAGE], { at: 100, faults: [fault('read', 'EIO')] }),
    buffered('L5', 'no space for the second page', [2 * PAGE], { holes: HOLE, faults: [noSpace(2)] }),
    buffered('L5', 'second segment unreadable', [PAGE, unreadable(PAGE)]),
    buffered('L5', 'last page can not be read', [PAGE + 100], { faults: [fault('read', 'EIO')] }),
    buffered('L6', 'whole pages', [2 * PAGE]),
    buffered('L6', 'inside a page', [1000], { at: 100 }),
    buffered('L6', 'across pages, into a hole', [2 * PAGE], { at: 100, holes: HOLE }),
    direct('L7', 'the disk fails', [2 * PAGE], { faults: [failedWrite()] }),
    direct('L7', 'the disk says ENOSPC', [2 * PAGE], { faults: [fault('write', 'ENOSPC')] }),
    direct('L7', 'length not aligned', [2 * PAGE - 1]),
    direct('L7', 'first segment unreadable', [unreadable(PAGE), PAGE]),
    direct('L8', 'in place', [2 * PAGE]),
    direct('L8', 'two segments', [PAGE, PAGE]),
    direct('L9', 'nothing transferred', [2 * PAGE], { faults: [transferred(0)], file: { dax: true } }),
    direct('L10', 'a page transferred', [2 * PAGE], { faults: [onePage], file: { dax: true } }),
    direct('L11', 'a hole, no space', [2 * PAGE], { holes: HOLE, faults: [noSpace()] }),
    direct('L11', 'a hole, allocation fails', [2 * PAGE], { holes: HOLE, faults: [fault('allocate', 'EIO')] }),
    direct('L11', 'nothing transferred, the page can not be read', [512], {
      faults: [transferred(0), fault('read', 'EIO')],
    }),
    direct('L12', 'a hole behind, no space', [2 * PAGE], { holes: BEHIND, faults: [noSpace()] }),
    direct('L12', 'second segment unreadable', [PAGE, unreadable(PAGE)]),
    direct('L12', 'a page transferred, the next can not be read', [PAGE + 512], {
      faults: [onePage, fault('read', 'EIO')],
    }),
    direct('L17', 'a hole, space for a page', [2 * PAGE], { holes: HOLE, faults: [noSpace(2)] }),
    direct('L17', 'a hole, second segment unreadable', [PAGE, unreadable(PAGE)], { holes: HOLE }),
    direct('L18', 'a hole, space for a page, flush fails', [2 * PAGE], {
      holes: HOLE,
      faults: [noSpace(2), failedWrite()],
    }),
    direct('L17', 'nothing transferred, second segment unreadable', [PAGE, unreadable(PAGE)], {
      faults: [transferred(0)],
    }),
    direct('L18', 'nothing transferred, second segment unreadable, flush fails', [PAGE, unreadable(PAGE)], {
      faults: [transferred(0), failedWrite(2)],
    }),
    direct('L19', 'a hole', [2 * PAGE], { holes: HOLE }),
    direct('L19', 'nothing transferred', [2 * PAGE], { faults: [transferred(0)] }),
    direct('L20', 'a hole, flush fails', [2 * PAGE], { holes: HOLE, faults: [failedWrite()] }),
    direct('L20', 'a hole, flush finds no space', [2 * PAGE], { holes: HOLE, faults: [fault('write', 'ENOSPC')] }),
    direct('L20', 'nothing transferred, flush fails', [2 * PAGE], { faults: [transferred(0), failedWrite(2)] }),
    direct('L21', 'a hole behind, space for a page', [3 * PAGE], { holes: BEHIND, faults: [noSpace(2)] }),
    direct('L21', 'a page transferred, third segment unreadable', [PAGE, PAGE, unreadable(PAGE)], { holes: BEHIND }),
    direct('L21', 'a page transferred of three, the third unreadable', [PAGE, PAGE, unreadable(PAGE)], {
      faults: [onePage],
    }),
    direct('L22', 'a page transferred of three, the third unreadable, flush fails', [PAGE, PAGE, unreadable(PAGE)], {
      faults: [onePage, failedWrite(2)],
    }),
    direct('L22', 'a hole behind, space for a page, flush fails', [3 * PAGE], {
      holes: BEHIND,
      faults: [noSpace(2), failedWrite(2)],
    }),
    direct('L23', 'a hole behind', [2 * PAGE], { holes: BEHIND }),
    direct('L23', 'a page transferred', [2 * PAGE], { faults: [onePage] }),
    direct('L24', 'a hole behind, flush fails', [2 * PAGE], { holes: BEHIND, faults: [failedWrite(2)] }),
    direct('L24', 'a hole behind, flush finds no space', [2 * PAGE], {
      holes: BEHIND,
      faults: [fault('write', 'ENOSPC', { nth: 2 })],
    }),
    direct('L24', 'a page transferred, flush fails', [2 * PAGE], { faults: [onePage, failedWrite(2)] }),
  ];
}

/** The first way of each leaf; two of them can follow each other in one file. */
const firstWays = (ways: readonly LeafWay[]): LeafWay[] =>
  ways.filter((way, i) => ways.findIndex(({ leaf }) => leaf === way.leaf) === i);

const DISKS = [
  { sectorSize: 512, sectors: 256 },
  { sectorSize: 4096, sectors: 64 },
] as const;

/** The write, the same call again from where it stopped, then what fsync knows of it. */
function singleRow(way: LeafWay, base: number, disk: (typeof DISKS)[number]): Row {
  const again = write(0, ...way.segments);
  return {
    aim: `${way.leaf}, ${way.how}; at ${base}, sectors of ${disk.sectorSize}`,
    disk,
    file: { size: base + REGION, ...way.file },
    holes: holesAt(way, base),
    faults: faultsAt(way, base, disk.sectorSize),
    calls: [
      open(0, 'O_RDWR', ...(way.direct ? (['O_DIRECT'] as const) : [])),
      seek(0, base + (way.at ?? 0)),
      write(0, ...way.segments),
      again,
      fsync(0),
      fsync(0),
    ],
  };
}

/** One leaf after the other, each in its own region of the file. */
function pairRows(ways: readonly LeafWay[], disk: (typeof DISKS)[number]): Row[] {
  return ways.flatMap((first) =>
    ways
      .filter((second) => canFollow(first, second))
      .map((second) => ({
        aim: `${first.leaf} then ${second.leaf}`,
        disk,
        file: { size: 2 * REGION, ...first.file, ...second.file },
        holes: [...holesAt(first, 0), ...holesAt(second, REGION)],
        faults: [...faultsAt(first, 0, disk.sectorSize), ...faultsAt(second, REGION, disk.sectorSize)],
        calls: [
          open(0, 'O_RDWR'),
          open(1, 'O_RDWR', 'O_DIRECT'),
          pwrite(first.direct ? 1 : 0, 0, ...first.segments),
          pwrite(second.direct ? 1 : 0, REGION, ...second.segments),
          fsync(0),
          fsync(1),
          fsync(0),
        ],
      })),
  );
}

/** Inode faults have no place in the file, so only the first write can be the one that meets them. */
const needsInode = ({ faults = [] }: LeafWay): boolean => faults.some(({ on }) => on === 'writeInode');
const canFollow = (first: LeafWay, second: LeafWay): boolean =>
  !needsInode(second) && (first.file?.dax ?? false) === (second.file?.dax ?? false);

const holesAt = ({ holes = [] }: LeafWay, base: number): (readonly [number, number])[] =>
  holes.map(([from, to]) => [base + from, base + to]);

const faultsAt = ({ faults = [] }: LeafWay, base: number, sectorSize: number): Fault[] =>
  faults.map((f) =>
    f.on === 'writeInode' ? f : { ...f, where: { from: base / sectorSize, to: (base + REGION) / sectorSize } },
  );

export const LEAF_ROWS: readonly Row[] = DISKS.flatMap((disk) => {
  const ways = leafWays(PAGE / disk.sectorSize);
  const pairs = disk.sectorSize === 512 ? pairRows(firstWays(ways), disk) : [];
  return [...ways.flatMap((way) => [0, 2 * PAGE].map((base) => singleRow(way, base, disk))), ...pairs];
});
