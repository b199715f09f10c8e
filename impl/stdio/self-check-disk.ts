import { VirtualDisk } from '../disk/index.js';
import type { Environment } from '../../contract/index.js';
import { DiskServer } from './disk-server.js';
import { everyCall, FileBench, fileSpec, GEOMETRY } from './self-check-file.js';
import { asked, expectSame, needsLevel, type Bench, type Step } from './self-check-step.js';

const CONTENT = Buffer.from('Hello, file');

/** A disk with a small file on it. */
function newDisk(): VirtualDisk {
  const disk = new VirtualDisk(GEOMETRY);
  const sector = Buffer.alloc(GEOMETRY.sectorSize);
  CONTENT.copy(sector);
  disk.install(0, sector);
  const { mode, uid, gid, capability } = fileSpec(CONTENT.length, undefined).file;
  disk.installInode({ size: CONTENT.length, mode, uid, gid, capability, mtime: 0, ctime: 0 });
  return disk;
}

async function mounted({ channel, handshake }: Bench, disk: VirtualDisk): Promise<FileBench> {
  const environment = fileSpec(CONTENT.length, handshake.profile);
  const around: Environment = { ...environment, clock: () => 1, trace: () => undefined };
  const server = new DiskServer(disk, around, handshake.capabilities.includes('trace'));
  await asked(channel, 'mount', { environment, geometry: GEOMETRY, clock: 1 }, server);
  return new FileBench(channel, server);
}

const needsDisk = needsLevel('disk');

export const DISK_STEPS: readonly Step[] = [
  {
    title: 'disk: every call',
    needs: needsDisk,
    async run(bench) {
      const { capabilities } = bench.handshake;
      const file = await mounted(bench, newDisk());
      await everyCall(file, capabilities);
      if (capabilities.includes('writeback'))
        for (const method of ['writeback', 'dropCaches'] as const) await file.always(method);
      await file.always('dispose');
      return undefined;
    },
  },
  {
    title: 'disk: mounted again after fsync',
    needs: needsDisk,
    async run(bench) {
      const disk = newDisk();
      const before = await mounted(bench, disk);
      const fd = await before.open('O_RDWR');
      await before.write(fd, 600, 'far behind');
      await before.ok('fsync', fd);
      disk.powerCut(1);
      const after = await mounted(bench, disk);
      const again = await after.open('O_RDONLY');
      expectSame('fstat: size', await after.size(again), 610);
      expectSame('read', await after.read(again, 100, 600), 'far behind');
      return undefined;
    },
  },
];
