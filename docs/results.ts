/** `npm run results`, from the root of the repository: writes docs/results.md. It takes a minute or two. */
import { writeFileSync } from 'node:fs';
import { checkReal, REAL_TARGETS } from './real-targets.js';
import { resultsPage, type Measured } from './results-page.js';

const PATH = 'docs/results.md';

async function main(): Promise<void> {
  const measured: Measured[] = [];
  for (const target of REAL_TARGETS) {
    console.log(target.name);
    measured.push({ target, result: await checkReal(process.cwd(), target) });
  }
  writeFileSync(PATH, resultsPage(measured, process.versions.node));
  console.log(PATH);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
