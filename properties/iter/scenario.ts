import {
  PLAIN_CALLER,
  PLAIN_FILE,
  type Call,
  type CalleeScript,
  type ProfileId,
  type Scenario,
} from '../../contract/index.js';

export interface IterWrite {
  readonly direct: boolean;
  readonly pos: number;
  readonly count: number;
  /** pwrite instead of lseek and write. */
  readonly positioned: boolean;
  readonly script: CalleeScript;
}

const BUFFERED_FD = 0;
const DIRECT_FD = 1;

/** A scenario at `iter` level: one descriptor with O_DIRECT, one without, and these writes. */
export function iterScenario(profile: ProfileId, seed: number, size: number, writes: readonly IterWrite[]): Scenario {
  const calls: Call[] = [];
  if (writes.some((write) => !write.direct)) calls.push({ call: 'open', fd: BUFFERED_FD, flags: ['O_RDWR'] });
  if (writes.some((write) => write.direct)) calls.push({ call: 'open', fd: DIRECT_FD, flags: ['O_RDWR', 'O_DIRECT'] });
  for (const write of writes) {
    const fd = write.direct ? DIRECT_FD : BUFFERED_FD;
    const segments = [{ length: write.count, readable: write.count }];
    if (write.positioned) {
      calls.push({ call: 'pwrite', fd, segments, position: write.pos, script: write.script });
      continue;
    }
    if (write.pos > 0) calls.push({ call: 'lseek', fd, offset: write.pos, whence: 'SEEK_SET' });
    calls.push({ call: 'write', fd, segments, script: write.script });
  }
  return {
    schema: 'woe.scenario/1',
    level: 'iter',
    profile,
    seed,
    file: { ...PLAIN_FILE, size },
    caller: PLAIN_CALLER,
    disk: { sectorSize: 512, sectors: 2048, provisioned: 2048 },
    calls,
    faults: [],
  };
}
