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

const TWO_PAGE_HOLE = [[0, 2 * PAGE]] as const;
const HOLE_BEHIND_PAGE = [[PAGE, 3 * PAGE]] as const;
const noSpace = (nth = 1): Fault => fault('allocate', 'ENOSPC', { nth });
const failedWrite = (nth = 1): Fault => fault('write', 'EIO', { nth });
const transferred = (sectors: number): Fault => fault('write', 'short', { args: { sectors } });

/** Every leaf that real callees can reach; L4 and L13 to L16 need a generic_perform_write that returns 0. */
function leafWays(sectorsPerPage: number): LeafWay[] {
  const onePage = transferred(sectorsPerPage);
  const privileged = { mode: 0o4755 };
  const failedInode = fault('writeInode', 'EIO');
  return [
    { leaf: 'L1', how: 'set-uid bit stays: inode write fails', direct: false, segments: [2 * PAGE], faults: [failedInode], file: privileged },
    { leaf: 'L1', how: 'before a direct write', direct: true, segments: [2 * PAGE], faults: [failedInode], file: privileged },
    { leaf: 'L1', how: 'the capability stays', direct: false, segments: [2 * PAGE], faults: [failedInode], file: { capability: true } },
    { leaf: 'L2', how: 'inode write fails', direct: false, segments: [2 * PAGE], faults: [failedInode] },
    { leaf: 'L2', how: 'before a direct write', direct: true, segments: [2 * PAGE], faults: [failedInode] },
    { leaf: 'L2', how: 'after privileges went', direct: false, segments: [2 * PAGE], faults: [fault('writeInode', 'EIO', { nth: 2 })], file: privileged },
    { leaf: 'L3', how: 'no space for the first page', direct: false, segments: [2 * PAGE], holes: TWO_PAGE_HOLE, faults: [noSpace()] },
    { leaf: 'L3', how: 'over quota', direct: false, segments: [2 * PAGE], holes: TWO_PAGE_HOLE, faults: [fault('allocate', 'EDQUOT')] },
    { leaf: 'L3', how: 'first segment unreadable', direct: false, segments: [unreadable(PAGE), PAGE] },
    { leaf: 'L3', how: 'first page can not be read', direct: false, at: 100, segments: [PAGE], faults: [fault('read', 'EIO')] },
    { leaf: 'L5', how: 'no space for the second page', direct: false, segments: [2 * PAGE], holes: TWO_PAGE_HOLE, faults: [noSpace(2)] },
    { leaf: 'L5', how: 'second segment unreadable', direct: false, segments: [PAGE, unreadable(PAGE)] },
    { leaf: 'L5', how: 'last page can not be read', direct: false, segments: [PAGE + 100], faults: [fault('read', 'EIO')] },
    { leaf: 'L6', how: 'whole pages', direct: false, segments: [2 * PAGE] },
    { leaf: 'L6', how: 'inside a page', direct: false, at: 100, segments: [1000] },
    { leaf: 'L6', how: 'across pages, into a hole', direct: false, at: 100, segments: [2 * PAGE], holes: TWO_PAGE_HOLE },
    { leaf: 'L7', how: 'the disk fails', direct: true, segments: [2 * PAGE], faults: [failedWrite()] },
    { leaf: 'L7', how: 'the disk says ENOSPC', direct: true, segments: [2 * PAGE], faults: [fault('write', 'ENOSPC')] },
    { leaf: 'L7', how: 'length not aligned', direct: true, segments: [2 * PAGE - 1] },
    { leaf: 'L7', how: 'first segment unreadable', direct: true, segments: [unreadable(PAGE), PAGE] },
    { leaf: 'L8', how: 'in place', direct: true, segments: [2 * PAGE] },
    { leaf: 'L8', how: 'two segments', direct: true, segments: [PAGE, PAGE] },
    { leaf: 'L9', how: 'nothing transferred', direct: true, segments: [2 * PAGE], faults: [transferred(0)], file: { dax: true } },
    { leaf: 'L10', how: 'a page transferred', direct: true, segments: [2 * PAGE], faults: [onePage], file: { dax: true } },
    { leaf: 'L11', how: 'a hole, no space', direct: true, segments: [2 * PAGE], holes: TWO_PAGE_HOLE, faults: [noSpace()] },
    { leaf: 'L11', how: 'a hole, allocation fails', direct: true, segments: [2 * PAGE], holes: TWO_PAGE_HOLE, faults: [fault('allocate', 'EIO')] },
    { leaf: 'L12', how: 'a hole behind, no space', direct: true, segments: [2 * PAGE], holes: HOLE_BEHIND_PAGE, faults: [noSpace()] },
    { leaf: 'L12', how: 'second segment unreadable', direct: true, segments: [PAGE, unreadable(PAGE)] },
    { leaf: 'L17', how: 'a hole, space for a page', direct: true, segments: [2 * PAGE], holes: TWO_PAGE_HOLE, faults: [noSpace(2)] },
    { leaf: 'L17', how: 'a hole, second segment unreadable', direct: true, segments: [PAGE, unreadable(PAGE)], holes: TWO_PAGE_HOLE },
    { leaf: 'L18', how: 'a hole, space for a page, flush fails', direct: true, segments: [2 * PAGE], holes: TWO_PAGE_HOLE, faults: [noSpace(2), failedWrite()] },
    { leaf: 'L17', how: 'nothing transferred, second segment unreadable', direct: true, segments: [PAGE, unreadable(PAGE)], faults: [transferred(0)] },
    { leaf: 'L18', how: 'nothing transferred, second segment unreadable, flush fails', direct: true, segments: [PAGE, unreadable(PAGE)], faults: [transferred(0), failedWrite(2)] },
    { leaf: 'L19', how: 'a hole', direct: true, segments: [2 * PAGE], holes: TWO_PAGE_HOLE },
    { leaf: 'L19', how: 'nothing transferred', direct: true, segments: [2 * PAGE], faults: [transferred(0)] },
    { leaf: 'L20', how: 'a hole, flush fails', direct: true, segments: [2 * PAGE], holes: TWO_PAGE_HOLE, faults: [failedWrite()] },
    { leaf: 'L20', how: 'a hole, flush finds no space', direct: true, segments: [2 * PAGE], holes: TWO_PAGE_HOLE, faults: [fault('write', 'ENOSPC')] },
    { leaf: 'L20', how: 'nothing transferred, flush fails', direct: true, segments: [2 * PAGE], faults: [transferred(0), failedWrite(2)] },
    { leaf: 'L21', how: 'a hole behind, space for a page', direct: true, segments: [3 * PAGE], holes: HOLE_BEHIND_PAGE, faults: [noSpace(2)] },
    { leaf: 'L21', how: 'a page transferred, third segment unreadable', direct: true, segments: [PAGE, PAGE, unreadable(PAGE)], holes: HOLE_BEHIND_PAGE },
    { leaf: 'L21', how: 'a page transferred of three, the third unreadable', direct: true, segments: [PAGE, PAGE, unreadable(PAGE)], faults: [onePage] },
    { leaf: 'L22', how: 'a page transferred of three, the third unreadable, flush fails', direct: true, segments: [PAGE, PAGE, unreadable(PAGE)], faults: [onePage, failedWrite(2)] },
    { leaf: 'L22', how: 'a hole behind, space for a page, flush fails', direct: true, segments: [3 * PAGE], holes: HOLE_BEHIND_PAGE, faults: [noSpace(2), failedWrite(2)] },
    { leaf: 'L23', how: 'a hole behind', direct: true, segments: [2 * PAGE], holes: HOLE_BEHIND_PAGE },
    { leaf: 'L23', how: 'a page transferred', direct: true, segments: [2 * PAGE], faults: [onePage] },
    { leaf: 'L24', how: 'a hole behind, flush fails', direct: true, segments: [2 * PAGE], holes: HOLE_BEHIND_PAGE, faults: [failedWrite(2)] },
    { leaf: 'L24', how: 'a hole behind, flush finds no space', direct: true, segments: [2 * PAGE], holes: HOLE_BEHIND_PAGE, faults: [fault('write', 'ENOSPC', { nth: 2 })] },
    { leaf: 'L24', how: 'a page transferred, flush fails', direct: true, segments: [2 * PAGE], faults: [onePage, failedWrite(2)] },
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
