import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError, preview, type ProfileId, type Target } from '../../contract/index.js';
import type { SetUpReply } from './messages.js';
import { scriptWords } from './sandbox.js';
import { writerTarget } from './target.js';

/** f_type of the filesystems that have a profile of their own. */
const PROFILE_BY_TYPE: Readonly<Record<number, ProfileId>> = {
  0xef53: 'linux-iomap-dio', // ext2, ext3, ext4
  0x58465342: 'linux-iomap-dio', // xfs
  0x9123683e: 'linux-btrfs',
  0x65735546: 'linux-fuse',
};
const profileOf = ({ type }: SetUpReply): ProfileId => PROFILE_BY_TYPE[type] ?? 'linux-6.x';

const DIRECTORY = /^dir=(.*)$/s;

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
