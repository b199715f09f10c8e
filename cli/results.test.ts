import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CONFORMANT, DEVIATING, HOSTILE } from '../report/results.sample.js';
import { jsonReport } from '../report/json.js';
import { run } from './terminal.sample.js';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'woe-'));
  for (const [name, result] of Object.entries({ good: CONFORMANT, bad: DEVIATING, evil: HOSTILE }))
    writeFileSync(join(dir, `${name}.json`), jsonReport(result));
});
afterAll(() => rmSync(dir, { recursive: true }));

const results = (...args: string[]) => run(['results', ...args]);
const file = (name: string): string => join(dir, `${name}.json`);

test('a rule has a cell for each implementation', async () => {
  const { code, stdout } = await results(file('good'), file('bad'));
  expect(stdout).toMatchSnapshot();
  expect(code).toBe(0);
});

test('as JSON, null where an implementation has no such rule', async () => {
  const [first, ...rest] = CONFORMANT.rules;
  writeFileSync(file('fewer'), jsonReport({ ...CONFORMANT, rules: rest.filter(({ id }) => id !== first.id) }));
  const { stdout } = await results(file('good'), file('fewer'), '--format', 'json');
  const { schema, implementations, rules } = JSON.parse(stdout);
  expect(schema).toBe('woe.results/1');
  expect(implementations).toHaveLength(2);
  const [[good, missing]] = rules
    .filter(({ id }: { id: string }) => id === first.id)
    .map((row: { verdicts: unknown[] }) => row.verdicts);
  expect([good, missing]).toEqual([first.verdict, null]);
});

test('what an implementation is called changes no table', async () => {
  for (const format of ['text', 'markdown']) {
    const { stdout } = await results(file('evil'), '--format', format);
    // eslint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  }
  const { stdout } = await results(file('evil'), '--format', 'markdown');
  expect(stdout).toContain('\\<evil & "co"\\>');
  for (const line of stdout.split('\n').filter((one) => one.includes('evil'))) expect(line).toMatch(/^\| .* \|$/);
});

test.each([
  [[], /missing required argument/],
  [['nowhere'], /expected a directory with a result\.json, got "nowhere" \(ENOENT\)/],
  [[__filename], /not JSON/],
])('%j is a usage error', async (args, message) => {
  const { code, stdout, stderr } = await results(...args);
  expect(stderr).toMatch(message);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});
