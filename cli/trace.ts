import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Command } from 'commander';
import { UsageError, preview } from '../contract/parse.js';
import type { TraceFileResult } from '../contract/trace-result.js';
import { DEFAULT_PROFILE, EXIT_CODES, PROFILE_IDS, type ProfileId } from '../contract/words.js';
import type { CommandSpec, Context } from './command.js';
import { oneOf } from './word.js';

const FORMATS = ['pretty', 'json'] as const;

interface Options {
  format: (typeof FORMATS)[number];
  profile: ProfileId;
}

const CHUNK_BYTES = 1 << 18;

export const traceCommand: CommandSpec<Options> = {
  name: 'trace',
  summary: 'check recorded traces of any program: the kernel by the rules, and whether short writes were ignored',
  epilogue: `
Record a program, with its children, and check what came of it:
  strace -f -y -s 256 -e trace=%file,%desc,%process -o run.strace PROGRAM
  woe trace run.strace

Most programs never meet a short write. Make one up, and see what yours does:
  strace -f -y -e trace=%file,%desc,%process -e inject=write:retval=100:when=3 -o run.strace PROGRAM

Examples:
  woe trace a.strace b.strace        each by itself
  woe trace run.ndjson               our own format, docs/trace.md
  gunzip < run.gz | woe trace -      from standard input
  woe trace run.strace --format json for a script

-y shows paths, without which little is known of what was open before; -s N shows the first N bytes of a write, with
which a retry of the rest is told from other bytes. What is not recorded can't be judged: leave no call out that moves
an offset or changes a size. Lines that are none of a trace are counted and passed over.

Exit codes: 0 conformant; 1 a rule is broken; 2 unreadable, or nothing that can be judged; 130 interrupted, with what
was found.`,

  define(command: Command): void {
    command
      .argument('<files...>', 'recordings of strace -f -y, or woe.trace/1; - is standard input')
      .option('-f, --format <format>', FORMATS.join(', '), oneOf('--format', FORMATS, '--format json'), 'pretty')
      .option(
        '-p, --profile <profile>',
        `the era or filesystem: ${PROFILE_IDS.join(', ')}`,
        oneOf('--profile', PROFILE_IDS, '--profile linux-6.x'),
        DEFAULT_PROFILE,
      );
  },

  async run([operand = []]: readonly unknown[], { format, profile }, context: Context): Promise<number> {
    const files = operand as string[];
    for (const file of files) await requireReadable(file);
    const { terminal } = context;
    const stop = new AbortController();
    const release = terminal.onInterrupt(() => {
      if (stop.signal.aborted) terminal.exit(EXIT_CODES.interrupted);
      stop.abort();
    });
    try {
      const results: TraceFileResult[] = [];
      for (const file of files) if (!stop.signal.aborted) results.push(await checkFile(file, profile, stop.signal));
      const { traceResult } = await import('../properties/trace/index.js');
      const result = traceResult(profile, results, stop.signal.aborted);
      if (format === 'json') terminal.out(`${JSON.stringify(result, null, 2)}\n`);
      else terminal.out((await import('../report/trace-text.js')).traceText(result, terminal.outColors));
      return EXIT_CODES[result.verdict];
    } finally {
      release();
    }
  },
};

async function checkFile(file: string, profile: ProfileId, signal: AbortSignal): Promise<TraceFileResult> {
  const { TraceChecker } = await import('../properties/trace/index.js');
  const checker = new TraceChecker({ profile });
  const stream: Readable = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: CHUNK_BYTES });
  const cut = (): void => void stream.destroy();
  signal.addEventListener('abort', cut, { once: true });
  try {
    for await (const chunk of stream) {
      checker.push(chunk as Buffer);
      // Ctrl-C is heard only between turns of the event loop.
      await new Promise(setImmediate);
      if (signal.aborted) break;
    }
  } catch (error) {
    if (!signal.aborted) throw unreadable(file, error);
  } finally {
    signal.removeEventListener('abort', cut);
  }
  const result = checker.end(file, !signal.aborted);
  return signal.aborted ? { ...result, verdict: 'interrupted' } : result;
}

/** So that a mistyped name is told before an hour of reading the others. */
async function requireReadable(file: string): Promise<void> {
  if (file === '-') return;
  try {
    const handle = await open(file);
    const isDirectory = (await handle.stat()).isDirectory();
    await handle.close();
    if (isDirectory) throw Object.assign(new Error(), { code: 'EISDIR' });
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): UsageError {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  return new UsageError(`expected a readable trace, got ${preview(file)} (${code}); example: woe trace run.strace`);
}
