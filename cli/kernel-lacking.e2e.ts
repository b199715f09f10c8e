/** What is said, and what still runs, where a machine lacks root or the optional package for system calls. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Availability } from '../impl/kernel/survey.js';

const ROOT = resolve(__dirname, '..');
const MINUTES = 180_000;

/** Another user, in a user namespace without privileges: what root owns stays readable, but nothing more is allowed. */
const AS_USER =
  process.getuid?.() === 0
    ? ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--', process.execPath]
    : [process.execPath];

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'woe-lacking-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function run([program, ...words]: readonly string[], args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(program, [...words, ...args], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1', ...env },
    encoding: 'utf8',
  });
  return { code: status, stdout: stdout ?? '', stderr: stderr ?? '' };
}
const woe = [join(ROOT, 'dist', 'cli', 'woe.js')];

const surveyed = (stdout: string): Map<string, Availability> =>
  new Map((JSON.parse(stdout) as { targets: Availability[] }).targets.map((target) => [target.name, target]));

/** The names of the targets that can run. */
const able = (stdout: string): string[] =>
  [...surveyed(stdout).values()].filter(({ missing }) => missing.length === 0).map(({ name }) => name);

const hasNamespaces = run([...AS_USER.slice(0, -1), 'unshare', '--user', '--mount', 'true'], []).code === 0;
const why = hasNamespaces ? '' : ' (not run: no user namespaces; sysctl -w user.max_user_namespaces=1000)';

(hasNamespaces ? describe : describe.skip)(`without root${why}`, () => {
  const asUser = (...args: string[]) => run([...AS_USER, ...woe], args);

  test(
    'doctor tells what needs root, and runs what does not',
    () => {
      const { code, stdout } = asUser('doctor', '--format', 'json');
      expect(code).toBe(0);
      const fuse = existsSync('/dev/fuse') ? ['kernel:fuse'] : [];
      expect(able(stdout)).toEqual([...fuse, 'kernel:tmpfs', 'kernel:ramfs', 'kernel:overlay', 'kernel:dir=PATH']);
      for (const name of ['kernel:ext4', 'kernel:ext3', 'kernel:xfs', 'kernel:btrfs', 'kernel:blockdev'])
        expect(surveyed(stdout).get(name)?.missing).toContainEqual({
          reason: 'loop devices need root',
          remedy: 'run it as root',
        });
    },
    MINUTES,
  );

  test('what needs root could not run, and says what helps', () => {
    expect(asUser('check', 'kernel:ext4')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'woe: kernel:ext4 could not run: loop devices need root; run it as root\n',
    });
  });

  test(
    'any directory can be checked, and is left as it was',
    () => {
      const place = mkdtempSync(join(dir, 'place-'));
      const { code, stdout } = asUser('check', `kernel:dir=${place}`, '--runs', '20');
      expect(stdout).toMatch(/^conformant: /);
      expect(code).toBe(0);
      expect(readdirSync(place)).toEqual([]);
    },
    MINUTES,
  );

  (existsSync('/dev/fuse') ? test : test.skip)(
    'kernel:fuse goes through every leaf but the one that needs other users',
    () => {
      const { code, stdout } = asUser('check', 'kernel:fuse', '--runs', '0', '--format', 'json');
      expect(code).toBe(0);
      const { coverage } = JSON.parse(stdout) as {
        coverage: { leaves: { covered: number; missing: string[]; unreachable: { id: string }[] } };
      };
      expect(coverage.leaves).toMatchObject({ covered: 15, missing: [] });
      expect(coverage.leaves.unreachable.map(({ id }) => id)).toContain('L1');
    },
    MINUTES,
  );
});

describe('without koffi', () => {
  let options = '';
  beforeAll(() => {
    const hide = join(dir, 'hide-koffi.cjs');
    writeFileSync(
      hide,
      `const Module = require('node:module');
const resolve = Module._resolveFilename;
Module._resolveFilename = function (name, ...rest) {
  if (name === 'koffi') throw Object.assign(new Error("Cannot find module 'koffi'"), { code: 'MODULE_NOT_FOUND' });
  return resolve.call(this, name, ...rest);
};
`,
    );
    options = `--require ${hide}`;
  });
  const lacking = (...args: string[]) => run([process.execPath, ...woe], args, { NODE_OPTIONS: options });
  const MISSING = 'the optional package koffi is not installed';

  test('doctor says so of each kernel target', () => {
    const { code, stdout } = lacking('doctor', '--format', 'json');
    expect(code).toBe(0);
    expect(able(stdout)).toEqual([]);
    for (const { missing } of surveyed(stdout).values())
      expect(missing).toContainEqual({ reason: MISSING, remedy: 'npm install koffi' });
  });

  test.each(['kernel:tmpfs', 'kernel:fuse', 'kernel:dir=/tmp'])('%s could not run', (name) => {
    const stderr = `woe: ${name} could not run: ${MISSING}; npm install koffi\n`;
    expect(lacking('check', name)).toEqual({ code: 2, stdout: '', stderr });
  });

  test('everything else runs', () => {
    const { code, stdout } = lacking('check', 'reference', '--level', 'iter', '--runs', '10');
    expect(stdout).toMatch(/^conformant: reference /);
    expect(code).toBe(0);
  });
});
