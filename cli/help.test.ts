import { describe, expect, test } from '@jest/globals';
import { version } from './version.js';
import { run } from './terminal.sample.js';

describe('help', () => {
  test.each([
    ['--help'],
    ['check', '--help'],
    ['replay', '--help'],
    ['explain', '--help'],
    ['model', '--help'],
    ['rules', '--help'],
    ['trace', '--help'],
  ])('woe %s %s', async (...argv) => {
    const ran = await run(argv.filter(Boolean));
    expect(ran.code).toBe(0);
    expect(ran.stderr).toBe('');
    expect(`\n${ran.stdout}`).toMatchSnapshot();
  });

  test('without a command it goes to standard error and the exit code is 2', async () => {
    const ran = await run([]);
    expect(ran.code).toBe(2);
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toBe((await run(['--help'])).stdout);
  });

  test('`woe help check` is `woe check --help`', async () => {
    expect(await run(['help', 'check'])).toEqual(await run(['check', '--help']));
  });

  test.each([
    ['nosuch', "woe: unknown command 'nosuch'; `woe --help` shows what there is\n"],
    ['replai', "woe: unknown command 'replai' (did you mean replay?); `woe --help` shows what there is\n"],
  ])('there is none for %s', async (command, stderr) => {
    expect(await run(['help', command])).toEqual({ code: 2, stdout: '', stderr });
  });

  test('the version is that of the package', async () => {
    expect((await run(['--version'])).stdout).toBe(`${version()}\n`);
    expect(version()).toMatch(/^\d+\.\d+\.\d+/);
  });
});
