import type { Call, OpenFlag, Scenario } from '../../contract/index.js';
import { Random } from '../checked/random.js';
import { diskScenario } from '../checked/scenario.js';
import { FILE_SIZE, SECTOR, faultOf, sequenceOf, WRITES } from '../checked/workload.js';

/** What a scenario of the workload has how much of. */
export interface Shape {
  /** Bytes, a multiple of 16 KiB. */
  readonly fileSize: number;
  /** Write calls on one fresh disk. */
  readonly writes: number;
  /** Open descriptors, 1 to 15; every second one is direct. */
  readonly descriptors: number;
  readonly faults: number;
}

export const USUAL: Shape = { fileSize: FILE_SIZE, writes: WRITES, descriptors: 2, faults: 2 };

const SHORTEST = 1024;
const LONGEST = 8192;
const GRAIN = 16;
const ANY = 2 ** 32;

const isDirect = (fd: number): boolean => fd % 2 === 1;
const flagsOf = (fd: number): OpenFlag[] => (isDirect(fd) ? ['O_RDWR', 'O_DIRECT'] : ['O_RDWR']);

/** The workload of the first table, but of another shape. All writes are positioned, so that the file does not grow. */
export function shapedScenario(seed: number, { fileSize, writes, descriptors, faults }: Shape): Scenario {
  const random = new Random(seed);
  const usual = diskScenario({ ...sequenceOf(seed), writes: [] });
  const sectors = (2 * fileSize) / SECTOR;
  const opens = Array.from({ length: descriptors }, (_, fd): Call => ({ call: 'open', fd, flags: flagsOf(fd) }));
  const calls = Array.from({ length: writes }, (): Call => {
    const fd = random.below(descriptors);
    const unit = isDirect(fd) ? SECTOR : GRAIN;
    const length = SHORTEST + random.below((LONGEST - SHORTEST) / unit + 1) * unit;
    const position = random.below((fileSize - length) / unit + 1) * unit;
    return { call: 'pwrite', fd, segments: [{ length, readable: length }], position };
  });
  return {
    ...usual,
    file: { ...usual.file, size: fileSize, allocated: [{ from: 0, to: fileSize }] },
    disk: { sectorSize: SECTOR, sectors, provisioned: sectors },
    calls: [...opens, ...calls, { call: 'pread', fd: 0, length: fileSize, position: 0 }],
    faults: Array.from({ length: faults }, () => faultOf(random.below(ANY), random.below(ANY))),
  };
}
