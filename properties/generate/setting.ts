import fc from 'fast-check';
import {
  PLAIN_CALLER,
  PLAIN_FILE,
  type Caller,
  type Capability,
  type FileSpec,
  type Geometry,
  type Range,
} from '../../contract/index.js';
import { weighted } from './weighted.js';

/** What a scenario starts from. */
export interface Setting {
  readonly file: FileSpec;
  readonly caller: Caller;
  readonly disk: Geometry;
}

type Layout = 'full' | 'empty' | 'holeAtStart' | 'holeInside' | 'holeAtEnd' | 'everySecondPage' | 'oneSectorHole';

const GEOMETRIES = weighted<Pick<Geometry, 'sectorSize' | 'sectors'>>([
  [{ sectorSize: 512, sectors: 64 }, 2],
  [{ sectorSize: 512, sectors: 131 }, 1],
  [{ sectorSize: 512, sectors: 256 }, 5],
  [{ sectorSize: 4096, sectors: 16 }, 1],
  [{ sectorSize: 4096, sectors: 33 }, 1],
  [{ sectorSize: 4096, sectors: 64 }, 1],
]);

const LAYOUTS = weighted<Layout>([
  ['full', 6],
  ['empty', 1],
  ['holeAtStart', 2],
  ['holeInside', 2],
  ['holeAtEnd', 1],
  ['everySecondPage', 1],
  ['oneSectorHole', 1],
]);

/** i_size in bytes, given the sector size and the largest file that fits. */
const SIZES = weighted<(sector: number, limit: number) => number>([
  [() => 0, 3],
  [() => 1, 1],
  [(sector) => sector - 1, 1],
  [(sector) => sector, 1],
  [(sector) => sector + 1, 1],
  [() => 4095, 1],
  [() => 4096, 3],
  [() => 4097, 1],
  [() => 8192, 3],
  [() => 10_000, 2],
  [() => 16_384, 5],
  [() => 20_580, 1],
  [() => 32_768, 2],
  [(_, limit) => Math.min(limit, 65_536), 1],
  [(_, limit) => limit - 4096, 1],
  [(_, limit) => limit - 1, 1],
]);

/** Sectors that can still be allocated; Infinity = as many as there are. */
const SPARE_SECTORS = weighted<number>([
  [Infinity, 12],
  [0, 1],
  [1, 1],
  [2, 1],
  [8, 1],
  [9, 1],
  [16, 1],
]);

const MODES = weighted<number>([
  [0o644, 10],
  [0o4755, 2],
  [0o2755, 1],
  [0o6755, 1],
  [0o2644, 2],
  [0o6644, 1],
  [0o4644, 1],
]);

const CALLERS = weighted<Caller>([
  [PLAIN_CALLER, 6],
  [{ uid: 1001, gid: 100, capFsetid: false }, 2],
  [{ uid: 0, gid: 0, capFsetid: true }, 2],
]);

/** RLIMIT_FSIZE in bytes, given i_size and the sector size. */
const RLIMITS = weighted<(size: number, sector: number) => number | null>([
  [() => null, 20],
  [(size) => Math.max(0, size - 1), 1],
  [(size) => size, 1],
  [(size) => size + 1, 1],
  [(size, sector) => size + sector, 1],
  [(size) => size + 4096, 1],
  [() => 10_000, 1],
  [() => 4096, 1],
  [() => 0, 1],
]);

const KINDS = weighted<'regular' | 'block' | 'dax' | 'readOnlyMount'>([
  ['regular', 17],
  ['block', 1],
  ['dax', 1],
  ['readOnlyMount', 1],
]);

/** Undecided: what the capabilities do not allow is taken back by `settingOf`. */
export const aSetting = fc.record({
  geometry: GEOMETRIES,
  layout: LAYOUTS,
  sizeOf: SIZES,
  spareSectors: SPARE_SECTORS,
  mode: MODES,
  caller: CALLERS,
  capability: weighted([
    [false, 6],
    [true, 1],
  ]),
  rlimitOf: RLIMITS,
  kind: KINDS,
});
export type AbstractSetting = typeof aSetting extends fc.Arbitrary<infer T> ? T : never;

/** The setting within what is allowed; `dax` also needs an era that has it. */
export function settingOf(choice: AbstractSetting, allowed: ReadonlySet<Capability>): Setting {
  if (choice.kind === 'block' && allowed.has('blockDevice')) return blockDevice(choice, allowed);
  const { geometry, sizeOf, spareSectors, rlimitOf, kind, caller } = choice;
  const { sectorSize, sectors } = geometry;
  const size = sizeOf(sectorSize, sectorSize * sectors);
  const allocated = rangesOf(allowed.has('holes') ? choice.layout : 'full', size, sectorSize);
  const used = allocated.reduce((sum, { from, to }) => sum + (to - from) / sectorSize, 0);
  return {
    file: {
      ...PLAIN_FILE,
      size,
      allocated,
      mode: modeOf(choice.mode, allowed),
      capability: choice.capability && allowed.has('fileCapability'),
      dax: kind === 'dax' && allowed.has('dax'),
      mountWritable: kind !== 'readOnlyMount' || !allowed.has('readOnlyMount'),
      rlimitFsize: allowed.has('rlimit') ? rlimitOf(size, sectorSize) : null,
    },
    caller,
    disk: { sectorSize, sectors, provisioned: Math.min(sectors, used + spareSectors) },
  };
}

const modeOf = (mode: number, allowed: ReadonlySet<Capability>): number => (allowed.has('setid') ? mode : mode & 0o777);

/** The file is the device: all of it allocated. */
function blockDevice({ geometry, mode, caller }: AbstractSetting, allowed: ReadonlySet<Capability>): Setting {
  const { sectorSize } = geometry;
  const sectors = sectorSize === 512 ? 64 : 16;
  const size = sectorSize * sectors;
  return {
    file: {
      ...PLAIN_FILE,
      size,
      allocated: [{ from: 0, to: size }],
      mode: modeOf(mode, allowed),
      kind: 'block',
    },
    caller,
    disk: { sectorSize, sectors, provisioned: sectors },
  };
}

const PAGE = 4096;

/** Allocated ranges in bytes, up to the sector that holds the last byte; a hole is a page, or a sector at least. */
export function rangesOf(layout: Layout, size: number, sector: number): Range[] {
  const end = Math.ceil(size / sector) * sector;
  const ranges = (...pairs: [from: number, to: number][]): Range[] =>
    pairs.map(([from, to]) => ({ from, to: Math.min(to, end) })).filter(({ from, to }) => from < to);
  switch (layout) {
    case 'full':
      return ranges([0, end]);
    case 'empty':
      return [];
    case 'holeAtStart':
      return ranges([PAGE, end]);
    case 'holeInside':
      return ranges([0, PAGE], [3 * PAGE, end]);
    case 'holeAtEnd':
      return ranges([0, Math.max(0, end - PAGE)]);
    case 'oneSectorHole':
      return ranges([0, sector], [2 * sector, end]);
    case 'everySecondPage':
      return ranges(
        ...Array.from({ length: Math.ceil(end / (2 * PAGE)) }, (_, i): [number, number] => [
          2 * i * PAGE,
          (2 * i + 1) * PAGE,
        ]),
      );
  }
}
