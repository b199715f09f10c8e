/** The bench as it is run: compiled, with its child processes and the benchmark library. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { rootFolder } from './root.js';
import type { Table } from './row.js';

const MINUTE = 60_000;

test(
  'rows that need other processes give a table each',
  () => {
    const run = (...words: string[]): string =>
      execFileSync('npm', ['run', '--silent', 'bench', '--', ...words], { cwd: rootFolder(), encoding: 'utf8' });
    const { tables } = JSON.parse(run('--only', 'trace,stdio,start', '--rounds', '1', '--turn', '1', '--json')) as {
      tables: Table[];
    };
    expect(tables.map(({ unit }) => unit)).toEqual(['events/s', 'calls/s', 'ms']);
    for (const { measured, aims } of tables) {
      expect(measured.length).toBeGreaterThan(1);
      expect(aims.length).toBeGreaterThan(0);
      for (const { median } of measured) expect(median).toBeGreaterThan(0);
    }
  },
  3 * MINUTE,
);

test(
  'a wrong option ends the command with 2',
  () => {
    const { status, stderr } = failing('--only', 'nothing');
    expect(status).toBe(2);
    expect(stderr).toContain('expected one or more of checked, growth, search, shrink, trace, stdio, start, tests');
  },
  MINUTE,
);

function failing(...words: string[]): { status: number | null; stderr: string } {
  try {
    const bench = join(rootFolder(), 'node_modules', '.cache', 'tools', 'bench', 'run.js');
    execFileSync(process.execPath, [bench, ...words], { encoding: 'utf8', stdio: 'pipe' });
    return { status: 0, stderr: '' };
  } catch (error) {
    return error as { status: number | null; stderr: string };
  }
}
