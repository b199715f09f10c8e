import type { Call, DiskOperation, OpenFlag } from '../../contract/index.js';

const SYNCS: readonly OpenFlag[] = ['O_DSYNC', 'O_SYNC'];

/** Calls without which an operation does not happen. */
const MET_BY: Readonly<Partial<Record<string, (call: Call) => boolean>>> = {
  powerCut: ({ call }) => call === 'powerCut',
  /** The inode is read when the file is mounted again. */
  readInode: ({ call }) => call === 'powerCut',
  flush: (call) =>
    call.call === 'fsync' ||
    call.call === 'fdatasync' ||
    (call.call === 'open' && call.flags.some((flag) => SYNCS.includes(flag))),
};

/** Whether a fault on an operation can be met by these calls at all. */
export const metBy =
  (calls: readonly Call[]) =>
  ({ on }: { readonly on: DiskOperation | 'target' }): boolean =>
    calls.some(MET_BY[on] ?? (() => true));
