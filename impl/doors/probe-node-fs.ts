import type { Capability, Lack, OpenFlag, ProfileId } from '../../contract/index.js';
import { PAST, type NodeHabits } from './node-file.js';
import { numericFlags, wordFlags } from './node-flags.js';
import type { NodeFs } from './node-fs.js';

/** What a node-like `fs` accepts, found by trying; whether it then does the right thing is for the rules to judge. */
export interface Probed {
  readonly habits: NodeHabits;
  readonly capabilities: readonly Capability[];
  readonly lacks: readonly Lack[];
  /** One word for each probe. */
  readonly details: Readonly<Record<string, string>>;
}

const SET_ID = 0o6755;

/** Tries the optional members of `fs` on a file of its own at `path`, and removes it. */
export function probeNodeFs(fs: NodeFs, path: string, profile: ProfileId): Probed {
  fs.writeFileSync(path, new Uint8Array(16));
  try {
    const numeric = accepts(fs, path, numericFlags(fs, ['O_RDWR']));
    const flagsOf = (flags: readonly OpenFlag[]) => (numeric ? numericFlags(fs, flags) : wordFlags(flags));
    const withFile = (use: (fd: number) => unknown): boolean => works(fs, path, flagsOf(['O_RDWR']), use);
    const vectors = withFile((fd) => fs.writevSync?.(fd, [new Uint8Array(1)]) ?? missing());
    const positions = withFile((fd) => fs.writeSync(fd, new Uint8Array(1), 0, 1, 1));
    const append = accepts(fs, path, flagsOf(['O_WRONLY', 'O_APPEND']));
    const sync = withFile((fd) => (fs.fsyncSync ? fs.fsyncSync(fd) : missing()));
    const dsync = (['O_SYNC', 'O_DSYNC'] as const).every(
      (flag) => (!numeric || numericFlags(fs, [flag]) > 0) && accepts(fs, path, flagsOf(['O_RDWR', flag])),
    );
    const truncate = withFile((fd) => (fs.ftruncateSync ? fs.ftruncateSync(fd, 16) : missing()));
    const times = withFile((fd) => movesTime(fs, path, fd, flagsOf(['O_RDWR'])) || missing());
    let uid: unknown;
    withFile((fd) => (uid = fs.fstatSync(fd).uid));
    const setId = setIdAfterWrite(fs, path, flagsOf(['O_RDWR']));
    // Only POSIX leaves it to the file whether set-id bits go; elsewhere it depends on a caller that can't be chosen.
    const setid = setId === 'kept' && profile === 'posix';
    return {
      habits: { numericFlags: numeric, times },
      capabilities: claimed({ append, dsync, vectors, setid, times }),
      lacks: ['offset', ...without({ positions, truncate, sync, access: numeric })],
      details: {
        flags: numeric ? 'numbers' : 'words',
        writev: vectors ? 'yes' : 'no',
        position: positions ? 'yes' : 'no',
        append: append ? 'yes' : 'no',
        'O_SYNC, O_DSYNC': dsync ? 'yes' : 'no',
        fsync: sync ? 'yes' : 'no',
        ftruncate: truncate ? 'yes' : 'no',
        mtime: times ? 'moves, can be set' : 'not told',
        'set-id bits': setId,
        uid: uid === undefined ? 'not told' : 'told; who calls can not be chosen',
        lseek: "none in node's fs: the offset is hidden",
      },
    };
  } finally {
    fs.unlinkSync(path);
  }
}

const claimed = (found: Partial<Record<Capability, boolean>>): Capability[] =>
  (Object.keys(found) as Capability[]).filter((capability) => found[capability]);

const without = (found: Partial<Record<Lack, boolean>>): Lack[] =>
  (Object.keys(found) as Lack[]).filter((lack) => !found[lack]);

function missing(): never {
  throw new Error('there is no such member');
}

/** Whether `use` ends without an exception on the open file. */
function works(fs: NodeFs, path: string, flags: string | number, use: (fd: number) => unknown): boolean {
  let fd: number | undefined;
  try {
    fd = fs.openSync(path, flags);
    use(fd);
    return true;
  } catch {
    return false;
  } finally {
    if (fd !== undefined) fs.closeSync(fd);
  }
}

const accepts = (fs: NodeFs, path: string, flags: string | number): boolean => works(fs, path, flags, () => undefined);

/** mtime can be set back, moves with a write, and two descriptors agree on it. */
function movesTime(fs: NodeFs, path: string, fd: number, flags: string | number): boolean {
  const mtimes = (): boolean[] => [fd, other].map((one) => Number(fs.fstatSync(one).mtimeMs) === PAST * 1000);
  const other = fs.openSync(path, flags);
  try {
    fs.futimesSync?.(fd, PAST, PAST);
    const before = mtimes();
    fs.writeSync(fd, new Uint8Array(1), 0, 1, null);
    return before.every(Boolean) && !mtimes().some(Boolean);
  } finally {
    fs.closeSync(other);
  }
}

/** What chmod and then a write leave of the set-id bits. */
function setIdAfterWrite(fs: NodeFs, path: string, flags: string | number): 'kept' | 'stripped' | 'not stored' {
  let mode = 0;
  const tried = works(fs, path, flags, (fd) => {
    if (!fs.chmodSync) return;
    fs.chmodSync(path, SET_ID);
    mode = Number(fs.fstatSync(fd).mode) % 0o10000;
    if (mode !== SET_ID) return;
    fs.writeSync(fd, new Uint8Array(1), 0, 1, null);
    mode += Number(fs.fstatSync(fd).mode) % 0o10000;
  });
  if (!tried || mode <= SET_ID) return 'not stored';
  return mode === 2 * SET_ID ? 'kept' : 'stripped';
}
