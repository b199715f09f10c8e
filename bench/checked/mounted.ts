import type { IoSegment, KernelStep, MountedFile, OpenFlag, Ret, WriteReply } from '../../contract/index.js';
import { sourceBytes } from '../../contract/index.js';
import { reference } from '../../impl/reference/target.js';
import { diskOf } from '../../properties/disk/run.js';
import { diskScenario } from './scenario.js';
import type { Sequence, Write } from './workload.js';

/** The reference on a fresh virtual disk, with one buffered and one direct descriptor. */
export interface Mounted {
  readonly file: MountedFile;
  /** By `Number(write.direct)`. */
  readonly fds: readonly [buffered: number, direct: number];
}

const FLAGS: readonly (readonly OpenFlag[])[] = [['O_RDWR'], ['O_RDWR', 'O_DIRECT']];

/** `trace` is told each kernel step; without it the reference makes none. `logging`: the disk keeps what was done to it. */
export function mountFresh(
  sequence: Omit<Sequence, 'writes'>,
  { trace, logging }: { trace?: (step: KernelStep) => void; logging: boolean },
): Mounted {
  const scenario = diskScenario({ ...sequence, writes: [] });
  const disk = diskOf(scenario);
  disk.logging = logging;
  const { profile, caller, file } = scenario;
  const environment = { profile, caller, file, clock: () => 1, trace };
  const mounted = reference.disk?.mount(disk, environment as never) as MountedFile;
  const [buffered, direct] = FLAGS.map((flags) => mounted.open(flags) as number);
  return { file: mounted, fds: [buffered, direct] };
}

/** Writes what call `call` offers. */
export function write({ file, fds }: Mounted, { direct, position, length }: Write, seed: number, call: number): Ret {
  const segments: IoSegment[] = [{ length, bytes: sourceBytes(seed, call, 0, length) }];
  const reply = file.write(fds[Number(direct)], segments, position) as WriteReply;
  return typeof reply === 'object' ? reply.ret : reply;
}
