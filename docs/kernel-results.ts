/** `npm run results:kernel`, from the root of the repository, as root: checks every kernel target; writes docs/kernel.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { KERNEL_FAMILY, KERNEL_ROWS, missingFor, thisMachine } from '../impl/kernel/index.js';
import { registerFamilies } from '../properties/search/targets.js';
import { check } from '../properties/check.js';
import { resultsText, targetsText, withPart, type KernelMeasured } from './kernel-page.js';

const PATH = 'docs/kernel.md';

async function main(): Promise<void> {
  registerFamilies();
  const machine = thisMachine();
  const measured: KernelMeasured[] = [];
  for (const row of KERNEL_ROWS) {
    const missing = missingFor(row, machine);
    console.log(`${KERNEL_FAMILY}:${row.id}`, ...missing.map(({ reason, remedy }) => `not run: ${reason}; ${remedy}`));
    if (missing.length > 0) measured.push({ row, missing });
    else {
      const known = row.known && { lines: row.known, stale: 'warn' as const };
      measured.push({ row, missing, result: await check({ target: `${KERNEL_FAMILY}:${row.id}`, known }) });
    }
  }
  const [kernel] = /^[\d.]+/.exec(release()) ?? [release()];
  const page = withPart(readFileSync(PATH, 'utf8'), 'targets', targetsText());
  writeFileSync(PATH, withPart(page, 'results', resultsText(kernel, measured)));
  console.log(PATH);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
