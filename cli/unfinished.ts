import { EXIT_CODES } from '../contract/words.js';
import { printableLine } from '../report/printable.js';

/** What of `process` is needed; a process with nothing left to do emits `beforeExit`, then `exit`. */
export interface EndingProcess {
  exitCode?: number | string | null | undefined;
  once(event: 'beforeExit' | 'exit', listener: () => void): unknown;
}

/**
 * From now on the process ends with 2, and says why, unless the returned function was called first, with the exit
 * code: a target in this thread may call process.exit(0), or wait for what never comes, and that is no success.
 */
export function expectEnd(
  process: EndingProcess,
  argv: readonly string[],
  err: (text: string) => void,
): (code: number) => void {
  let isDone = false;
  let isIdle = false;
  process.exitCode = EXIT_CODES['could not run'];
  process.once('beforeExit', () => (isIdle = true));
  process.once('exit', () => {
    if (isDone) return;
    process.exitCode = EXIT_CODES['could not run'];
    const why = isIdle ? 'waits for what never comes' : 'ended the process';
    err(`woe: expected "${printableLine(argv.join(' '))}" to be done, but a target in the main thread ${why}\n`);
  });
  return (code) => {
    isDone = true;
    process.exitCode = code;
  };
}
