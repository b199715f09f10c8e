import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { UsageError, preview } from '../contract/parse.js';
import type { Counterexample } from '../contract/index.js';
import type { StoredCounterexample } from '../properties/counterexample-file.js';

/** Reads and validates a stored counterexample. Throws UsageError for what can't be read or is none. */
export async function loadCounterexample(file: string): Promise<StoredCounterexample> {
  const { loadStored } = await import('../properties/stored-file.js');
  return loadStored(file);
}

/** Writes beside the file and renames, so that a full disk leaves the old one as it was. */
export function rewriteCounterexample(file: string, counterexample: Counterexample): void {
  const beside = `${file}.new`;
  try {
    writeFileSync(beside, `${JSON.stringify(counterexample, null, 2)}\n`);
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UsageError(`--refresh: ${preview(file)} could not be rewritten (${code}); it is as it was`);
  }
}
