import { describe } from '@jest/globals';
import { KERNEL_ROWS, missingFor, thisMachine } from '../../impl/kernel/index.js';

/** `describe` for what needs a kernel target; where the machine lacks something it is skipped, and its title says why. */
export function describeKernel(id: string, title: string, tests: () => void): void {
  const row = KERNEL_ROWS.find((candidate) => candidate.id === id);
  if (!row) throw new Error(`no target kernel:${id}`);
  const [missing] = missingFor(row, thisMachine());
  if (!missing) describe(title, tests);
  else describe.skip(`${title} (not run: ${missing.reason}; ${missing.remedy})`, tests);
}
