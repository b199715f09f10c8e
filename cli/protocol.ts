import type { Command } from 'commander';
import { EXIT_CODES } from '../contract/words.js';
import { printableLine } from '../report/printable.js';
import type { CommandSpec, Context } from './command.js';
import { seconds } from './expected.js';

interface Options {
  /** Milliseconds. */
  timeout?: number;
}

export const protocolCommand: CommandSpec<Options> = {
  name: 'protocol',
  summary: 'test whether a driver speaks the protocol of `woe check -- COMMAND`',
  epilogue: `
Examples:
  woe protocol -- python3 driver.py          every step of the protocol, each with a fresh driver
  woe protocol -- ./driver --flag            what follows -- is the command and its arguments, without a shell

It looks at the protocol only: what a driver returns is judged by \`woe check\`. The protocol is docs/protocol.md.

Exit codes: 0 nothing is wrong; 1 a step went wrong, and it says how; 2 there is no handshake.`,

  define(command: Command): void {
    command
      .argument('<target>', 'the command that runs the driver, after --')
      .option(
        '--timeout <seconds>',
        'how long the driver may keep silent while something is asked of it (default: 2)',
        seconds('--timeout', 3600, '--timeout 10'),
      );
  },

  async run([first], { timeout }, context): Promise<number> {
    const [{ selfCheck }, { splitCommand }, { familyOf }] = await Promise.all([
      import('../impl/stdio/self-check.js'),
      import('../impl/stdio/command-line.js'),
      import('../impl/target.js'),
    ]);
    // `-- COMMAND ARGS` comes as the name of the target that it makes.
    const { family, id } = familyOf(first ?? '');
    const [command, ...args] = splitCommand(family === 'exec' ? id : (first ?? ''));
    let wrong = 0;
    for await (const step of selfCheck({ command, args }, { timeoutMs: timeout })) {
      if (step.outcome === 'wrong') wrong++;
      print(step, context);
    }
    const { out, outColors } = context.terminal;
    out(
      wrong === 0
        ? `${outColors.green('nothing is wrong')}\n`
        : `${outColors.red(`${wrong} wrong`)}; see docs/protocol.md\n`,
    );
    return wrong === 0 ? 0 : EXIT_CODES['protocol error'];
  },
};

interface Shown {
  readonly title: string;
  readonly outcome: 'ok' | 'wrong' | 'skipped';
  readonly note: string;
  readonly evidence: readonly string[];
}

function print({ title, outcome, note, evidence }: Shown, { terminal }: Context): void {
  const { green, red, dim } = terminal.outColors;
  const color = { ok: green, wrong: red, skipped: dim }[outcome];
  terminal.out(`${color(outcome.padEnd(7))}  ${title}${note === '' ? '' : `: ${printableLine(note)}`}\n`);
  for (const line of evidence) terminal.out(`         | ${printableLine(line)}\n`);
}
