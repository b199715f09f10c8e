import { mkdtempSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError, preview } from '../contract/parse.js';
import type { Counterexample, Result } from '../contract/index.js';
import { makeDirectories } from './make-directories.js';

/**
 * Makes sure that files can be written to `dir`, before hours go into finding what to write: makes it, and a directory in
 * it, and takes both away again. Permissions alone don't tell: nobody can make anything below /proc. Throws UsageError.
 */
export function requireWritable(dir: string): void {
  try {
    const made = makeDirectories(dir);
    rmdirSync(mkdtempSync(join(dir, '.woe-')));
    for (const path of made.reverse()) rmdirSync(path);
  } catch (error) {
    throw unwritable(dir, error);
  }
}

/** Where a run keeps what it finds. */
export class OutputDirectory {
  private readonly found: Counterexample[] = [];

  constructor(private readonly dir: string) {}

  /**
   * Keeps a counterexample as soon as it is found, so that a run which is stopped at once loses nothing. When it can't be
   * written now, `write` tries again and says so.
   */
  save(counterexample: Counterexample): void {
    this.found.push(counterexample);
    const [name, text] = counterexampleFiles(this.found)[this.found.length - 1];
    try {
      makeDirectories(this.dir);
      writeFileSync(join(this.dir, name), text);
    } catch {
      // Said at the end, together with what was found.
    }
  }

  /** Writes one counterexample under a name of its own. Throws UsageError when it can't be written. */
  saveAs(name: string, counterexample: Counterexample): void {
    try {
      makeDirectories(this.dir);
      writeFileSync(join(this.dir, `${fileStem(name)}.counterexample.json`), textOf(counterexample));
    } catch (error) {
      throw unwritable(this.dir, error);
    }
  }

  /** Where `write` keeps the counterexamples of a result, in their order. */
  filesOf({ counterexamples }: Result): string[] {
    return counterexampleFiles(counterexamples).map(([name]) => join(this.dir, name));
  }

  /** Writes result.json (without the time, so that equal runs give equal files), junit.xml and the counterexamples. */
  async write(result: Result): Promise<void> {
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
      makeDirectories(this.dir);
      for (const [name, text] of files) writeFileSync(join(this.dir, name), text);
    } catch (error) {
      throw unwritable(this.dir, error);
    }
  }
}

/** `RULE.LEVEL.counterexample.json`, numbered from the second on. */
export function counterexampleFiles(found: readonly Counterexample[]): [string, string][] {
  const seen = new Map<string, number>();
  return found.map((counterexample) => {
    const stem = fileStem(`${counterexample.deviation.rule}.${counterexample.scenario.level}`);
    const count = (seen.get(stem) ?? 0) + 1;
    seen.set(stem, count);
    const name = `${stem}${count > 1 ? `.${count}` : ''}.counterexample.json`;
    return [name, textOf(counterexample)];
  });
}

/** Names are ours, but a file must stay in its directory whatever comes. */
const fileStem = (name: string): string => name.replace(/[^\w.-]/g, '_');

const textOf = (counterexample: Counterexample): string => `${JSON.stringify(counterexample, null, 2)}\n`;

const unwritable = (dir: string, error: unknown): UsageError =>
  new UsageError(
    `--out: expected a directory that can be written to, got ${preview(dir)} (${(error as NodeJS.ErrnoException).code ?? String(error)}); example: --out results`,
  );
