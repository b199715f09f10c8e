import picocolors from 'picocolors';
import type { Colors } from 'picocolors/types';
import { EXIT_CODES } from '../contract/words.js';

/** Ctrl-C, and how others ask a process to end: a supervisor, a terminal that is closed. */
const INTERRUPTS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A pipe or a terminal that has nobody at its other end any more: what is left to say has no reader. */
const GONE: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO']);

/** What a command needs of the process; tests bring their own. */
export interface Terminal {
  /** The answer: standard output. */
  readonly out: (text: string) => void;
  /** Everything else: standard error. */
  readonly err: (text: string) => void;
  readonly outColors: Colors;
  readonly errColors: Colors;
  /** Width of help in characters. */
  readonly columns: number;
  /** Progress is drawn only where someone can see it. */
  readonly drawsProgress: boolean;
  /** Calls `handler` at each of INTERRUPTS instead of ending the process, until the returned function is called. */
  onInterrupt(handler: () => void): () => void;
  /** Ends the process at once. */
  exit(code: number): never;
}

/** `exit` ends the process at once. */
export function processTerminal(exit: (code: number) => never): Terminal {
  const { stdout, stderr, env } = process;
  // Colour belongs on a terminal, unless its user said no (https://no-color.org): any non-empty value counts.
  // isTTY is undefined on a pipe, whatever its type says, and createColors(undefined) would ask the environment.
  const colored = (stream: NodeJS.WriteStream): boolean =>
    [stream.isTTY, !env.NO_COLOR, env.TERM !== 'dumb'].every(Boolean);
  // `woe check | head` closes the pipe: the exit code stays what it is.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (GONE.has(error.code)) return;
    stderr.write(`woe: can't write to standard output (${error.code ?? error.message})\n`);
    exit(EXIT_CODES['could not run']);
  });
  // There is nowhere left to say it.
  stderr.on('error', () => undefined);
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    outColors: picocolors.createColors(colored(stdout)),
    errColors: picocolors.createColors(colored(stderr)),
    columns: Math.min(stdout.columns || 80, 100),
    drawsProgress: stderr.isTTY && env.TERM !== 'dumb',
    onInterrupt(handler) {
      for (const signal of INTERRUPTS) process.on(signal, handler);
      return () => {
        for (const signal of INTERRUPTS) process.off(signal, handler);
      };
    },
    exit,
  };
}
