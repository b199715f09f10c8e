import { MODULE_LOOKUP } from '../../impl/doors/index.js';
import { MODULE_FAMILY, registerTargets } from '../../impl/target.js';
import { MUTANT_LOOKUP } from '../../fixtures/mutants/index.js';
import { KERNEL_FAMILY, KERNEL_LOOKUP } from '../../impl/kernel/index.js';
import { EXEC_FAMILY, execLookup } from '../../impl/stdio/index.js';

/**
 * Makes every family of targets known that ships with the package, in this thread. `timeoutMs` is what a driver may take
 * for one message.
 */
export function registerFamilies(timeoutMs?: number): void {
  registerTargets('mutant', MUTANT_LOOKUP);
  registerTargets(MODULE_FAMILY, MODULE_LOOKUP);
  registerTargets(KERNEL_FAMILY, KERNEL_LOOKUP);
  registerTargets(EXEC_FAMILY, execLookup({ timeoutMs }));
}

/** Families whose targets live in processes of their own: they can't stop this thread, so they need no other. */
export const OWN_PROCESS: ReadonlySet<string> = new Set([EXEC_FAMILY, KERNEL_FAMILY]);
