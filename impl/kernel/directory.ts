import { accessSync, constants, statSync, statfsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError, preview, type ProfileId, type Target } from '../../contract/index.js';
import type { SetUpReply } from './messages.js';
import { scriptWords } from './sandbox.js';
import type { KernelRow } from './table.js';
import { writerTarget } from './target.js';

interface Filesystem {
  readonly profile: ProfileId;
  /** The target of the table that is known to deviate as it does. */
  readonly like?: KernelRow['id'];
}

/** By f_type: the filesystems that have a profile of their own. */
const FILESYSTEMS: Readonly<Record<number, Filesystem>> = {
  0xef53: { profile: 'linux-iomap-dio', like: 'ext4' }, // ext2 and ext3 too
  0x58465342: { profile: 'linux-iomap-dio', like: 'xfs' },
  0x9123683e: { profile: 'linux-btrfs', like: 'btrfs' },
  0x65735546: { profile: 'linux-fuse' }, // any server
};
const filesystemOf = (type: number): Filesystem => FILESYSTEMS[type] ?? { profile: 'linux-6.x' };
const profileOf = ({ type }: SetUpReply): ProfileId => filesystemOf(type).profile;

const DIRECTORY = /^dir=(.*)$/s;

/** What `dir=PATH` stands for here; undefined for other words, and where nothing is. */
export function directoryFilesystem(id: string): Filesystem | undefined {
  const path = DIRECTORY.exec(id)?.[1];
  if (!path) return undefined;
  try {
    return filesystemOf(statfsSync(resolve(path)).type);
  } catch {
    // Who runs it is told.
    return undefined;
  }
}

/** `dir=PATH`: a fresh subdirectory of any directory, removed at the end. Needs no root. Undefined for other words. */
export function directoryTarget(id: string): Promise<Target> | undefined {
  const path = DIRECTORY.exec(id)?.[1];
  if (path === undefined) return undefined;
  const directory = resolve(path);
  requireDirectory(path, directory);
  return writerTarget({
    name: `kernel:dir=${path}`,
    profile: profileOf,
    storage: { kind: 'directory', path: directory },
    at: directory,
    argv: scriptWords('child/writer'),
    direct: true,
    induces: [],
  });
}

function requireDirectory(path: string, directory: string): void {
  const expected = 'kernel:dir=PATH: expected a directory that can be written to';
  const example = 'example: kernel:dir=/tmp';
  let isDirectory: boolean;
  try {
    isDirectory = path !== '' && statSync(directory).isDirectory();
  } catch {
    throw new UsageError(`${expected}; ${preview(path)} does not exist; ${example}`);
  }
  if (!isDirectory) throw new UsageError(`${expected}; ${preview(path)} is none; ${example}`);
  try {
    accessSync(directory, constants.W_OK + constants.X_OK);
  } catch {
    throw new UsageError(`${expected}; ${preview(path)} can't be; ${example}`);
  }
}
