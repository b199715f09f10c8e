import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { Storage } from '../messages.js';
import { must } from './libc.js';
import { attachLoop } from './loop.js';
import type { SourceMemory } from './source-memory.js';

/** Where files are made, by the sector size that O_DIRECT shall ask for. */
export interface Place {
  directory(sectorSize: number): string;
  /** A block device of exactly so many bytes. `image`: the name of what a server has made for it. */
  device?(bytes: number, sectorSize: number, image?: string): string;
  /** Takes back what would outlive the process. */
  remove(): void;
}

const nothing = (): void => undefined;

/**
 * Makes the storage. All but `directory` and `served` are mounted at `at`, which must lie in a mount namespace of our
 * own: the mounts, their memory and the loop devices end with its last process.
 */
export function setUp(storage: Storage, at: string, owner: number, memory: SourceMemory): Place {
  const imageOf = (what: string): string => join(at, `woe-${owner}-${what}.img`);
  switch (storage.kind) {
    case 'directory': {
      const directory = mkdtempSync(join(storage.path, 'woe-'));
      return { directory: () => directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
    }
    case 'served':
      return { directory: () => storage.path, remove: nothing };
    case 'memory':
      must('mount', 'woe', at, storage.filesystem, 0, storage.bytes === undefined ? null : `size=${storage.bytes}`);
      return { directory: () => at, remove: nothing };
    case 'overlay':
      return { directory: constant(overlay(at)), remove: nothing };
    case 'loop': {
      must('mount', 'woe', at, 'tmpfs', 0, null);
      const make = (sectorSize: number): string =>
        loopFilesystem(storage, at, imageOf(String(sectorSize)), sectorSize, memory);
      return { directory: once(make), remove: nothing };
    }
    case 'block': {
      const { images } = storage;
      if (images === undefined) must('mount', 'woe', at, 'tmpfs', 0, null);
      const make = (bytes: number, sectorSize: number, image?: string): string => {
        const own = imageOf(`${bytes}-${sectorSize}`);
        if (images === undefined || image === undefined) writeImage(own, bytes);
        const path = images === undefined || image === undefined ? own : join(images, image);
        attachLoop(path, `${own}.device`, sectorSize, memory);
        return `${own}.device`;
      };
      return { directory: () => at, device: once(make), remove: nothing };
    }
  }
}

const constant =
  <T>(value: T) =>
  (): T =>
    value;

/** Made at the first call with these arguments. */
function once<A extends readonly unknown[], T>(make: (...args: A) => T): (...args: A) => T {
  const made = new Map<string, T>();
  return (...args) => {
    const key = args.join(' ');
    const known = made.get(key);
    if (known !== undefined) return known;
    const fresh = make(...args);
    made.set(key, fresh);
    return fresh;
  };
}

function overlay(at: string): string {
  must('mount', 'woe', at, 'tmpfs', 0, null);
  const [lower, upper, work, merged] = ['lower', 'upper', 'work', 'merged'].map((name) => join(at, name));
  for (const path of [lower, upper, work, merged]) mkdirSync(path);
  must('mount', 'woe', merged, 'overlay', 0, `lowerdir=${lower},upperdir=${upper},workdir=${work}`);
  return merged;
}

type Loop = Extract<Storage, { kind: 'loop' }>;

function loopFilesystem(
  { filesystem, mkfs, bytes }: Loop,
  at: string,
  image: string,
  sectorSize: number,
  memory: SourceMemory,
): string {
  const device = `${image}.device`;
  writeImage(image, bytes);
  const [program, ...args] = mkfs.map((word) => word.replace('SECTOR', String(sectorSize)));
  const made = spawnSync(program, [...args, image], { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`${program}: ${made.error?.message ?? made.stderr.trim()}`);
  attachLoop(image, device, sectorSize, memory);
  const directory = join(at, `mounted-${sectorSize}`);
  mkdirSync(directory);
  must('mount', device, directory, filesystem, 0, null);
  return directory;
}

/** All hole. */
function writeImage(path: string, bytes: number): void {
  closeSync(openSync(path, 'wx'));
  truncateSync(path, bytes);
}
