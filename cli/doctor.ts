import type { Command } from 'commander';
import { EXIT_CODES } from '../contract/words.js';
import type { Availability } from '../impl/kernel/survey.js';
import { printableLine } from '../report/printable.js';
import type { CommandSpec } from './command.js';
import type { Terminal } from './terminal.js';
import { oneOf } from './word.js';

const FORMATS = ['text', 'json'] as const;

interface Options {
  format: (typeof FORMATS)[number];
  start: boolean;
}

export const doctorCommand: CommandSpec<Options> = {
  name: 'doctor',
  summary: 'show which targets can run on this machine, and what the others lack',
  epilogue: `
Examples:
  woe doctor                    starts each target once, and says why one can't and what helps
  woe doctor --no-start         only looks, mounts nothing
  woe doctor --format json      for a script

Exit codes: 0 shown.`,

  define(command: Command): void {
    command
      .option('--no-start', 'look at what is installed, but start nothing')
      .option('-f, --format <format>', FORMATS.join(', '), oneOf('--format', FORMATS, '--format json'), 'text');
  },

  async run(_, { format, start }, { terminal }): Promise<number> {
    const [{ surveyMachine }, { thisMachine }] = await Promise.all([
      import('../impl/kernel/survey.js'),
      import('../impl/kernel/machine.js'),
    ]);
    const machine = thisMachine();
    const targets = await surveyMachine(machine, start);
    const { kernel, isRoot } = machine;
    if (format === 'json') terminal.out(`${JSON.stringify({ kernel, isRoot, targets }, null, 2)}\n`);
    else terminal.out(doctorText(kernel, isRoot, targets, terminal.outColors));
    return EXIT_CODES.conformant;
  },
};

/** One target a line; below one that can't run, each thing that it lacks and what helps. */
export function doctorText(
  kernel: string,
  isRoot: boolean,
  targets: readonly Availability[],
  colors: Terminal['outColors'],
): string {
  const width = Math.max(...targets.map(({ name }) => name.length));
  const lines = targets.flatMap(({ name, title, profile, missing }) => {
    const can = missing.length === 0;
    const state = can ? colors.green('can run') : colors.yellow('not run');
    const lacks = missing.map(({ reason, remedy }) => `${' '.repeat(width + 2)}${printableLine(reason)}; ${remedy}`);
    return [`${name.padEnd(width)}  ${state}  ${title}; ${profile}`, ...lacks];
  });
  const can = targets.filter(({ missing }) => missing.length === 0).length;
  return `${[
    `Linux ${printableLine(kernel)}, ${isRoot ? 'root' : 'not root'}: ${can} of ${targets.length} kernel targets can run`,
    'reference, mutant:ID, exec:CMD and modules run everywhere.',
    '',
    ...lines,
  ].join('\n')}\n`;
}
