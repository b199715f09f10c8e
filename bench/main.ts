import { CommanderError } from 'commander';
import { machine, machineText, type Machine } from './machine.js';
import { parseOptions } from './options.js';
import { docsFolder, writePage } from './page.js';
import type { Row, Table } from './row.js';
import { tableText } from './text.js';

/** Where the bench writes, and how it looks at the machine. */
interface Place {
  readonly docs?: string;
  readonly look?: () => Promise<Machine>;
}

/** Runs the bench. Returns the exit code: 0 measured, 1 a check failed, 2 wrong options. */
export async function main(
  argv: readonly string[],
  rows: readonly Row[],
  out: (text: string) => void,
  err: (text: string) => void,
  { docs = docsFolder(), look = machine }: Place = {},
): Promise<number> {
  try {
    const options = parseOptions(argv, rows, out);
    const where = await look();
    const tables: Table[] = [];
    if (!options.json) out(`${machineText(where).join('\n')}\n`);
    for (const row of rows.filter(({ id }) => options.only.includes(id))) {
      const measured = await row.measure(options);
      tables.push(...measured);
      if (!options.json) for (const table of measured) out(`\n${tableText(table).join('\n')}\n`);
    }
    if (options.write) for (const file of await writePage(docs, where, tables)) out(`\nwrote docs/${file}\n`);
    if (options.json) out(`${JSON.stringify({ machine: where, tables }, null, 2)}\n`);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode !== 0) err(`bench: ${error.message.replace(/^error: /, '')}\n`);
      return error.exitCode === 0 ? 0 : 2;
    }
    err(`bench: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
}
