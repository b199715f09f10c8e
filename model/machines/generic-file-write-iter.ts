import { and, not, setup } from 'xstate';
import {
  actionsOf,
  guardsOf,
  typesOf,
  type BaseRegisters,
  type KernelEvent,
  type KernelMachine,
} from '../machine/kernel-machine.js';
import type { Profile } from '../profile.js';
import { LOCKED_CALLER_SAMPLES } from './generic-file-write-iter-samples.js';

/** Registers of `generic_file_write_iter`; all in bytes, errors negative. */
export interface LockedCallerRegisters extends BaseRegisters {
  /** O_DSYNC, O_SYNC or an inode that is sync: 0 or 1. */
  sync: number;
  blockDevice: number;
  /** O_APPEND: 0 or 1; the checks read it, this function only passes it on. */
  append: number;
  pos: number;
  count: number;
  ret: number;
  kiPos: number;
}

export interface LockedCallerEvent extends KernelEvent {
  readonly pos: number;
  readonly count: number;
  readonly append: number;
  readonly sync: number;
  readonly blockDevice: number;
  readonly ret: number;
  readonly kiPos: number;
}

const atoms = {
  failed: (_: LockedCallerRegisters, e: LockedCallerEvent) => e.ret < 0,
  progressed: (_: LockedCallerRegisters, e: LockedCallerEvent) => e.ret > 0,
  /** The core's result, seen again after the unlock. */
  hasWritten: (r: LockedCallerRegisters) => r.ret > 0,
  sync: (r: LockedCallerRegisters) => r.sync === 1,
  blockDevice: (r: LockedCallerRegisters) => r.blockDevice === 1,
  toBlockDevice: (_: LockedCallerRegisters, e: LockedCallerEvent) => e.blockDevice === 1,
};

const eras = {
  checksInside: (p: Profile) => p.checksInside,
};

const updates = {
  enter(r: LockedCallerRegisters, e: LockedCallerEvent): void {
    r.pos = r.kiPos = e.pos;
    r.count = e.count;
    r.append = e.append;
    r.sync = e.sync;
    r.blockDevice = e.blockDevice;
  },
  /** The checks move ki_pos for O_APPEND, also when they end the call. */
  takePosition(r: LockedCallerRegisters, e: LockedCallerEvent): void {
    r.kiPos = e.pos;
  },
  keepRet(r: LockedCallerRegisters, e: LockedCallerEvent): void {
    r.ret = e.ret;
  },
  takeKiPos(r: LockedCallerRegisters, e: LockedCallerEvent): void {
    r.kiPos = e.kiPos;
  },
};

const machine = setup({
  types: typesOf<LockedCallerRegisters, LockedCallerEvent>(),
  guards: guardsOf<LockedCallerRegisters, LockedCallerEvent, typeof atoms, typeof eras>(atoms, eras),
  actions: actionsOf<LockedCallerRegisters, LockedCallerEvent, typeof updates>(updates),
}).createMachine({
  id: 'generic_file_write_iter',
  context: ({ input }) => lockedCallerRegisters(input.profile),
  output: ({ context }) => lockedCallerOutput(context),
  initial: 'entry',
  states: {
    entry: {
      on: {
        enter: [
          { guard: not('toBlockDevice'), target: 'locking', actions: 'enter' },
          { guard: 'checksInside', target: 'callingCore', actions: 'enter' },
          { target: 'checking', actions: 'enter' },
        ],
      },
    },
    locking: { on: { lock: [{ guard: 'checksInside', target: 'callingCore' }, { target: 'checking' }] } },
    checking: {
      on: {
        checks: [
          { guard: 'progressed', target: 'callingCore', actions: 'takePosition' },
          { guard: 'blockDevice', target: 'done', actions: ['takePosition', 'keepRet'] },
          { target: 'unlocking', actions: ['takePosition', 'keepRet'] },
        ],
      },
    },
    callingCore: {
      on: {
        core: [
          { guard: not('blockDevice'), target: 'unlocking', actions: ['keepRet', 'takeKiPos'] },
          { guard: and(['progressed', 'sync']), target: 'syncing', actions: ['keepRet', 'takeKiPos'] },
          { target: 'done', actions: ['keepRet', 'takeKiPos'] },
        ],
      },
    },
    unlocking: {
      on: { unlock: [{ guard: and(['hasWritten', 'sync']), target: 'syncing' }, { target: 'done' }] },
    },
    syncing: { on: { sync: [{ guard: 'failed', target: 'done', actions: 'keepRet' }, { target: 'done' }] } },
    done: { type: 'final' },
  },
});

function lockedCallerRegisters(profile: Profile): LockedCallerRegisters {
  return { profile, sync: 0, blockDevice: 0, append: 0, pos: 0, count: 0, ret: 0, kiPos: 0 };
}

function lockedCallerOutput(r: LockedCallerRegisters): Record<string, number> {
  return { ret: r.ret, kiPos: r.kiPos };
}

/**
 * `generic_file_write_iter` (mm/filemap.c), and for block devices `blkdev_write_iter`, which takes no lock.
 * The lock is dropped before the sync; a failed sync replaces the count although the bytes are written.
 */
export const LOCKED_CALLER: KernelMachine = {
  name: 'generic_file_write_iter',
  machine,
  atoms,
  eras,
  updates,
  expects: {
    sync: (r: LockedCallerRegisters) => ({ lo: r.kiPos - r.ret, hi: r.kiPos - 1 }),
  },
  registers: lockedCallerRegisters,
  output: lockedCallerOutput,
  samples: LOCKED_CALLER_SAMPLES,
  scriptedOnly: {},
};
