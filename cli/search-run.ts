import type { Counterexample, Result } from '../contract/index.js';
import { EXIT_CODES } from '../contract/words.js';
import type { CheckOptions } from '../properties/options.js';
import type { Context } from './command.js';
import { stopOnInterrupt } from './interrupt.js';
import { OutputDirectory, requireWritable } from './output-directory.js';
import { renderResult } from './result-format.js';
import { toCheckOptions, type SearchOptions } from './search-options.js';

/** Searches with progress and Ctrl-C, prints what was found, and keeps it. Returns the exit code. */
export async function runSearch(
  search: (options: CheckOptions) => Promise<Result>,
  target: string,
  options: SearchOptions,
  context: Context,
): Promise<number> {
  const asked = toCheckOptions(target, options);
  const engine = await context.engine();
  engine.requireTarget(target);
  if (options.out !== undefined) requireWritable(options.out);
  const out = options.out === undefined ? undefined : new OutputDirectory(options.out);
  const { storedInProject } = await import('../properties/stored-file.js');
  const stored = storedInProject();
  const result = await watched(
    (watch) => search({ ...asked, ...watch, stored, onFound: (found) => out?.save(found) }),
    options,
    context,
  );
  return report(result, options, out, context);
}

type Watch = Pick<CheckOptions, 'onProgress' | 'signal'>;

/** Runs it with a progress bar and Ctrl-C, and adds how long it took. */
async function watched(
  run: (watch: Watch) => Promise<Result>,
  { format }: SearchOptions,
  { terminal }: Context,
): Promise<Result> {
  const draws = format === 'pretty' && terminal.drawsProgress;
  const progress = draws ? (await import('./progress.js')).drawProgress() : undefined;
  const interrupt = stopOnInterrupt(terminal);
  const started = performance.now();
  try {
    const result = await run({ onProgress: progress?.show, signal: interrupt.signal });
    const ms = performance.now() - started;
    const calls = result.runs.reduce((sum, level) => sum + level.calls, 0);
    return { ...result, timing: { ms: Math.round(ms), callsPerSecond: Math.round((calls / ms) * 1000) } };
  } finally {
    progress?.end();
    interrupt.release();
  }
}

async function report(
  result: Result,
  { format }: SearchOptions,
  out: OutputDirectory | undefined,
  { terminal }: Context,
): Promise<number> {
  terminal.out(await renderResult(result, format, terminal.outColors, out?.filesOf(result)));
  try {
    await out?.write(result);
  } catch (error) {
    if (format !== 'json') terminal.out(saved(result.counterexamples));
    throw error;
  }
  return EXIT_CODES[result.verdict];
}

/** What could not be written goes to standard output, so that nothing that was found is lost. */
const saved = (found: readonly Counterexample[]): string =>
  found.map((counterexample) => `${JSON.stringify(counterexample)}\n`).join('');
