/** `woe check --known`, from the command line to the file, with a mutant whose bug is known. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { run } from './terminal.sample.js';

const MUTANT = 'mutant:ki-pos-runs-ahead';
const RULE = 'pos-flush-error-stays-at-direct';

let dir = '';
let known = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'woe-'));
  known = join(dir, 'known.yaml');
});
afterAll(() => rmSync(dir, { recursive: true }));

const check = (...args: string[]) => run(['check', '--runs', '0', '--workers', '0', ...args]);
const list = (...lines: object[]): string => {
  const file = join(dir, 'list.json');
  writeFileSync(file, JSON.stringify({ schema: 'woe.known/1', known: lines }));
  return file;
};
const LINE = { rule: RULE, level: 'iter', observable: 'offset', direction: 'more', reason: 'the flush fails' };

describe('a list of known deviations', () => {
  test('is not written after a partial run', async () => {
    const part = await check(MUTANT, '--level', 'iter', '--known', known, '--update-known');
    expect(part.stderr).toMatch(/--update-known: expected a whole run .* --level or --time; the file is as it was\n$/);
    expect(part.code).toBe(2);
    expect(existsSync(known)).toBe(false);
  });

  test('is written after a whole one, and then the same run passes', async () => {
    expect((await check(MUTANT, '--known', known, '--update-known')).code).toBe(0);
    expect(readFileSync(known, 'utf8')).toMatch(new RegExp(`rule: ${RULE}\\n.*level: iter\\n`, 's'));
    const again = await check(MUTANT, '--known', known);
    expect(again.stdout).toMatch(/^conformant: .* and deviates only as known \(\d+\)\n/);
    expect(again.code).toBe(0);
  });

  test('fails on what is not in it', async () => {
    const { code, stdout } = await check(MUTANT, '--level', 'iter', '--known', list());
    expect(stdout).toContain(`: unlisted: iter: ${RULE} (offset, more)\n`);
    expect(code).toBe(1);
  });

  test('fails on another symptom than the listed one', async () => {
    const file = list({ ...LINE, direction: 'less' });
    const { code, stdout } = await check(MUTANT, '--level', 'iter', '--known', file);
    expect(stdout).toContain(`: another symptom: iter: ${RULE} (offset, more), listed as (offset, less)\n`);
    expect(code).toBe(1);
  });

  test('fails on what no longer happens, unless that only warns', async () => {
    const stale = await check('reference', '--level', 'iter', '--known', list(LINE));
    expect(stale.stdout).toMatch(new RegExp(`^deviating: .*: stale: ${RULE} .* but no longer happens\\n`));
    expect(stale.code).toBe(1);
    const warned = await check('reference', '--level', 'iter', '--known', list(LINE), '--stale', 'warn');
    expect(warned.stdout).toMatch(new RegExp(`^conformant: .*\\n {2}stale +iter: ${RULE} `, 's'));
    expect(warned.code).toBe(0);
  });

  test.each<[string, () => string[], RegExp]>([
    ['a line that matches no rule', () => ['--known', list({ ...LINE, rule: 'pos-flosh-*' })], /no rule matches/],
    ['a file that is not there', () => ['--known', join(dir, 'no.yaml')], /--known: expected a file that can be read/],
    ['no file to update', () => ['--update-known'], /--update-known: expected the file with --known/],
    ['another word', () => ['--stale', 'ignore'], /--stale: expected one of fail, warn/],
  ])('is a usage error when it is %s', async (_, args, message) => {
    const { code, stdout, stderr } = await check('reference', ...args());
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
