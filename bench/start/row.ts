import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { measured } from '../measure.js';
import type { Effort, Measured, Row, Table } from '../row.js';
import { rootFolder } from '../root.js';

const run = promisify(execFile);

/** Starts are short: in each round so many. */
const STARTS = 3;
const AIM = 1.3;
const NOTHING = ['-e', '0'];

/** Milliseconds from the start of a process to its end. */
async function timed(command: string, args: readonly string[]): Promise<number> {
  const start = performance.now();
  await run(command, [...args], { cwd: rootFolder(), maxBuffer: 1 << 26 });
  return performance.now() - start;
}

async function startTable({ rounds }: Effort): Promise<Table> {
  const woe = join(rootFolder(), 'dist', 'cli', 'woe.js');
  if (!existsSync(woe)) throw new Error('there is no dist/cli/woe.js yet: `npm run build`');
  const times = { help: [] as number[], node: [] as number[] };
  for (let i = 0; i < rounds * STARTS; i++) {
    times.node.push(await timed(process.execPath, NOTHING));
    times.help.push(await timed(process.execPath, [woe, '--help']));
  }
  const rows = [
    measured('woe --help', 'the compiled command explains itself', times.help),
    measured('node -e 0', 'Node starts and ends', times.node),
  ];
  return {
    title: 'Start of the command',
    unit: 'ms',
    measured: rows,
    aims: [{ what: 'woe --help / node -e 0', got: rows[0].median / rows[1].median, atMost: AIM, unit: 'x' }],
    notes: [],
  };
}

export const START: Row = {
  id: 'start',
  question: 'How long does `woe --help` take, beside Node alone?',
  measure: async (effort) => [await startTable(effort)],
};

async function testTable(): Promise<Table> {
  const seconds = (await timed('npm', ['test', '--silent'])) / 1000;
  const row: Measured = measured('npm test', 'every unit test, once', [seconds]);
  return { title: 'Wall time of the tests', unit: 's', measured: [row], aims: [], notes: [] };
}

/** Takes longer than everything else: only when it is asked for. */
export const TESTS: Row = {
  id: 'tests',
  question: 'How long does `npm test` take?',
  optIn: true,
  measure: async () => [await testTable()],
};
