import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import { delimiter, join } from 'node:path';
import { sandboxed } from './sandbox.js';

/** What the targets of this family need of a machine. */
export const NEEDS = ['linux', 'koffi', 'namespaces', 'root', 'fuse', 'loop'] as const;
export type Need = (typeof NEEDS)[number] | `program ${string}` | `filesystem ${string}`;

/** What was looked up about this machine. */
export interface Machine {
  readonly isRoot: boolean;
  readonly kernel: string;
  /** Why a need is not met and what to do about it; undefined when it is met. */
  lacking(need: Need): Missing | undefined;
}
export interface Missing {
  readonly reason: string;
  readonly remedy: string;
}

/** The oldest kernel that a profile describes: below it the tail of the fallback is another one. */
const OLDEST = [6, 6] as const;

/** Package that brings a program, where its name is another one. */
const PACKAGES: Readonly<Record<string, string>> = {
  unshare: 'util-linux',
  setpriv: 'util-linux',
  'mkfs.ext4': 'e2fsprogs',
  'mkfs.ext3': 'e2fsprogs',
  'mkfs.xfs': 'xfsprogs',
  'mkfs.btrfs': 'btrfs-progs',
};

/** Looks at this machine; changes nothing. */
export function thisMachine(): Machine {
  const isRoot = process.getuid?.() === 0;
  return { isRoot, kernel: release(), lacking: (need) => lackOf(need, isRoot) };
}

function lackOf(need: Need, isRoot: boolean): Missing | undefined {
  if (need.startsWith('program ')) return programLack(need.slice('program '.length));
  if (need.startsWith('filesystem ')) return filesystemLack(need.slice('filesystem '.length));
  return LACKS[need as (typeof NEEDS)[number]](isRoot);
}

const LACKS: Readonly<Record<(typeof NEEDS)[number], (isRoot: boolean) => Missing | undefined>> = {
  linux: () => {
    if (process.platform !== 'linux')
      return { reason: `this is ${process.platform}, not Linux`, remedy: 'run it on Linux, or in a Linux container' };
    const [major, minor] = release().split('.').map(Number);
    return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])
      ? undefined
      : { reason: `no profile describes Linux ${release()}`, remedy: `use Linux ${OLDEST.join('.')} or later` };
  },
  koffi: () =>
    isInstalled('koffi')
      ? undefined
      : { reason: 'the optional package koffi is not installed', remedy: 'npm install koffi' },
  namespaces: (isRoot) => programLack('unshare') ?? programLack('setpriv') ?? namespaceLack(isRoot),
  root: (isRoot) => (isRoot ? undefined : { reason: 'loop devices need root', remedy: 'run it as root' }),
  fuse: () =>
    mayOpen('/dev/fuse')
      ? undefined
      : existsSync('/dev/fuse')
        ? { reason: '/dev/fuse may not be opened', remedy: 'run it as root, or chmod 666 /dev/fuse' }
        : { reason: '/dev/fuse is missing', remedy: 'modprobe fuse; in a container: --device /dev/fuse' },
  loop: () =>
    existsSync('/dev/loop-control')
      ? undefined
      : { reason: '/dev/loop-control is missing', remedy: 'modprobe loop; in a container: --privileged' },
};

function isInstalled(name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

function mayOpen(path: string): boolean {
  try {
    accessSync(path, constants.R_OK + constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where administrators' programs lie, which not everybody has in PATH. */
const SBIN = ['/usr/sbin', '/sbin', '/usr/local/sbin'];

function programLack(program: string): Missing | undefined {
  const directories = [...(process.env.PATH ?? '').split(delimiter), ...SBIN];
  if (directories.some((directory) => existsSync(join(directory, program)))) return undefined;
  return { reason: `${program} is not installed`, remedy: `apt-get install ${PACKAGES[program] ?? program}` };
}

function filesystemLack(name: string): Missing | undefined {
  const known = readOr('/proc/filesystems').split('\n');
  if (known.some((line) => line.split('\t').at(-1) === name)) return undefined;
  // A module may be loaded when it is mounted for the first time.
  const modules = readOr(`/lib/modules/${release()}/modules.dep`);
  if (modules.includes(`/${name}.ko`)) return undefined;
  return { reason: `the kernel has no ${name}`, remedy: `modprobe ${name}` };
}

let tried: { readonly lack: Missing | undefined } | undefined;

/** Tried once: nothing else tells what a container allows. */
function namespaceLack(isRoot: boolean): Missing | undefined {
  if (tried) return tried.lack;
  const [program, ...args] = sandboxed(['true'], { isRoot });
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  const [said = 'unshare failed'] = (stderr ?? '').trim().split('\n');
  const lack = { reason: `no namespaces of its own: ${said}`, remedy: 'run it as root; in a container: --privileged' };
  tried = { lack: status === 0 ? undefined : lack };
  return tried.lack;
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
