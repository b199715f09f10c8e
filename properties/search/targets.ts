import { registerTargets } from '../../impl/target.js';
import { MUTANT_LOOKUP } from '../../fixtures/mutants/index.js';

/** Makes every family of targets known that ships with the package, in this thread. */
export function registerFamilies(): void {
  registerTargets('mutant', MUTANT_LOOKUP);
}

/** Families whose targets live in processes of their own: they can't stop this thread, so they need no other. */
export const OWN_PROCESS: ReadonlySet<string> = new Set(['exec', 'kernel']);
