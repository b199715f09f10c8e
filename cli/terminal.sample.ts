import picocolors from 'picocolors';
import { main } from './main.js';
import type { Engine } from './engine.js';
import type { Terminal } from './terminal.js';

/** A terminal that keeps what is printed; `interrupt` is Ctrl-C. */
export class SampleTerminal implements Terminal {
  stdout = '';
  stderr = '';
  exited: number | undefined;
  readonly outColors = picocolors.createColors(false);
  readonly errColors = picocolors.createColors(false);
  readonly columns = 80;
  readonly drawsProgress = false;
  private handlers: (() => void)[] = [];

  readonly out = (text: string): void => void (this.stdout += text);
  readonly err = (text: string): void => void (this.stderr += text);

  onInterrupt(handler: () => void): () => void {
    this.handlers.push(handler);
    return () => (this.handlers = this.handlers.filter((other) => other !== handler));
  }

  interrupt(): void {
    for (const handler of this.handlers) handler();
  }

  exit(code: number): never {
    this.exited = code;
    throw new Error('exit');
  }
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line as a user would. */
export async function run(argv: readonly string[], engine?: Engine): Promise<Ran> {
  const terminal = new SampleTerminal();
  const code = await main(argv, terminal, engine && (async () => engine));
  return { code, stdout: terminal.stdout, stderr: terminal.stderr };
}
