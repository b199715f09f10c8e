import { Command, CommanderError } from 'commander';
import { UsageError } from '../contract/parse.js';
import type { Engine } from './engine.js';
import type { Terminal } from './terminal.js';

/** What every command gets. */
export interface Context {
  readonly terminal: Terminal;
  /** Model, targets and suite; loaded when a command first needs them, so that `--help` is quick. */
  engine(): Promise<Engine>;
}

/** One command, in its own file. `define` adds arguments and options; `run` returns the exit code. */
export interface CommandSpec<O extends object = object> {
  readonly name: string;
  readonly summary: string;
  /** Printed below the options by `--help`: examples first. */
  readonly epilogue: string;
  define(command: Command): void;
  run(operands: readonly (string | undefined)[], options: O, context: Context): Promise<number>;
}

/** A command of commander's that hands its exit code to `done`. */
export function toCommander<O extends object>(
  spec: CommandSpec<O>,
  context: Context,
  done: (code: number) => void,
): Command {
  const command = new Command(spec.name).summary(spec.summary).description(spec.summary);
  spec.define(command);
  return quiet(command)
    .addHelpText('after', `\n${spec.epilogue.trim()}`)
    .action(async (...args: unknown[]) => {
      // Commander calls with the operands, the options and the command itself.
      const operands = args.slice(0, -2) as (string | undefined)[];
      done(await spec.run(operands, args.at(-2) as O, context));
    });
}

/** Commander's own messages become usage errors in our wording; help and version stay what they are. */
export function quiet(command: Command): Command {
  return command.configureOutput({ outputError: () => undefined }).exitOverride((error: CommanderError) => {
    if (error.exitCode === 0) throw error;
    const message = error.message
      .replace(/^error: /, '')
      .replace(/\s*\n\s*/g, ' ')
      .replace(/\.$/, '');
    throw new UsageError(`${message}; \`${pathOf(command)} --help\` shows what there is`);
  });
}

const pathOf = (command: Command): string => (command.parent ? `${pathOf(command.parent)} ` : '') + command.name();
