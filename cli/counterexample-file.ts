import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { UsageError, preview } from '../contract/parse.js';
import type { Counterexample } from '../contract/index.js';
import type { StoredCounterexample } from '../properties/counterexample-file.js';

const MOST_BYTES = 16 * 1024 * 1024;

/** Reads and validates a stored counterexample. Throws UsageError for what can't be read or is none. */
export async function loadCounterexample(file: string): Promise<StoredCounterexample> {
  const { readCounterexample } = await import('../properties/counterexample-file.js');
  return readCounterexample(textOf(file), file);
}

function textOf(file: string): string {
  try {
    const stat = statSync(file);
    if (!stat.isFile()) throw new UsageError(`FILE: expected a file, got ${preview(file)}, which is none`);
    if (stat.size > MOST_BYTES)
      throw new UsageError(`FILE: expected at most ${MOST_BYTES} bytes, got ${stat.size} in ${preview(file)}`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UsageError(
      `FILE: expected a counterexample that can be read, got ${preview(file)} (${code}); example: woe replay found/RULE.iter.counterexample.json`,
    );
  }
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
