import { threadId } from 'node:worker_threads';
import {
  UsageError,
  type Capability,
  type Errno,
  type Lack,
  type ProfileId,
  type Ret,
  type Target,
} from '../../contract/index.js';
import { WasiFile } from './wasi-file.js';
import { connect, type WasiHost, type WasiModule } from './wasi-host.js';

export interface WasiOptions {
  /** @default 'wasi' */
  readonly name?: string;
  /** @default 'unknown' */
  readonly version?: string;
  /** @default 'posix' */
  readonly profile?: ProfileId;
  /** What an exception of the host is told as, so that the run goes on. @default it ends the run */
  readonly otherErrors?: Errno;
  /** Ends what belongs to the target, e.g. removes the preopened directory. */
  readonly close?: () => void | Promise<void>;
}

/**
 * Any WASI preview 1 host as a target of the `file` level. Its functions are called through a module that re-exports
 * them, with the request in the module's memory. Which functions work is tried first and told in the target's `details`. WASI has no mode, no dup, and leaves open what an unreadable segment does.
 * Throws UsageError when a function is missing that no file can do without, or no file can be made.
 */
export function fromWasi(host: WasiHost, options: WasiOptions = {}): Target {
  const { name = 'wasi', version = 'unknown', profile = 'posix', otherErrors, close } = options;
  const file = `woe-${process.pid}-${threadId}`;
  const module = connect(host);
  const { capabilities, lacks, details } = probe(module, file);
  const times = capabilities.includes('times');
  return {
    name,
    version,
    profile,
    capabilities,
    details,
    file: {
      induces: [],
      lacks,
      prepare(content, environment) {
        const prepared = new WasiFile(module, {
          name: file,
          times,
          clock: () => environment.clock(),
          otherErrors,
        });
        const ret = prepared.fill(content);
        if (ret !== 0) throw new Error(`the file can't be made: ${ret}`);
        return prepared;
      },
    },
    ...(close && { close }),
  };
}

interface Probed {
  readonly capabilities: Capability[];
  readonly lacks: Lack[];
  readonly details: Readonly<Record<string, string>>;
}

const NOT_THERE: readonly Ret[] = ['ENOSYS', 'EOPNOTSUPP'];

/** What the host accepts; whether it then does the right thing is for the rules to judge. */
function probe(module: WasiModule, name: string): Probed {
  const file = new WasiFile(module, { name, times: false, clock: () => 0 });
  const made = file.fill(new Uint8Array(16));
  const fd = made === 0 ? file.open(['O_RDWR']) : made;
  if (typeof fd !== 'number')
    throw new UsageError(
      `fromWasi: expected a preopened directory to make a file in, got ${fd}; e.g. preopens: { '/': root }`,
    );
  const works = (ret: Ret): boolean => !NOT_THERE.includes(ret);
  const segments = [{ length: 1, bytes: new Uint8Array(1) }];
  const append = typeof file.open(['O_WRONLY', 'O_APPEND']) === 'number';
  const dsync = (['O_DSYNC', 'O_SYNC'] as const).every((flag) => typeof file.open(['O_RDWR', flag]) === 'number');
  const offset = works(file.lseek(fd, 0, 'SEEK_CUR')) && works(file.lseek(fd, 0, 'SEEK_SET'));
  const positions = works(file.write(fd, segments, 0));
  const truncate = works(file.ftruncate(fd, 16));
  const sync = works(file.fsync(fd)) && works(file.fdatasync(fd));
  const times = !file.setBack(fd) && file.isSetBack(fd) && file.write(fd, segments, null) === 1 && !file.isSetBack(fd);
  file.dispose();
  const yes = (is: boolean): string => (is ? 'yes' : 'no');
  return {
    capabilities: ['vectors', ...words({ append, dsync, times })],
    lacks: words({ offset: !offset, positions: !positions, truncate: !truncate, sync: !sync }),
    details: {
      'fd_seek, fd_tell': yes(offset),
      fd_pwrite: yes(positions),
      fd_filestat_set_size: yes(truncate),
      'fd_sync, fd_datasync': yes(sync),
      append: yes(append),
      'sync, dsync': yes(dsync),
      mtime: times ? 'moves, can be set' : 'not told',
    },
  };
}

const words = <Word extends string>(found: Partial<Record<Word, boolean>>): Word[] =>
  (Object.keys(found) as Word[]).filter((word) => found[word]);
