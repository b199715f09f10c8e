import type { Environment, Geometry } from '../../contract/index.js';
import { VirtualDisk } from '../disk/index.js';
import { Induced } from './induced.js';
import { mount } from './mount.js';
import type { MountedReference } from './mountedReference.js';
import type { Parts } from './parts.js';

/** A mounted reference whose storage can be made to fail. */
export type PreparedReference = MountedReference & { induce: Induced['arm'] };

/** A file of `content` on a disk of its own that never fails and never fills up, with the holes of the environment. */
export function prepare(
  content: Uint8Array,
  environment: Environment,
  geometry: Geometry,
  parts: Parts,
): PreparedReference {
  const { sectorSize } = geometry;
  const sectors = Math.max(geometry.sectors, Math.ceil(Math.max(content.length, environment.file.size) / sectorSize));
  const disk = new VirtualDisk({ sectorSize, sectors, provisioned: sectors });
  disk.logging = false;
  installContent(disk, content, environment);
  const { mode, uid, gid, capability, size } = environment.file;
  const now = environment.clock();
  disk.installInode({ size, mode, uid, gid, capability, mtime: now, ctime: now });

  const induced = new Induced();
  const mounted = mount(disk, environment, induced.into(parts));
  return Object.assign(mounted, { induce: induced.arm.bind(induced) });
}

function installContent(disk: VirtualDisk, content: Uint8Array, environment: Environment): void {
  const { sectorSize } = disk.geometry;
  for (const { from, to } of environment.file.allocated) {
    const first = Math.floor(from / sectorSize);
    const end = Math.ceil(Math.min(to, content.length) / sectorSize);
    if (end <= first) continue;
    const bytes = new Uint8Array((end - first) * sectorSize);
    bytes.set(content.subarray(first * sectorSize, end * sectorSize));
    disk.install(first, bytes);
  }
}
