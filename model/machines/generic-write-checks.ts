import { and, setup } from 'xstate';
import { ERRNO } from '../../contract/index.js';
import {
  actionsOf,
  guardsOf,
  typesOf,
  type BaseRegisters,
  type KernelEvent,
  type KernelMachine,
} from '../machine/kernel-machine.js';
import type { Profile } from '../profile.js';
import { WRITE_CHECKS_SAMPLES } from './generic-write-checks-samples.js';

/** Registers of `generic_write_checks`; all in bytes. */
export interface WriteChecksRegisters extends BaseRegisters {
  /** ki_pos; O_APPEND moves it to i_size. */
  pos: number;
  append: number;
  blockDevice: number;
  /** Bytes that may still be written; each limit may cut it. */
  left: number;
  /** 0 or a negative errno. */
  err: number;
  /** 1 = SIGXFSZ was sent. */
  signal: number;
}

export interface WriteChecksEvent extends KernelEvent {
  readonly pos: number;
  readonly append: number;
  readonly blockDevice: number;
  /** The field that was read: a count, a size or a limit in bytes. */
  readonly ret: number;
}

const atoms = {
  nothing: (_: WriteChecksRegisters, e: WriteChecksEvent) => e.ret === 0,
  append: (r: WriteChecksRegisters) => r.append === 1,
  blockDevice: (r: WriteChecksRegisters) => r.blockDevice === 1,
  /** Not one byte fits. */
  atLimit: (r: WriteChecksRegisters, e: WriteChecksEvent) => r.pos >= e.ret,
  /** The request ends beyond the limit; compared without adding, as pos + left may overflow. */
  crossesLimit: (r: WriteChecksRegisters, e: WriteChecksEvent) => r.left > e.ret - r.pos,
};

const eras = {};

const updates = {
  enter(r: WriteChecksRegisters, e: WriteChecksEvent): void {
    r.pos = e.pos;
    r.append = e.append;
    r.blockDevice = e.blockDevice;
  },
  takeCount(r: WriteChecksRegisters, e: WriteChecksEvent): void {
    r.left = e.ret;
  },
  moveToEof(r: WriteChecksRegisters, e: WriteChecksEvent): void {
    r.pos = e.ret;
  },
  truncateIov(r: WriteChecksRegisters, e: WriteChecksEvent): void {
    r.left = e.ret - r.pos;
  },
  refuse(r: WriteChecksRegisters): void {
    r.err = -ERRNO.EFBIG;
  },
  refuseDevice(r: WriteChecksRegisters): void {
    r.err = -ERRNO.ENOSPC;
  },
  sendSigxfsz(r: WriteChecksRegisters): void {
    r.signal = 1;
  },
};

const machine = setup({
  types: typesOf<WriteChecksRegisters, WriteChecksEvent>(),
  guards: guardsOf<WriteChecksRegisters, WriteChecksEvent, typeof atoms, typeof eras>(atoms, eras),
  actions: actionsOf<WriteChecksRegisters, WriteChecksEvent, typeof updates>(updates),
}).createMachine({
  id: 'generic_write_checks',
  context: ({ input }) => writeChecksRegisters(input.profile),
  output: ({ context }) => writeChecksOutput(context),
  initial: 'entry',
  states: {
    entry: { on: { enter: { target: 'counting', actions: 'enter' } } },
    counting: {
      on: {
        iovCount: [
          { guard: 'nothing', target: 'done' },
          { guard: 'blockDevice', target: 'limitingByDevice', actions: 'takeCount' },
          { guard: 'append', target: 'appending', actions: 'takeCount' },
          { target: 'limitingByRlimit', actions: 'takeCount' },
        ],
      },
    },
    appending: { on: { iSize: { target: 'limitingByRlimit', actions: 'moveToEof' } } },
    limitingByDevice: {
      on: {
        deviceSize: [
          { guard: 'atLimit', target: 'done', actions: 'refuseDevice' },
          { guard: 'crossesLimit', target: 'limitingByDescriptor', actions: 'truncateIov' },
          { target: 'limitingByDescriptor' },
        ],
      },
    },
    limitingByRlimit: {
      on: {
        rlimit: [
          { guard: 'atLimit', target: 'done', actions: ['refuse', 'sendSigxfsz'] },
          { guard: 'crossesLimit', target: 'limitingByDescriptor', actions: 'truncateIov' },
          { target: 'limitingByDescriptor' },
        ],
      },
    },
    limitingByDescriptor: {
      on: {
        largeFileLimit: [
          { guard: 'atLimit', target: 'done', actions: 'refuse' },
          { guard: and(['crossesLimit', 'blockDevice']), target: 'done', actions: 'truncateIov' },
          { guard: 'crossesLimit', target: 'limitingByFilesystem', actions: 'truncateIov' },
          { guard: 'blockDevice', target: 'done' },
          { target: 'limitingByFilesystem' },
        ],
      },
    },
    limitingByFilesystem: {
      on: {
        maxBytes: [
          { guard: 'atLimit', target: 'done', actions: 'refuse' },
          { guard: 'crossesLimit', target: 'done', actions: 'truncateIov' },
          { target: 'done' },
        ],
      },
    },
    done: { type: 'final' },
  },
});

function writeChecksRegisters(profile: Profile): WriteChecksRegisters {
  return { profile, pos: 0, append: 0, blockDevice: 0, left: 0, err: 0, signal: 0 };
}

function writeChecksOutput(r: WriteChecksRegisters): Record<string, number> {
  return { ret: r.err !== 0 ? r.err : r.left, pos: r.pos, signal: r.signal };
}

/** `generic_write_checks` (mm/filemap.c), with the block-device limit of `blkdev_write_iter`. The same in all eras. */
export const WRITE_CHECKS: KernelMachine = {
  name: 'generic_write_checks',
  machine,
  atoms,
  eras,
  updates,
  expects: {},
  registers: writeChecksRegisters,
  output: writeChecksOutput,
  samples: WRITE_CHECKS_SAMPLES,
  scriptedOnly: {},
};
