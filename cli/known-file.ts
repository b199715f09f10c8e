import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { UsageError, preview } from '../contract/parse.js';
import type { KnownDeviation, Result } from '../contract/index.js';

const MOST_BYTES = 1024 * 1024;

/** Reads the list behind `--known`. A file that is to be written need not exist yet. Throws UsageError. */
export async function loadKnown(file: string, mayBeNew: boolean): Promise<KnownDeviation[]> {
  if (mayBeNew && !existsSync(file)) return [];
  const { readKnown } = await import('../properties/known/known-file.js');
  return readKnown(textOf(file), file);
}

function textOf(file: string): string {
  try {
    const { size } = statSync(file);
    if (size > MOST_BYTES)
      throw new UsageError(`--known: expected at most ${MOST_BYTES} bytes, got ${size} in ${preview(file)}`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UsageError(
      `--known: expected a file that can be read, got ${preview(file)} (${code}); example: --known known.yaml, with --update-known to write one`,
    );
  }
}

/** Rewrites the list to what was found, beside and then renamed, so that a full disk leaves the old one as it was. */
export async function updateKnown(file: string, lines: readonly KnownDeviation[], result: Result): Promise<void> {
  const { writeKnown } = await import('../properties/known/known-file.js');
  const beside = `${file}.new`;
  try {
    writeFileSync(beside, writeKnown(lines, result.counterexamples));
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UsageError(`--update-known: ${preview(file)} could not be written (${code}); it is as it was`);
  }
}
