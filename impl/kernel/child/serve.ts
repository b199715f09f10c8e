import type { Line } from '../messages.js';

/** A child's own line, to be sent whenever it wants. */
export type Send = (line: Line) => void;

/**
 * Answers requests, one JSON value a line, in their order, until the other side is gone: then `end` is called and the
 * process ends.
 */
export function serve(answer: (request: never) => unknown, end: () => void): Send {
  const send: Send = (line) => {
    process.stdout.write(`${JSON.stringify(line)}\n`);
  };
  const leave = (): void => {
    end();
    process.exit(0);
  };
  let rest = '';
  let last = Promise.resolve();
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) last = last.then(async () => send(await reply(answer, line)));
  });
  process.stdin.on('end', leave);
  process.stdin.on('error', leave);
  process.stdout.on('error', leave);
  // Signals to a terminal's foreground group are the runner's to answer.
  process.on('SIGINT', () => undefined);
  return send;
}

async function reply(answer: (request: never) => unknown, line: string): Promise<Line> {
  try {
    return { ok: (await answer(JSON.parse(line) as never)) ?? null };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}
