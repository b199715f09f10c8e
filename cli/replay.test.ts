import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { run } from './terminal.sample.js';

let dir = '';
let file = '';
let text = '';

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'woe-'));
  const ran = await run([
    'check',
    'mutant:ki-pos-runs-ahead',
    '--level',
    'iter',
    '--runs',
    '0',
    '-w',
    '0',
    '--out',
    dir,
  ]);
  expect(ran.code).toBe(1);
  file = join(dir, readdirSync(dir).find((name) => name.endsWith('.counterexample.json')) ?? 'none');
  text = readFileSync(file, 'utf8');
});
afterAll(() => rmSync(dir, { recursive: true }));

const stored = (name: string, content: string): string => {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
};
const obsolete = (): string => text.replace(/"modelDigest": "\w+"/, '"modelDigest": "0000000000000000"');

describe('woe replay', () => {
  test('exits 1 and explains while the target that it was found on deviates', async () => {
    const ran = await run(['replay', '-w', '0', file]);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/^deviates {2}\S+ {2}mutant:ki-pos-runs-ahead at iter level/);
    expect(ran.stdout).toContain('allowed are only:');
  });

  test('exits 0 on a target that does it right', async () => {
    const ran = await run(['replay', '-w', '0', file, 'reference']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^conformant {2}reference no longer deviates from /);
  });

  test('is never silently green: an obsolete file exits 2 and stays as it is', async () => {
    const path = stored('old.counterexample.json', obsolete());
    const ran = await run(['replay', '-w', '0', path, 'reference']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('is obsolete');
    expect(ran.stderr).toContain('woe replay --refresh');
    expect(readFileSync(path, 'utf8')).toBe(obsolete());
  });

  test('--refresh judges an obsolete file again and rewrites it', async () => {
    const path = stored('refresh.counterexample.json', obsolete());
    const ran = await run(['replay', '-w', '0', '--refresh', path]);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('refreshed ');
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test('--refresh leaves a file alone that does not deviate on the target given', async () => {
    const path = stored('kept.counterexample.json', obsolete());
    const ran = await run(['replay', '-w', '0', '--refresh', path, 'reference']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('not refreshed');
    expect(readFileSync(path, 'utf8')).toBe(obsolete());
  });

  test('on a target with another bug it says so, and --refresh does not store that bug under this name', async () => {
    const path = stored('other.counterexample.json', obsolete());
    const ran = await run(['replay', '-w', '0', '--refresh', path, 'mutant:fallback-not-flushed']);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('not from the stored cause');
    expect(ran.stdout).toContain('not refreshed');
    expect(readFileSync(path, 'utf8')).toBe(obsolete());
  });

  describe('a file that names code', () => {
    const marker = (): string => join(dir, 'ran');
    const named = (name: string, target: string): string =>
      stored(name, text.replaceAll('"mutant:ki-pos-runs-ahead"', JSON.stringify(target)));

    test.each<[string, () => string]>([
      ['a command', () => `exec:touch ${marker()}`],
      [
        'a module',
        () => stored('evil.mjs', `import fs from 'node:fs'; fs.writeFileSync(${JSON.stringify(marker())}, '');`),
      ],
      ['a module by its family', () => `module:${join(dir, 'evil.mjs')}`],
    ])('%s: it is not run, and what to type is said', async (_, targetOf) => {
      const path = named('foreign.counterexample.json', targetOf());
      const word = targetOf().includes(' ') ? `'${targetOf()}'` : targetOf();
      for (const option of [[], ['--refresh']]) {
        const ran = await run(['replay', '-w', '0', ...option, path]);
        expect(existsSync(marker())).toBe(false);
        expect(ran).toMatchObject({ code: 2, stdout: '' });
        expect(ran.stderr).toMatch(/^woe: [^\n]+\n$/);
        expect(ran.stderr).toContain(`; to run it: ${['woe replay', ...option, path, word].join(' ')}\n`);
        expect((await run(['explain', path])).stdout).toContain(`woe replay ${path} ${word} `);
        expect(existsSync(marker())).toBe(false);
      }
    });

    test('is replayed on what the command line names', async () => {
      const path = named('foreign.counterexample.json', `exec:touch ${marker()}`);
      expect((await run(['replay', '-w', '0', path, 'reference'])).code).toBe(0);
      expect(existsSync(marker())).toBe(false);
    });
  });

  test.each<[string, () => string[], RegExp]>([
    ['a missing file', () => [join(dir, 'none.json')], /can be read, got .*ENOENT/],
    ['a directory', () => [dir], /expected a file, got/],
    ['a damaged file', () => [stored('cut.json', text.slice(0, 100))], /cut off or damaged/],
    ['an unknown target', () => [file, 'refrence'], /did you mean reference.*; example: woe replay FILE reference/],
    ['no file', () => [], /missing required argument 'file'/],
  ])('%s is one line and exit code 2', async (_, argv, message) => {
    const ran = await run(['replay', '-w', '0', ...argv()]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(message);
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
