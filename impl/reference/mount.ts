import type { Disk, Environment } from '../../contract/index.js';
import { Inode, type SuperBlock } from './inode.js';
import { MountedReference } from './mountedReference.js';
import type { Parts } from './parts.js';
import { PROFILES } from './profile.js';

/**
 * Mounts a disk in the era that the environment names. A power cut can leave sectors behind i_size whose size was
 * lost: they are freed here, as orphans are. An unreadable inode record makes every open fail with its errno.
 */
export function mount(disk: Disk, environment: Environment, parts: Parts): MountedReference {
  const record = disk.readInode();
  if (typeof record === 'string') return new MountedReference(record);
  const { sectors, sectorSize } = disk.geometry;
  const sb: SuperBlock = {
    disk,
    environment,
    profile: PROFILES[environment.profile],
    parts,
    trace: environment.trace ? (step) => environment.trace(step) : null,
    task: { backingDevInfo: null },
    maxBytes: sectors * sectorSize,
  };
  const inode = new Inode(sb, record);
  if (!inode.blockDevice) disk.discard(Math.ceil(inode.size / sectorSize));
  return new MountedReference(inode);
}
