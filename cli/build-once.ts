import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/** Compiles the command that the end-to-end tests run, once before the first of them. */
export default function buildOnce(): void {
  const build = spawnSync('npm', ['run', 'build'], { cwd: resolve(__dirname, '..'), encoding: 'utf8' });
  if (build.status !== 0) throw new Error(build.stdout + build.stderr);
}
