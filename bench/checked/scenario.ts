import { DEFAULT_PROFILE, PLAIN_CALLER, PLAIN_FILE, type Call, type Scenario } from '../../contract/index.js';
import { iterScenario, type IterWrite } from '../../properties/iter/scenario.js';
import { FILE_SIZE, SECTOR, SECTORS, type Sequence, type Write } from './workload.js';

/** The profile under which everything of this table runs. */
export const PROFILE = DEFAULT_PROFILE;

export const BUFFERED_FD = 0;
export const DIRECT_FD = 1;

const callOf = ({ direct, position, length }: Write): Call => {
  const fd = direct ? DIRECT_FD : BUFFERED_FD;
  const segments = [{ length, readable: length }];
  return position === null ? { call: 'write', fd, segments } : { call: 'pwrite', fd, segments, position };
};

const OPENS: readonly Call[] = [
  { call: 'open', fd: BUFFERED_FD, flags: ['O_RDWR'] },
  { call: 'open', fd: DIRECT_FD, flags: ['O_RDWR', 'O_DIRECT'] },
];

/** The whole file, as far as it can have grown: read once, when all is written. */
const READ_ALL: Call = { call: 'pread', fd: BUFFERED_FD, length: SECTOR * SECTORS, position: 0 };

/** A sequence as a scenario of the `disk` level; its content is read back and judged at the end. */
export function diskScenario({ seed, hole, writes, faults }: Sequence): Scenario {
  return {
    schema: 'woe.scenario/1',
    level: 'disk',
    profile: PROFILE,
    seed,
    file: {
      ...PLAIN_FILE,
      size: FILE_SIZE,
      allocated: [
        { from: 0, to: hole.from },
        { from: hole.to, to: FILE_SIZE },
      ].filter(({ from, to }) => from < to),
    },
    caller: PLAIN_CALLER,
    disk: { sectorSize: SECTOR, sectors: SECTORS, provisioned: SECTORS },
    calls: [...OPENS, ...writes.map(callOf), READ_ALL],
    faults: [...faults],
  };
}

/** Scripted writes as a scenario of the `iter` level. */
export const scriptedScenario = (seed: number, writes: readonly IterWrite[]): Scenario =>
  iterScenario(PROFILE, seed, FILE_SIZE, writes);
