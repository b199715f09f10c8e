import { CommanderError } from 'commander';
import { UsageError } from '../contract/parse.js';
import { EXIT_CODES } from '../contract/words.js';
import { printableLine } from '../report/printable.js';
import { loadEngine, type Engine } from './engine.js';
import { didYouMean } from './nearest.js';
import { program } from './program.js';
import type { Terminal } from './terminal.js';

/** Runs one command line, without `node` and the script. Returns the exit code; never throws. */
export async function main(
  argv: readonly string[],
  terminal: Terminal,
  engine: () => Promise<Engine> = loadEngine,
): Promise<number> {
  let code = EXIT_CODES['could not run'];
  const woe = program({ terminal, engine }, (exitCode) => (code = exitCode));
  const width = (): number => terminal.columns;
  const streams = { writeOut: terminal.out, writeErr: terminal.err, getOutHelpWidth: width, getErrHelpWidth: width };
  for (const command of [woe, ...woe.commands]) command.configureOutput(streams);
  if (argv.length === 0) {
    woe.outputHelp({ error: true });
    return code;
  }
  try {
    refuseUnknownHelp(
      argv,
      woe.commands.map((command) => command.name()),
    );
    await woe.parseAsync(await withDriver(argv), { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    terminal.err(`${terminal.errColors.red('woe')}: ${messageOf(error)}\n`);
    return EXIT_CODES['could not run'];
  }
}

/** Commander answers `help` for a command that there is none of with the help of everything, and does not say why. */
function refuseUnknownHelp([word, command]: readonly string[], commands: readonly string[]): void {
  if (word !== 'help' || command === undefined || command.startsWith('-') || commands.includes(command)) return;
  throw new UsageError(
    `unknown command '${command}'${didYouMean(command, commands)}; \`woe --help\` shows what there is`,
  );
}

/** `-- CMD ARGS` at the end of a command line is a target: the driver that these words run. */
async function withDriver(argv: readonly string[]): Promise<readonly string[]> {
  const at = argv.indexOf('--');
  if (at < 0) return argv;
  const { execName } = await import('../impl/stdio/index.js');
  return [...argv.slice(0, at), execName(argv.slice(at + 1))];
}

function messageOf(error: unknown): string {
  if (error instanceof UsageError) return printableLine(error.message);
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = process.env.WOE_DEBUG && error instanceof Error ? `\n${error.stack ?? ''}` : '';
  const next = stack === '' ? '; run it again with WOE_DEBUG=1 for the place, and report both' : '';
  return `this is a bug of woe, not of your target: ${printableLine(text)}${next}${stack}`;
}
