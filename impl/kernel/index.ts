import { UsageError, type KnownDeviation, type ProfileId, type Target } from '../../contract/index.js';
import type { TargetLookup } from '../target.js';
import { directoryFilesystem, directoryTarget } from './directory.js';
import { deviceTarget } from './fuse/device.js';
import { fuseTarget } from './fuse/target.js';
import { thisMachine, type Machine, type Missing } from './machine.js';
import { mountPoint, sandboxed, scriptWords } from './sandbox.js';
import { KERNEL_ROWS, type KernelRow } from './table.js';
import { writerTarget } from './target.js';

export { KERNEL_ROWS, type KernelRow } from './table.js';
export { thisMachine, type Machine, type Missing } from './machine.js';

/** `kernel` in `kernel:tmpfs`. */
export const KERNEL_FAMILY = 'kernel';

/** What keeps a target from being run on this machine, the most basic first; none = it can be tried. */
export function missingFor(row: KernelRow, machine: Machine): Missing[] {
  return row.needs.flatMap((need) => machine.lacking(need) ?? []);
}

/** The row of the table that a target of this family follows: its own, or that of the filesystem which a directory lies on. */
function rowOf(name: string): KernelRow | undefined {
  if (!name.startsWith(`${KERNEL_FAMILY}:`)) return undefined;
  const id = name.slice(KERNEL_FAMILY.length + 1);
  const like = directoryFilesystem(id)?.like ?? id;
  return KERNEL_ROWS.find((row) => row.id === like);
}

/** Where a target of this family is known not to follow its profile; empty for others. */
export const knownOf = (name: string): readonly KnownDeviation[] => rowOf(name)?.known ?? [];

/** The profile that a target of this family declares in the table; undefined for others. */
export const declaredProfileOf = (name: string): ProfileId | undefined => rowOf(name)?.profile;

/** The family `kernel`: filesystems of the running kernel. */
export const KERNEL_LOOKUP: TargetLookup = {
  list: () => [...KERNEL_ROWS.map(({ id }) => id), 'dir=PATH'],
  find(id) {
    const machine = thisMachine();
    const row = KERNEL_ROWS.find((candidate) => candidate.id === id);
    if (row) return rowTarget(row, machine);
    requireMet(`kernel:${id}`, ['linux', 'koffi'], machine);
    return directoryTarget(id);
  },
};

async function rowTarget(row: KernelRow, machine: Machine): Promise<Target> {
  const name = `${KERNEL_FAMILY}:${row.id}`;
  requireMet(name, row.needs, machine);
  const { storage, profile, direct, has, lacks, induces, ownWay } = row;
  const at = mountPoint();
  if (at === undefined) throw new UsageError(`${name} could not run: no directory to mount at; mkdir /mnt`);
  if (storage === 'fuse') return fuseTarget(name, row, at, machine);
  if (storage.kind === 'block' && !machine.lacking('fuse')) return deviceTarget(name, row, at, machine);
  const argv = sandboxed(scriptWords('child/writer'), machine);
  // A device whose image is memory does not fail.
  const inducible = induces.filter((kind) => kind !== 'errorAfter');
  const details: Record<string, string> = ownWay === undefined ? {} : { O_DIRECT: ownWay };
  return writerTarget({ name, profile, storage, at, argv, direct, has, lacks, induces: inducible, details });
}

/** Throws UsageError with the first need that is not met, and the remedy. */
function requireMet(name: string, needs: KernelRow['needs'], machine: Machine): void {
  for (const need of needs) {
    const missing = machine.lacking(need);
    if (missing) throw new UsageError(`${name} could not run: ${missing.reason}; ${missing.remedy}`);
  }
}
