import { threadId } from 'node:worker_threads';
import { UsageError, preview, type Capability, type Errno, type ProfileId, type Target } from '../../contract/index.js';
import { NodeFile, PAST } from './node-file.js';
import { requireNodeFs, type NodeFs } from './node-fs.js';
import { probeNodeFs } from './probe-node-fs.js';

export interface NodeFsOptions {
  /** A directory of that `fs`, which exists; the file of each scenario is made in it and removed again. */
  readonly root: string;
  /** @default 'fs' */
  readonly name?: string;
  /** @default 'unknown' */
  readonly version?: string;
  /** @default 'posix' */
  readonly profile?: ProfileId;
  /** Capabilities that are not claimed although they were found. @default none */
  readonly omit?: readonly Capability[];
  /**
   * What an exception without an errno, e.g. a TypeError, or a number that is no count, is told as, so that the run
   * goes on.
   * @default it ends the run, as *crashed* or *invalid result*
   */
  readonly otherErrors?: Errno;
  /** Makes the storage anew, with an empty `root`; called before each scenario. @default the file alone is made anew */
  readonly fresh?: () => void;
  /** Ends what belongs to the target, e.g. removes `root`. */
  readonly close?: () => void | Promise<void>;
}

/**
 * Any node-like `fs` as a target of the `file` level. What it accepts is tried first, on a file in `root`, and told in
 * the target's `details`. Node's interface has no lseek and no dup, so that rules on them are not exercised.
 * Throws UsageError when a member is missing that no file can do without, or nothing can be written in `root`.
 */
export function fromNodeFs(fs: NodeFs, options: NodeFsOptions): Target {
  requireNodeFs(fs);
  const { root, name = 'fs', version = 'unknown', profile = 'posix', omit = [], otherErrors, fresh, close } = options;
  // Several threads may each have a target in one directory.
  const path = `${root.replace(/\/$/, '')}/woe-${process.pid}-${threadId}`;
  const { habits, capabilities, lacks, details } = probed(fs, path, profile);
  return {
    name,
    version,
    profile,
    capabilities: capabilities.filter((capability) => !omit.includes(capability)),
    details,
    file: {
      induces: [],
      lacks,
      prepare(content, environment) {
        fresh?.();
        fs.writeFileSync(path, content);
        fs.chmodSync?.(path, environment.file.mode);
        const fd = fs.openSync(path, 'r');
        if (habits.times) fs.futimesSync?.(fd, PAST, PAST);
        fs.closeSync(fd);
        return new NodeFile(fs, path, {
          habits,
          clock: () => environment.clock(),
          otherErrors,
          keeps: fresh !== undefined,
        });
      },
    },
    ...(close && { close }),
  };
}

function probed(fs: NodeFs, path: string, profile: ProfileId): ReturnType<typeof probeNodeFs> {
  try {
    return probeNodeFs(fs, path, profile);
  } catch (error) {
    const message = preview(error instanceof Error ? error.message : error);
    throw new UsageError(
      `fromNodeFs: expected a root in which a file can be written, but ${message}; e.g. { root: '/tmp' }`,
    );
  }
}
