import { KERNEL_FUNCTIONS, type KernelFunction } from '../../contract/index.js';
import { compile, type CompiledMachine } from '../machine/compile.js';
import type { KernelMachine } from '../machine/kernel-machine.js';
import type { Profile } from '../profile.js';
import { CORE } from './core.js';
import { REMOVE_PRIVS } from './file-remove-privs.js';
import { UPDATE_TIME } from './file-update-time.js';
import { WRITE_AND_WAIT } from './filemap-write-and-wait-range.js';
import { DIRECT_WRITE } from './generic-file-direct-write.js';
import { LOCKED_CALLER } from './generic-file-write-iter.js';
import { PERFORM_WRITE } from './generic-perform-write.js';
import { WRITE_CHECKS } from './generic-write-checks.js';

/** The kernel functions of the write path as machines. */
export const MACHINES: Readonly<Record<KernelFunction, KernelMachine>> = {
  generic_file_write_iter: LOCKED_CALLER,
  generic_write_checks: WRITE_CHECKS,
  __generic_file_write_iter: CORE,
  file_remove_privs: REMOVE_PRIVS,
  file_update_time: UPDATE_TIME,
  generic_file_direct_write: DIRECT_WRITE,
  generic_perform_write: PERFORM_WRITE,
  filemap_write_and_wait_range: WRITE_AND_WAIT,
};

/** The machine of that kernel function. Throws RangeError, naming the functions, if there is none. */
export function machineOf(name: string): KernelMachine {
  if (Object.hasOwn(MACHINES, name)) return MACHINES[name as KernelFunction];
  throw new RangeError(`no machine is called '${name}'; there are ${KERNEL_FUNCTIONS.join(', ')}`);
}

const tables = new Map<Profile, Map<KernelFunction, CompiledMachine>>();

/** The machine's table under a profile; compiled once. */
export function compiled(name: KernelFunction, profile: Profile): CompiledMachine {
  let ofProfile = tables.get(profile);
  if (!ofProfile) tables.set(profile, (ofProfile = new Map<KernelFunction, CompiledMachine>()));
  let table = ofProfile.get(name);
  if (!table) ofProfile.set(name, (table = compile(MACHINES[name], profile)));
  return table;
}
