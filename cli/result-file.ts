import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError, parseJson, preview } from '../contract/parse.js';
import type { Result } from '../contract/verdict.js';

const MOST_BYTES = 64 * 1024 * 1024;
const EXAMPLE = 'example: woe hunt reference --out part1 writes one';

/** Reads and validates `result.json`: the file itself, or the one in a directory. Throws UsageError. */
export async function loadResult(path: string): Promise<Result> {
  // Schemas take longer to load than Node itself: only when there is something to read.
  const { ResultSchema } = await import('../contract/verdict.js');
  return parseJson<Result>(ResultSchema, textOf(path), preview(path));
}

function textOf(path: string): string {
  try {
    const file = statSync(path).isDirectory() ? join(path, 'result.json') : path;
    const { size } = statSync(file);
    if (size > MOST_BYTES)
      throw new UsageError(`expected a result of at most ${MOST_BYTES} bytes, got ${size} in ${preview(file)}`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UsageError(`expected a directory with a result.json, got ${preview(path)} (${code}); ${EXAMPLE}`);
  }
}
