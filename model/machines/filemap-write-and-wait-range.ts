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

/** Registers of `filemap_write_and_wait_range`. */
export interface WriteAndWaitRegisters extends BaseRegisters {
  /** First and last byte of the range, both inclusive. */
  lo: number;
  hi: number;
  /** The first error, negative, or 0. */
  err: number;
}

export interface WriteAndWaitEvent extends KernelEvent {
  readonly lo: number;
  readonly hi: number;
  readonly ret: number;
}

const atoms = {
  failed: (_: WriteAndWaitRegisters, e: WriteAndWaitEvent) => e.ret < 0,
  /** -EIO from starting the writeback is taken for something too bad to wait for. */
  isEio: (_: WriteAndWaitRegisters, e: WriteAndWaitEvent) => e.ret === -ERRNO.EIO,
  noPages: (_: WriteAndWaitRegisters, e: WriteAndWaitEvent) => e.ret === 0,
};

const eras = {
  eioLeavesFlags: (p: Profile) => p.eioLeavesFlags,
};

const updates = {
  enter(r: WriteAndWaitRegisters, e: WriteAndWaitEvent): void {
    r.lo = e.lo;
    r.hi = e.hi;
  },
  keepFirstError(r: WriteAndWaitRegisters, e: WriteAndWaitEvent): void {
    if (r.err === 0) r.err = e.ret;
  },
};

const machine = setup({
  types: typesOf<WriteAndWaitRegisters, WriteAndWaitEvent>(),
  guards: guardsOf<WriteAndWaitRegisters, WriteAndWaitEvent, typeof atoms, typeof eras>(atoms, eras),
  actions: actionsOf<WriteAndWaitRegisters, WriteAndWaitEvent, typeof updates>(updates),
}).createMachine({
  id: 'filemap_write_and_wait_range',
  context: ({ input }) => writeAndWaitRegisters(input.profile),
  output: ({ context }) => writeAndWaitOutput(context),
  initial: 'entry',
  states: {
    entry: { on: { enter: { target: 'countingPages', actions: 'enter' } } },
    countingPages: { on: { nrpages: [{ guard: 'noPages', target: 'checkingErrors' }, { target: 'starting' }] } },
    starting: {
      on: {
        fdatawrite: [
          { guard: and(['eioLeavesFlags', 'isEio']), target: 'done', actions: 'keepFirstError' },
          { guard: 'isEio', target: 'checkingErrors', actions: 'keepFirstError' },
          { guard: 'failed', target: 'waiting', actions: 'keepFirstError' },
          { target: 'waiting' },
        ],
      },
    },
    waiting: {
      on: {
        fdatawait: [
          { guard: 'failed', target: 'checkingErrors', actions: 'keepFirstError' },
          { target: 'checkingErrors' },
        ],
      },
    },
    checkingErrors: {
      on: { checkErrors: [{ guard: 'failed', target: 'done', actions: 'keepFirstError' }, { target: 'done' }] },
    },
    done: { type: 'final' },
  },
});

function writeAndWaitRegisters(profile: Profile): WriteAndWaitRegisters {
  return { profile, lo: 0, hi: 0, err: 0 };
}

function writeAndWaitOutput(r: WriteAndWaitRegisters): Record<string, number> {
  return { ret: r.err };
}

/** Every class of outcome; the flags give ENOSPC where another error must have come first to be seen. */
function writeAndWaitSamples(_: WriteAndWaitRegisters, type: string): KernelEvent[] {
  const ok = { type, class: 'ok', ret: 0 };
  switch (type) {
    case 'enter':
      return [{ type, class: 'a page', lo: 4096, hi: 8191 }];
    case 'nrpages':
      return [
        { type, class: 'none', ret: 0 },
        { type, class: 'some', ret: 1 },
      ];
    case 'fdatawrite':
      return [ok, { type, class: 'EIO', ret: -ERRNO.EIO }, { type, class: 'other error', ret: -ERRNO.EDQUOT }];
    case 'fdatawait':
      return [ok, { type, class: 'page error', ret: -ERRNO.EIO }];
    default:
      return [ok, { type, class: 'AS_EIO', ret: -ERRNO.EIO }, { type, class: 'AS_ENOSPC', ret: -ERRNO.ENOSPC }];
  }
}

/** `filemap_write_and_wait_range` (mm/filemap.c). The error flags belong to the mapping, not to the range. */
export const WRITE_AND_WAIT: KernelMachine = {
  name: 'filemap_write_and_wait_range',
  machine,
  atoms,
  eras,
  updates,
  expects: {},
  registers: writeAndWaitRegisters,
  output: writeAndWaitOutput,
  samples: writeAndWaitSamples,
  scriptedOnly: {},
};
