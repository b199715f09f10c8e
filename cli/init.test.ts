import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DRIVER_LANGUAGES, DRIVER_TEMPLATES } from './driver-templates.js';
import { run } from './terminal.sample.js';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'woe-init-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

describe('woe init', () => {
  test.each(DRIVER_LANGUAGES)(
    '%s writes the files of a driver without planted bugs, and says what comes next',
    async (language) => {
      const made = join(dir, 'new', language);
      const { code, stdout, stderr } = await run(['init', language, made]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const { files, run: command } = DRIVER_TEMPLATES[language];
      expect(stdout.split('\n').slice(0, files.length)).toEqual(files.map((file) => join(made, file)));
      expect(stdout).toMatch(/\n\nNext {2}[^\n]*woe check -- [^\n]+\n$/);
      expect(stdout).toContain(`woe check -- ${command.replace('DIR', made)}\n`);
      for (const file of files) expect(readFileSync(join(made, file), 'utf8')).not.toMatch(/planted/);
    },
  );

  test('writes into a directory that is there and empty', async () => {
    const made = join(dir, 'empty');
    mkdirSync(made);
    expect((await run(['init', 'python', made])).code).toBe(0);
  });

  test('touches nothing in one that is not', async () => {
    const full = join(dir, 'full');
    mkdirSync(full);
    writeFileSync(join(full, '.hidden'), '');
    const { code, stderr } = await run(['init', 'python', full]);
    expect(stderr).toMatch(
      /^woe: dir: expected a directory that is empty or does not exist, got .* with "\.hidden" in it; example: /,
    );
    expect(code).toBe(2);
    expect(readdirSync(full)).toEqual(['.hidden']);
  });

  test('quotes what a shell would take apart', async () => {
    const { stdout } = await run(['init', 'python', join(dir, "it's here")]);
    expect(stdout).toContain(`python3 '${dir}/it'\\''s here'/driver.py`);
  });
});

test.each([['init'], ['protocol']])('woe %s --help', async (command) => {
  const { code, stdout, stderr } = await run([command, '--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(`\n${stdout}`).toMatchSnapshot();
});
