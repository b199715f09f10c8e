import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, sep } from 'node:path';

/** Directories that nearly every machine has and nobody runs programs from: one of them is covered by our mounts. */
const MOUNT_POINTS = ['/mnt', '/media', '/srv', '/opt', tmpdir()];

/**
 * The directory that mounts go to. It is covered in a mount namespace of our own only, so nobody else sees it change and
 * nothing has to be removed afterwards. Never one above what the children run from.
 */
export function mountPoint(): string | undefined {
  const inUse = [__dirname, process.execPath, process.cwd()];
  return MOUNT_POINTS.find((path) => existsSync(path) && !inUse.some((used) => `${used}${sep}`.startsWith(path + sep)));
}

/** Words that run a script of `impl/kernel`, named without extension: compiled, or as TypeScript from the sources. */
export function scriptWords(name: string): string[] {
  const file = join(__dirname, `${name}${extname(__filename)}`);
  if (extname(__filename) === '.js') return [process.execPath, file];
  const tsNode = {
    cwd: __dirname,
    // Its native part does not load in a user namespace.
    ...(process.getuid?.() === 0 ? { swc: true } : { transpileOnly: true }),
    experimentalResolver: true,
    compilerOptions: { module: 'node16' },
  };
  const bootstrap = `require(${JSON.stringify(require.resolve('ts-node'))}).register(${JSON.stringify(tsNode)}); require(${JSON.stringify(file)});`;
  return [process.execPath, '-e', bootstrap];
}

/**
 * Runs the words in namespaces of their own: mounts that nobody else sees, and processes that all end with the first.
 * The first ends with `unshare`, and that with the runner, even if the runner is killed: no part of it has to clean up.
 */
export const sandboxed = (words: readonly string[], { isRoot }: { readonly isRoot: boolean }): string[] => [
  ...['setpriv', '--pdeathsig', 'KILL', 'unshare'],
  ...(isRoot ? [] : ['--user', '--map-root-user']),
  ...['--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child', '--mount-proc'],
  ...words,
];
