import {
  PLAIN_CALLER,
  PLAIN_FILE,
  type FileSpec,
  type Geometry,
  type Range,
  type Scenario,
} from '../../contract/index.js';
import { firstThatShows, type Pass } from './pass.js';

/** The seed, file, caller and disk of a scenario that needs none of its own: what a reader need not think about. */
const USUAL_SEEDS = [1, 2, 3];
const USUAL_DISK: Geometry = { sectorSize: 512, sectors: 256, provisioned: 256 };
const OWNER = { uid: PLAIN_FILE.uid, gid: PLAIN_FILE.gid };
const SPARE_SECTORS = [0, 1, 8];
const BLOCK_DEVICE_SECTORS = [8, 64];

/** The usual setting, all of it at once; else one thing after the other. */
export const plainSetting: Pass = function* (start) {
  let best = yield* firstThatShows(start, [usual(start)]);
  for (const alternatives of ALTERNATIVES) best = yield* firstThatShows(best, alternatives(best));
};

const usual = (scenario: Scenario): Scenario => ({
  ...scenario,
  seed: USUAL_SEEDS[0],
  file: { ...PLAIN_FILE, size: scenario.file.size, allocated: full(scenario.file.size, USUAL_DISK) },
  caller: PLAIN_CALLER,
  disk: USUAL_DISK,
});

/** What to try for each part, plainest first. */
const ALTERNATIVES: readonly ((scenario: Scenario) => Scenario[])[] = [
  (s) => before(s.seed, USUAL_SEEDS).map((seed) => ({ ...s, seed })),
  ...Object.entries(PLAIN_FILE)
    .filter(([field]) => !['size', 'allocated', 'uid', 'gid', 'mode'].includes(field))
    .map(
      ([field, value]) =>
        (s: Scenario): Scenario[] =>
          s.file[field as keyof FileSpec] === value ? [] : [withFile(s, { [field]: value })],
    ),
  (s) => plainerModes(s.file.mode).map((mode) => withFile(s, { mode })),
  (s) => [PLAIN_CALLER, { ...s.caller, capFsetid: false }].map((caller) => ({ ...withFile(s, OWNER), caller })),
  (s) => [sparingAs(s, withFile(s, { allocated: full(s.file.size, s.disk) }))],
  filledHoles,
  usualDisk,
  (s) => (s.file.kind === 'block' ? BLOCK_DEVICE_SECTORS.map((sectors) => blockDevice(s, sectors)) : []),
];

const withFile = (scenario: Scenario, file: Partial<FileSpec>): Scenario => ({
  ...scenario,
  file: { ...scenario.file, ...file },
});

/** The values that come before this one; all when it is not among them. */
const before = <T>(value: T, values: readonly T[]): T[] => {
  const at = values.indexOf(value);
  return [...new Set(at < 0 ? values : values.slice(0, at))];
};

/** Without set-id bits; with one of them; with ordinary permissions. */
function plainerModes(mode: number): number[] {
  const permissions = mode % 0o1000;
  const setId = mode - permissions;
  const modes = [0, 0o4000, 0o2000, setId]
    .filter((bits) => bits <= setId && (setId === 0o6000 || bits === setId || bits === 0))
    .flatMap((bits) => [...(bits === 0 ? [0o644, 0o755] : [0o755, 0o644]), permissions].map((rest) => bits + rest));
  return before(mode, modes);
}

const roundUp = (bytes: number, unit: number): number => Math.ceil(bytes / unit) * unit;

/** No hole in a file of this size. */
const full = (size: number, { sectorSize }: Geometry): Range[] =>
  size === 0 ? [] : [{ from: 0, to: roundUp(size, sectorSize) }];

/** One hole less: the one before a range, or the one at the end. */
function filledHoles(s: Scenario): Scenario[] {
  const { allocated, size } = s.file;
  const before = allocated.map((range, i) => {
    const from = i === 0 ? 0 : allocated[i - 1].from;
    return allocated.toSpliced(Math.max(0, i - 1), i === 0 ? 1 : 2, { from, to: range.to });
  });
  const last = allocated.at(-1);
  const end = roundUp(size, s.disk.sectorSize);
  const atEnd = last && last.to < end ? [allocated.with(-1, { from: last.from, to: end })] : [];
  return [...before, ...atEnd].map((ranges) => sparingAs(s, withFile(s, { allocated: ranges })));
}

const isTight = ({ disk }: Scenario): boolean => disk.provisioned < disk.sectors;

const usedOf = ({ file, disk }: Scenario): number =>
  file.allocated.reduce((sum, { from, to }) => sum + (to - from) / disk.sectorSize, 0);

/** With so many sectors yet to be allocated. */
function withSpare(s: Scenario, spare: number): Scenario {
  return { ...s, disk: { ...s.disk, provisioned: Math.min(s.disk.sectors, usedOf(s) + spare) } };
}

/** With as many sectors yet to be allocated as `original` has; all, if it has all. */
const sparingAs = (original: Scenario, s: Scenario): Scenario =>
  isTight(original)
    ? withSpare(s, original.disk.provisioned - usedOf(original))
    : { ...s, disk: { ...s.disk, provisioned: s.disk.sectors } };

/** The usual disk, with room for all; else with so little room that this is what it is about. */
function usualDisk(s: Scenario): Scenario[] {
  const { disk, file } = s;
  if (file.kind === 'block') return [{ ...s, disk: { ...disk, sectorSize: 512 } }];
  const roomy = [USUAL_DISK, { ...USUAL_DISK, sectorSize: disk.sectorSize }, { ...disk, provisioned: disk.sectors }];
  const spare = disk.provisioned - usedOf(s);
  const tight = isTight(s)
    ? [sparingAs(s, { ...s, disk: USUAL_DISK }), ...before(spare, SPARE_SECTORS).map((few) => withSpare(s, few))]
    : [];
  return [...roomy.map((other) => ({ ...s, disk: other })), ...tight];
}

/** A block device is its disk. */
function blockDevice(s: Scenario, sectors: number): Scenario {
  const size = sectors * s.disk.sectorSize;
  return {
    ...withFile(s, { size, allocated: [{ from: 0, to: size }] }),
    disk: { ...s.disk, sectors, provisioned: sectors },
  };
}

/** The file with another size: holes stay where they are, and none is made. */
export function resized(s: Scenario, size: number): Scenario {
  const { allocated } = s.file;
  const end = roundUp(size, s.disk.sectorSize);
  const reachedEnd = (allocated.at(-1)?.to ?? 0) >= s.file.size && s.file.size > 0;
  const clipped = allocated.filter(({ from }) => from < end).map(({ from, to }) => ({ from, to: Math.min(to, end) }));
  const last = clipped.at(-1);
  if (reachedEnd && last) last.to = end;
  return sparingAs(s, withFile(s, { size, allocated: clipped }));
}
