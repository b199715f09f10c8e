import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { run } from './terminal.sample.js';

let dir = '';
let file = '';

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'woe-'));
  const search = ['mutant:ki-pos-runs-ahead', '--level', 'iter', '--runs', '0', '-w', '0'];
  expect((await run(['check', ...search, '--out', dir])).code).toBe(1);
  file = join(dir, readdirSync(dir).find((name) => name.endsWith('.counterexample.json')) ?? 'none');
});
afterAll(() => rmSync(dir, { recursive: true }));

describe('woe export', () => {
  test('explains itself', async () => {
    const ran = await run(['export', '--help']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(`\n${ran.stdout}`).toMatchSnapshot();
  });

  test('prints the form that is asked for', async () => {
    const ran = await run(['export', file, '--as', 'scenario']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(ran.stdout)).toEqual(JSON.parse(readFileSync(file, 'utf8')).scenario);
  });

  test.each([
    ['jest', /^test\("written-or-err: /m],
    ['node', /^import process/m],
    ['strace', /^pwrite64\(|^write\(/m],
  ])('has the form %s at iter level', async (form, line) => {
    const ran = await run(['export', file, '--as', form]);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(line);
  });

  test('--out writes a file, and prints nothing', async () => {
    const out = join(dir, 'bug.test.js');
    expect(await run(['export', file, '--as', 'jest', '--out', out])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(out, 'utf8')).toBe((await run(['export', file, '--as', 'jest'])).stdout);
  });

  test('is never silently green: an obsolete file exits 2 and nothing is written', async () => {
    const old = join(dir, 'old.counterexample.json');
    writeFileSync(old, readFileSync(file, 'utf8').replace(/"modelDigest": "\w+"/, '"modelDigest": "0000000000000000"'));
    const out = join(dir, 'old.test.js');
    const ran = await run(['export', old, '--as', 'jest', '--out', out]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('is obsolete');
    expect(ran.stderr).toContain('woe replay --refresh');
    expect(existsSync(out)).toBe(false);
  });

  test.each<[string, () => string[], RegExp]>([
    [
      'what a form can not express',
      () => [file, '--as', 'c'],
      /can't be expressed as c: .*callees are scripted.*--as jest/,
    ],
    ['no form', () => [file], /--as: expected one of jest, .*, got none; example: woe export found/],
    ['an unknown form', () => [file, '--as', 'nodes'], /--as: expected one of jest, .*did you mean node/],
    ['a missing file', () => [join(dir, 'none.json'), '--as', 'c'], /can be read, got .*ENOENT/],
    [
      'an --out that can not be written',
      () => [file, '--as', 'jest', '--out', join(dir, 'no', 'x')],
      /--out: .*ENOENT/,
    ],
  ])('%s is one line and exit code 2', async (_, argv, message) => {
    const ran = await run(['export', ...argv()]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(message);
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
