/** The package as others get it: packed, installed into an empty project, imported there, and run by four test runners. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const ROOT = resolve(__dirname, '..');
const MINUTE = 60_000;
/** From the root of the project into which it is installed. */
const WOE = join('node_modules', 'written-or-err', 'dist', 'cli', 'woe.js');

let project = '';
let tarball = '';

function run(command: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}) {
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', ...options.env };
  // What Jest tells its own children must not reach another Jest.
  delete env.NODE_ENV;
  delete env.JEST_WORKER_ID;
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: options.cwd ?? project, env, encoding: 'utf8' });
  return { code: status, output: stdout + stderr, stdout };
}

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'woe-package-'));
  const packed = run('npm', ['pack', '--json', '--pack-destination', project], { cwd: ROOT });
  if (packed.code !== 0) throw new Error(packed.output);
  tarball = join(project, readdirSync(project).find((name) => name.endsWith('.tgz')) ?? 'none');
  writeFileSync(join(project, 'package.json'), '{ "name": "empty", "private": true }');
  // As on a machine for which the optional native module is not built.
  const installed = run('npm', ['install', '--omit=optional', '--no-audit', '--no-fund', '--prefer-offline', tarball]);
  if (installed.code !== 0) throw new Error(installed.output);
}, 4 * MINUTE);
afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('the installed package', () => {
  test('has the command', () => {
    const { code, output } = run('npx', ['--no-install', 'woe', 'check', '--level', 'iter', '--runs', '10']);
    expect(output).toMatch(/^conformant: reference/);
    expect(code).toBe(0);
  });

  test(
    'checks at every level without a native module',
    () => {
      const files = readdirSync(join(project, 'node_modules'), { recursive: true, encoding: 'utf8' });
      expect(files.filter((file) => file.endsWith('.node'))).toEqual([]);
      const { code, output } = run('npx', ['--no-install', 'woe', 'check', '--runs', '10']);
      expect(output).toMatch(/^conformant: reference .* \(iter, disk, file\)/);
      expect(code).toBe(0);
    },
    MINUTE,
  );

  test(
    'scaffolds a driver, and checks it over stdio',
    () => {
      expect(run('npx', ['--no-install', 'woe', 'init', 'javascript', 'd']).code).toBe(0);
      const { code, output } = run('npx', [
        '--no-install',
        'woe',
        'check',
        '--runs',
        '10',
        '--',
        'node',
        'd/driver.js',
      ]);
      expect(output).toMatch(/^conformant: /);
      expect(code).toBe(0);
    },
    MINUTE,
  );

  test.each([
    ['require', 'cjs', `const { check } = require('written-or-err');`],
    ['import', 'mjs', `import { check } from 'written-or-err';`],
  ])('is loaded with %s', (_, extension, load) => {
    const file = join(project, `use.${extension}`);
    writeFileSync(
      file,
      `${load}\ncheck({ target: 'reference', levels: ['iter'], runs: 10 }).then((r) => console.log(r.verdict));\n`,
    );
    expect(run('node', [file])).toMatchObject({ code: 0, output: 'conformant\n' });
  });

  test.each(['node16', 'bundler'])('has types for TypeScript with moduleResolution %s', (resolution) => {
    writeFileSync(
      join(project, 'use.ts'),
      `import { suite, type Target } from 'written-or-err';\nexport const target: Target = { name: 'a', version: '1', capabilities: ['direct'] };\n// @ts-expect-error: no such word\ntarget.capabilities.includes('nothing');\nsuite satisfies object;\n`,
    );
    const module = resolution === 'bundler' ? 'esnext' : 'node16';
    const compilerOptions = {
      strict: true,
      noEmit: true,
      target: 'es2022',
      lib: ['es2023', 'dom'],
      types: [],
      skipLibCheck: true,
      module,
    };
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...compilerOptions, moduleResolution: resolution }, files: ['use.ts'] }),
    );
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    expect(run('node', [tsc, '-p', '.'])).toMatchObject({ code: 0, output: '' });
  });

  test('holds no file of development', () => {
    const files = readdirSync(join(project, 'node_modules', 'written-or-err'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => /\.(test|e2e|sample)\.|tsconfig|eslint|jest\.config|\.snap$/.test(file))).toEqual([]);
    expect(files).toContain(join('dist', 'cli', 'woe.js'));
  });

  test('is published right, by publint and attw', () => {
    const bin = join(ROOT, 'node_modules', '.bin');
    const installed = join(project, 'node_modules', 'written-or-err');
    const publint = run(join(bin, 'publint'), ['run', installed, '--strict']);
    expect(publint).toMatchObject({ code: 0 });
    const attw = run(join(bin, 'attw'), [tarball, '--no-emoji', '--format', 'ascii']);
    expect(attw.output).toContain('No problems found');
    expect(attw.code).toBe(0);
  });
});

describe('docs/in-process.md', () => {
  const page = readFileSync(join(ROOT, 'docs', 'in-process.md'), 'utf8');
  const examples = [...page.matchAll(/^```js (\S+)\n(.*?)^```$/gms)].map(([, name, code]) => [name, code] as const);
  const inProject = (name: string): string => join(project, name);
  const isTest = (name: string): boolean => name.endsWith('.test.js');

  test('has an example for each way to bring a target', () => {
    const calls = ['fromNodeFs(', 'fromWasi(', 'fromSink(', 'defineTarget(', 'suite('];
    expect(calls.filter((call) => !examples.some(([, code]) => code.includes(call)))).toEqual([]);
  });

  test.each(examples)(
    '%s is conformant as it is',
    (name, code) => {
      writeFileSync(inProject(name), code);
      const args = isTest(name) ? ['--test', name] : [WOE, 'check', `./${name}`, '--runs', '50'];
      const { code: exit, output } = run('node', args);
      expect(output).toMatch(isTest(name) ? /^# fail 0$/m : /^conformant: /m);
      expect(exit).toBe(0);
    },
    2 * MINUTE,
  );
});

describe('the suite in a project of one’s own', () => {
  const HOSTS = ['jest', 'node-test', 'vitest', 'mocha'];
  const BINS: Record<string, string[]> = {
    jest: ['node', join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js')],
    'node-test': ['node', '--test'],
    vitest: ['node', join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'), 'run'],
    mocha: ['node', join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js'), 'write.test.mjs'],
  };

  beforeAll(() => {
    cpSync(join(ROOT, 'fixtures', 'hosts'), join(project, 'hosts'), { recursive: true });
    for (const runner of ['jest', 'vitest', 'mocha', '@jest']) {
      const link = join(project, 'node_modules', runner);
      mkdirSync(join(link, '..'), { recursive: true });
      if (!existsSync(link)) symlinkSync(join(ROOT, 'node_modules', runner), link);
    }
  });

  test.each(HOSTS)(
    'passes under %s for a correct target, and fails for one that lies',
    (host) => {
      const [command, ...args] = BINS[host];
      const cwd = join(project, 'hosts', host);
      const passed = run(command, args, { cwd });
      if (passed.code !== 0) throw new Error(passed.output);
      expect(passed.output).toMatch(/pass/i);
      const lied = run(command, args, { cwd, env: { LIE: '1' } });
      expect(lied.code).not.toBe(0);
      expect(lied.output).toContain('ret-flush-error-');
      expect(lied.output).toContain('allowed are only');
    },
    2 * MINUTE,
  );
});
