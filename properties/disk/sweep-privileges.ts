import type { Call, Caller, Fault } from '../../contract/index.js';
import { fault, fstat, fsync, open, pwrite, truncate, unreadable, write } from '../generate/call.js';
import type { Row } from '../generate/row.js';

/** Every combination of S_ISUID, S_ISGID and S_IXGRP. */
const MODES = [0o644, 0o654, 0o2644, 0o2654, 0o4644, 0o4654, 0o6644, 0o6654] as const;

const CALLERS: readonly { name: string; caller: Caller }[] = [
  { name: 'owner', caller: { uid: 1000, gid: 1000, capFsetid: false } },
  { name: 'stranger', caller: { uid: 1001, gid: 100, capFsetid: false } },
  { name: 'CAP_FSETID', caller: { uid: 0, gid: 0, capFsetid: true } },
  { name: 'in the group, CAP_FSETID', caller: { uid: 1001, gid: 1000, capFsetid: true } },
];

/** The inode writes of the first write call: killpriv, the new mode, the times. */
const INODE_FAULTS: readonly { how: string; faults: readonly Fault[] }[] = [
  { how: 'all inode writes succeed', faults: [] },
  { how: 'first inode write fails', faults: [fault('writeInode', 'EIO')] },
  { how: 'second inode write fails', faults: [fault('writeInode', 'ENOSPC', { nth: 2 })] },
  { how: 'third inode write fails', faults: [fault('writeInode', 'EDQUOT', { nth: 3 })] },
  { how: 'every inode write fails', faults: [fault('writeInode', 'EIO', { sticky: true })] },
];

/** The second write finds S_NOSEC where it was set; the third comes through another descriptor. */
const WRITES: readonly Call[] = [
  open(0, 'O_RDWR'),
  write(0, 100),
  fstat(0),
  write(0, 100),
  open(1, 'O_RDWR', 'O_DIRECT'),
  pwrite(1, 4096, 4096),
  fstat(0),
];

const matrix: Row[] = MODES.flatMap((mode) =>
  CALLERS.flatMap(({ name, caller }) =>
    [false, true].flatMap((capability) =>
      INODE_FAULTS.map(({ how, faults }) => ({
        aim: `mode ${mode.toString(8)}${capability ? ' with a capability' : ''}, ${name}: ${how}`,
        file: { mode, capability },
        caller,
        faults,
        calls: WRITES,
      })),
    ),
  ),
);

/** Without direct I/O, and one privilege at a time: for targets that can show no more. */
const BUFFERED: readonly Call[] = [open(0, 'O_RDWR'), write(0, 100), fstat(0), write(0, 100), fstat(0)];

const plain: Row[] = [
  ...MODES.flatMap((mode) =>
    CALLERS.map(({ name, caller }) => ({
      aim: `mode ${mode.toString(8)}, ${name}: buffered writes`,
      file: { mode },
      caller,
      calls: BUFFERED,
    })),
  ),
  { aim: 'a capability and no set-id bit: buffered writes', file: { capability: true }, calls: BUFFERED },
  { aim: 'a mount that is not writable: buffered writes', file: { mountWritable: false }, calls: BUFFERED },
];

/** No set-id bit of a block device goes; its capability does. */
const blockDevices: Row[] = MODES.flatMap((mode) =>
  CALLERS.flatMap(({ name, caller }) =>
    [false, true].map((capability) => ({
      aim: `block device of mode ${mode.toString(8)}${capability ? ' with a capability' : ''}, ${name}`,
      disk: { sectors: 64 },
      file: { kind: 'block' as const, mode, capability },
      caller,
      calls: WRITES,
    })),
  ),
);

/** Privileges and times are changed before anything is written, so they stay changed when nothing is. */
const failedWrites: Row[] = [
  { how: 'EFAULT', holes: [], faults: [], call: pwrite(0, 0, unreadable(100)) },
  {
    how: 'ENOSPC',
    holes: [[0, 4096] as const],
    faults: [fault('allocate', 'ENOSPC', { sticky: true })],
    call: pwrite(0, 0, 100),
  },
  { how: 'EFBIG', holes: [], faults: [], call: pwrite(0, 131_072, 100) },
  { how: 'a read error', holes: [], faults: [fault('read', 'EIO')], call: pwrite(0, 100, 100) },
].map(({ how, holes, faults, call }) => ({
  aim: `${how} after privileges and times`,
  file: { mode: 0o6755, capability: true },
  holes,
  faults,
  calls: [open(0, 'O_RDWR'), call, fstat(0), call, fstat(0)],
}));

const times: Row[] = [
  {
    aim: 'times: several writes in one tick',
    calls: [open(0, 'O_RDWR'), write(0, 1), write(0, 1), write(0, 1), write(0, 1), fstat(0), write(0, 1)],
  },
  {
    aim: 'times: a mount that is not writable',
    file: { mountWritable: false },
    calls: [
      open(0, 'O_RDWR'),
      write(0, 100),
      write(0, 100),
      fstat(0),
      open(1, 'O_RDWR', 'O_DIRECT'),
      pwrite(1, 0, 4096),
      fstat(1),
    ],
  },
  {
    aim: 'times: not writable, privileges to strip',
    file: { mountWritable: false, mode: 0o6755, capability: true },
    calls: [open(0, 'O_RDWR'), write(0, 100), fstat(0), write(0, 100), fstat(0)],
  },
  {
    aim: 'times: each inode write fails in turn',
    faults: [fault('writeInode', 'EIO', { nth: 1 }), fault('writeInode', 'EIO', { nth: 2 })],
    calls: [open(0, 'O_RDWR'), write(0, 100), fstat(0), write(0, 100), fstat(0), write(0, 100), fsync(0)],
  },
  {
    aim: 'times: ftruncate moves them',
    calls: [open(0, 'O_RDWR'), truncate(0, 100), fstat(0), truncate(0, 100), fstat(0)],
  },
];

export const PRIVILEGE_ROWS: readonly Row[] = [...matrix, ...plain, ...blockDevices, ...failedWrites, ...times];
