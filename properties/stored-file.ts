import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError, preview } from '../contract/index.js';
import { readCounterexample, type StoredCounterexample } from './counterexample-file.js';
import type { StoredFile } from './options.js';

const MOST_BYTES = 16 * 1024 * 1024;

/** Where a project keeps the counterexamples that each of its runs replays first. */
const DIRECTORY = 'counterexamples';
const SUFFIX = '.counterexample.json';

/** Reads and validates a stored counterexample. Throws UsageError for what can't be read or is none. */
export const loadStored = (file: string): StoredCounterexample => readCounterexample(textOf(file), file);

/**
 * The counterexamples in `counterexamples/` of the working directory, in the order of their names; none when there is
 * no such directory. Throws UsageError for a file that is invalid: it would be silently green.
 */
export const storedInProject = (): StoredFile[] =>
  namesIn(DIRECTORY).map((name) => ({ name, ...loadStored(join(DIRECTORY, name)) }));

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
