import { readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { UsageError, preview } from '../contract/parse.js';
import { printableLine } from '../report/printable.js';
import type { CommandSpec } from './command.js';
import { DRIVER_LANGUAGES, DRIVER_TEMPLATES, driverFiles, type DriverLanguage } from './driver-templates.js';
import { makeDirectories } from './make-directories.js';
import { oneOf } from './word.js';

export const initCommand: CommandSpec = {
  name: 'init',
  summary: 'make a new driver that runs, to put your own implementation in',
  epilogue: `
Examples:
  woe init python d                a driver in Python in the new directory d
  woe check -- python3 d/driver.py it is conformant as it is
  woe init c my-driver             the same in C, with a Makefile

A driver is a program that \`woe check -- COMMAND\` talks to over standard input and output, in any language; see
docs/protocol.md. The new one is complete: __generic_file_write_iter, and the system calls on a file. Its README says
what to replace.

Exit codes: 0 made; 2 the directory is not empty, or can't be written to.`,

  define(command: Command): void {
    command
      .argument('<language>', DRIVER_LANGUAGES.join(', '), oneOf('language', DRIVER_LANGUAGES, 'woe init python d'))
      .argument('<dir>', 'a directory that is empty or does not exist');
  },

  async run([language, dir = ''], _options, { terminal }): Promise<number> {
    const template = DRIVER_TEMPLATES[language as DriverLanguage];
    requireEmpty(dir);
    const files = driverFiles(language as DriverLanguage);
    try {
      for (const [path, text] of files) {
        makeDirectories(dirname(join(dir, path)));
        writeFileSync(join(dir, path), text, { flag: 'wx' });
      }
    } catch (error) {
      throw refusal('a directory that can be written to', dir, error);
    }
    const commands = [template.build, `woe check -- ${template.run}`].filter((line) => line !== undefined);
    const typed = commands.join(' && ').replaceAll('DIR', quoted(dir));
    terminal.out(`${[...files.keys()].map((path) => printableLine(join(dir, path))).join('\n')}\n\n`);
    terminal.out(`Next  ${printableLine(typed)}\n`);
    return 0;
  },
};

function requireEmpty(dir: string): void {
  let names: string[];
  try {
    names = readdirSync(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw refusal('a directory that is empty or does not exist', dir, error);
  }
  if (names.length > 0)
    throw new UsageError(
      `dir: expected a directory that is empty or does not exist, got ${preview(dir)} with ${preview(names[0])} in it; example: woe init python d`,
    );
}

const refusal = (expected: string, dir: string, error: unknown): UsageError =>
  new UsageError(
    `dir: expected ${expected}, got ${preview(dir)} (${(error as NodeJS.ErrnoException).code ?? String(error)}); example: woe init python d`,
  );

/** As a shell takes it; a command is looked for in the directory that stands before it, never in PATH. */
function quoted(dir: string): string {
  const path = /^[./]/.test(dir) ? dir : `./${dir}`;
  return /^[\w./@%+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
