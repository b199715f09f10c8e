/** The implementations that others wrote: they deviate as listed, each deviation is there without us, and the page tells it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exported } from '../report/export/exported.js';
import { refusalOf } from '../report/export/refusals.js';
import { checkReal, REAL_TARGETS, shownDeviations, type RealTarget, type Shown } from './real-targets.js';
import { resultsPage, type Measured } from './results-page.js';

const ROOT = resolve(__dirname, '..');
const TARGETS = join(ROOT, 'fixtures', 'targets');
const MINUTE = 60_000;
/** The most lines that an adapter may have. */
const MOST_LINES = 25;

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'woe-alone-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const measured = new Map<string, Measured>();

/** Runs a script as a user does, where the packages are installed. */
function node(...args: string[]): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  return { code: status, output: stdout + stderr };
}

test('every list of known deviations belongs to one of them', () => {
  const listed = readdirSync(TARGETS).filter((name) => name.endsWith('.known.yaml'));
  expect(REAL_TARGETS.map(({ name }) => `${name}.known.yaml`).sort()).toEqual(listed.sort());
});

describe.each(REAL_TARGETS.map((target) => [target.name, target] as const))('%s', (name, target) => {
  test(
    'deviates as listed, twice the same',
    async () => {
      const result = await checkReal(ROOT, target);
      expect([result.verdict, result.reasons]).toEqual(['conformant', []]);
      measured.set(name, { target, result });
      expect(JSON.stringify(await checkReal(ROOT, target))).toBe(JSON.stringify(result));
    },
    10 * MINUTE,
  );

  test('has an adapter of at most 25 lines', () => {
    const lines = readFileSync(join(TARGETS, `${name}.ts`), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.length).toBeLessThanOrEqual(MOST_LINES);
  });

  test(
    'does so without this project too, where node:fs conforms',
    async () => {
      const result = measured.get(name)?.result;
      if (!result) throw new Error('the check failed');
      const shown = shownDeviations(result);
      const own = shown.length > 0 && target.script ? node(target.script) : undefined;
      for (const [i, one] of shown.entries()) await expectAlone(target, one, i, own?.output ?? '');
      // A script shows nothing that is not listed.
      for (const line of own?.output.trimEnd().split('\n') ?? []) expect(line).toMatch(/^deviates: /);
    },
    5 * MINUTE,
  );
});

async function expectAlone({ name, alone }: RealTarget, shown: Shown, index: number, own: string): Promise<void> {
  const { rule, observable, direction, found } = shown;
  if (!alone || refusalOf('node', found) !== null) {
    expect(own).toContain(`deviates: ${rule} (${observable}, ${direction}): `);
    return;
  }
  const script = join(dir, `${name}-${index}.mjs`);
  writeFileSync(script, await exported('node', found));
  const there = node(script, ...alone);
  expect([rule, there.output]).toEqual([rule, expect.stringMatching(/^deviates: call \d+, .*; allowed are only: /)]);
  expect(there.code).toBe(1);
  const honest = node(script, 'node:fs', dir);
  expect([rule, honest.output]).toEqual([rule, expect.stringMatching(/^conforms: /)]);
}

(process.platform === 'linux' ? test : test.skip)('docs/results.md is what `npm run results` writes', () => {
  expect([...measured.keys()]).toEqual(REAL_TARGETS.map(({ name }) => name));
  const page = resultsPage([...measured.values()], process.versions.node);
  const committed = readFileSync(join(ROOT, 'docs', 'results.md'), 'utf8');
  // The page names the major version of Node on which it was written.
  const anyNode = (text: string): string => text.replace(/\bNode \d+\b/g, 'Node N');
  if (anyNode(page) !== anyNode(committed)) throw new Error('docs/results.md is not current: run `npm run results`');
});
