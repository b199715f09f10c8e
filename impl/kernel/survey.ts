import { UsageError, type Capability } from '../../contract/index.js';
import { KERNEL_FAMILY, KERNEL_LOOKUP, missingFor } from './index.js';
import type { Machine, Missing } from './machine.js';
import { KERNEL_ROWS } from './table.js';

/** Whether one target can be run on this machine. */
export interface Availability {
  readonly name: string;
  readonly title: string;
  readonly profile: string;
  /** Why not, and what to do about each; none = it can. */
  readonly missing: readonly Missing[];
  /** What it showed it can do; undefined when it was not started. */
  readonly capabilities?: readonly Capability[];
}

const DIRECTORY = { id: 'dir=PATH', title: 'any directory', profile: "by the directory's filesystem" };

/** Looks at what each target needs; with `start`, also starts and ends each that seems possible. */
export async function surveyMachine(machine: Machine, start: boolean): Promise<Availability[]> {
  const found: Availability[] = [];
  for (const row of KERNEL_ROWS) {
    const known = { name: `${KERNEL_FAMILY}:${row.id}`, title: row.title, profile: row.profile };
    const missing = missingFor(row, machine);
    found.push({ ...known, ...(missing.length > 0 || !start ? { missing } : await tried(row.id)) });
  }
  const { id, ...known } = DIRECTORY;
  const missing = (['linux', 'koffi'] as const).flatMap((need) => machine.lacking(need) ?? []);
  return [...found, { name: `${KERNEL_FAMILY}:${id}`, ...known, missing }];
}

async function tried(id: string): Promise<Pick<Availability, 'missing' | 'capabilities'>> {
  try {
    const target = await KERNEL_LOOKUP.find(id, 'linux-6.x');
    await target?.close?.();
    return { missing: [], capabilities: target?.capabilities ?? [] };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { missing: [{ reason: error.message, remedy: 'run it as root, in a container with --privileged' }] };
  }
}
