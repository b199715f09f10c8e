import { join } from 'node:path';
import type { Errno, InducibleFault, Target } from '../../../contract/index.js';
import { KernelFile } from '../kernel-file.js';
import type { Machine } from '../machine.js';
import type { KernelRow } from '../table.js';
import { capabilitiesOf } from '../target.js';
import type { FuseTalks } from './file.js';
import { startFuse } from './target.js';

/** A file of the writer's; when its device shall fail, the server of the device's image fails. */
class DeviceFile extends KernelFile {
  constructor(
    private readonly talks: FuseTalks,
    private readonly sectorSize: number,
  ) {
    super(talks.writer, false);
  }

  /**
   * The device takes so many bytes more, in whole sectors; then requests fail. Whatever the errno, a block device reports
   * EIO. Never a short answer, and, past the page cache, a WRITE for each request: the loop driver takes a short write of
   * its image for a whole one.
   */
  override async induce(kind: InducibleFault, args: { bytes?: number; errno?: Errno } | null): Promise<void> {
    if (kind !== 'errorAfter') return;
    const bytes = args?.bytes ?? 0;
    const failAfter = { bytes: bytes - (bytes % this.sectorSize), errno: 'EIO' as const, all: false, torn: true };
    await this.talks.server.ask({ do: 'script', script: args === null ? {} : { failAfter } });
  }
}

/** A loop device whose image is a file of our server, so that it can fail like a disk. Regular files are in memory. */
export async function deviceTarget(target: string, row: KernelRow, at: string, machine: Machine): Promise<Target> {
  const images = join(at, 'images');
  const plan = { at: images, inMemory: at, storage: { kind: 'block', images } as const };
  const sandbox = await startFuse(target, plan, machine);
  const { found, talks } = sandbox;
  /** The names of the images, one for each size and sector size. */
  const made = new Set<string>();
  return {
    name: target,
    version: found.kernel,
    capabilities: capabilitiesOf(row, found),
    profile: row.profile,
    details: { kernel: found.kernel },
    file: {
      induces: row.induces,
      async prepare(content, { file, caller }, geometry) {
        await talks.server.ask({ do: 'script', script: {} });
        const name = `woe-${process.pid}-${file.size}-${geometry.sectorSize}.img`;
        if (file.kind === 'block' && !made.has(name)) {
          const empty = Buffer.alloc(file.size).toString('base64');
          const owner = { ...file, mode: 0o600, uid: 0, gid: 0, capability: false };
          await talks.server.ask({ do: 'add', content: empty, file: owner, image: name });
          made.add(name);
        }
        const data = Buffer.from(content).toString('base64');
        const image = file.kind === 'block' ? { name } : {};
        await talks.writer.ask({ do: 'prepare', content: data, ...image, file, caller, geometry });
        return new DeviceFile(talks, geometry.sectorSize);
      },
    },
    close: () => sandbox.close(),
  };
}
