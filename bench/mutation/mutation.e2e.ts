/** `npm run mutation`, on one line: a judge that kills everything, or nothing, is no judge. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { rootFolder } from '../root.js';

const FILE = 'impl/reference/core.ts';
const LINE = "  if (typeof written === 'number' && written > 0) kiocb.kiPos += written;";
const MINUTE = 60_000;

const scratch = mkdtempSync(join(tmpdir(), 'woe-mutation-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Change {
  readonly replacement: string;
  readonly status: string;
  readonly killedBy?: readonly string[];
}

test(
  'kills what moves ki_pos by something else, and lets what is equivalent live',
  () => {
    const line = readFileSync(join(rootFolder(), FILE), 'utf8').split('\n').indexOf(LINE) + 1;
    expect(line).toBeGreaterThan(0);
    compile();
    const changes = changesOf(`${FILE}:${line}-${line}`);
    const replacements = (status: string): string[] =>
      changes.filter((change) => change.status === status).map(({ replacement }) => replacement);
    expect(replacements('Survived').toSorted()).toEqual([
      'true',
      'true',
      "typeof written === 'number' || written > 0",
      'written >= 0',
    ]);
    expect(replacements('Killed')).toEqual(expect.arrayContaining(['kiocb.kiPos -= written', 'false', 'written <= 0']));
    for (const { status, killedBy = [] } of changes) expect(killedBy.length > 0).toBe(status === 'Killed');
  },
  3 * MINUTE,
);

/** Files of tests, and how the runner sums them up. */
const FILES = [
  ["it('holds', async () => { await 1; expect(1).toBe(1); });", /^undefined$/],
  [
    "it.each([1, 2])('is %s', (n) => expect(n).toBe(1)); it('later', () => expect(3).toBe(4));",
    /^is 2: [^]*Received: 2/,
  ],
  ["throw new Error('no such module');", /^Error: no such module$/],
  ["beforeAll(() => { throw new Error('no disk'); }); it('holds', () => {});", /^beforeAll: Error: no disk$/],
  ["it('ends', () => { for (;;); });", /^ends: .*timed out/],
] as const;

test(
  'a file fails when a test does, a hook, or its loading, and when a test never ends',
  () => {
    compile();
    const tools = join(rootFolder(), 'node_modules', '.cache', 'tools');
    const folder = mkdtempSync(join(tools, 'judges-'));
    try {
      for (const [i, [text, summary]] of FILES.entries()) {
        const file = join(folder, `${i}.js`);
        writeFileSync(file, `const { beforeAll, expect, it } = require('@jest/globals');\n${text}\n`);
        const runner = join(tools, 'bench', 'mutation', 'circus.js');
        const script = `require(${JSON.stringify(runner)}).failureIn(${JSON.stringify(file)}).then(console.log)`;
        expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim()).toMatch(summary);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  MINUTE,
);

function run(command: string, ...words: string[]): void {
  execFileSync(command, words, { cwd: rootFolder(), stdio: 'pipe' });
}

const compile = (): void => run('npx', 'tsc', '-p', 'tsconfig.tools.json');

function changesOf(lines: string): readonly Change[] {
  const config = JSON.parse(readFileSync(join(rootFolder(), 'stryker.config.json'), 'utf8'));
  const report = join(scratch, 'report.json');
  const options = join(scratch, 'stryker.config.json');
  writeFileSync(
    options,
    JSON.stringify({ ...config, incremental: false, reporters: ['json'], jsonReporter: { fileName: report } }),
  );
  run('npx', 'stryker', 'run', options, '--mutate', lines);
  const { files } = JSON.parse(readFileSync(report, 'utf8')) as { files: Record<string, { mutants: Change[] }> };
  return files[FILE].mutants;
}
