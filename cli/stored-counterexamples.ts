import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredFile } from '../properties/options.js';
import { loadCounterexample } from './counterexample-file.js';

/** Where a project keeps the counterexamples that each of its runs replays first. */
const DIRECTORY = 'counterexamples';
const SUFFIX = '.counterexample.json';

/**
 * The counterexamples in `counterexamples/` of the working directory, in the order of their names; none when there is
 * no such directory. Throws UsageError for a file that is invalid: it would be silently green.
 */
export async function storedCounterexamples(): Promise<StoredFile[]> {
  const stored: StoredFile[] = [];
  for (const name of namesIn(DIRECTORY)) stored.push({ name, ...(await loadCounterexample(join(DIRECTORY, name))) });
  return stored;
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => name.endsWith(SUFFIX))
      .sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
