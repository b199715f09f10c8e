import { accessSync, constants, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError, preview } from '../contract/parse.js';
import type { Counterexample, Result } from '../contract/index.js';

/**
 * Makes sure that files can be written to `dir`, or that it can be made, before hours go into finding what to write.
 * Changes nothing.
 */
export function requireWritable(dir: string): void {
  let existing = resolve(dir);
  while (!existsSync(existing)) existing = dirname(existing);
  try {
    // Only a directory can be listed.
    readdirSync(existing);
    accessSync(existing, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unwritable(dir, error);
  }
}

/** Writes result.json (without the time, so that equal runs give equal files), junit.xml and the counterexamples. */
export async function writeResult(dir: string, result: Result): Promise<void> {
  const { renderResult } = await import('./result-format.js');
  const { default: picocolors } = await import('picocolors');
  const timeless: Result = { ...result, timing: undefined };
  const plain = picocolors.createColors(false);
  const files: [string, string][] = [
    ['result.json', await renderResult(timeless, 'json', plain)],
    ['junit.xml', await renderResult(timeless, 'junit', plain)],
    ...counterexampleFiles(result.counterexamples),
  ];
  try {
    makeDirectories(resolve(dir));
    for (const [name, text] of files) writeFileSync(join(dir, name), text);
  } catch (error) {
    throw unwritable(dir, error);
  }
}

/** One level at a time: where nothing can be made (e.g. below /proc) a recursive mkdir of Node never comes back. */
function makeDirectories(dir: string): void {
  if (existsSync(dir)) return;
  makeDirectories(dirname(dir));
  mkdirSync(dir);
}

/** `RULE.LEVEL.counterexample.json`, numbered from the second on. */
export function counterexampleFiles(found: readonly Counterexample[]): [string, string][] {
  const seen = new Map<string, number>();
  return found.map((counterexample) => {
    // Rules are ours, but the name of a file must stay in its directory whatever comes.
    const stem = `${counterexample.deviation.rule}.${counterexample.scenario.level}`.replace(/[^\w.-]/g, '_');
    const count = (seen.get(stem) ?? 0) + 1;
    seen.set(stem, count);
    const name = `${stem}${count > 1 ? `.${count}` : ''}.counterexample.json`;
    return [name, `${JSON.stringify(counterexample, null, 2)}\n`];
  });
}

const unwritable = (dir: string, error: unknown): UsageError =>
  new UsageError(
    `--out: expected a directory that can be written to, got ${preview(dir)} (${(error as NodeJS.ErrnoException).code ?? String(error)}); example: --out results`,
  );
