import { and, not, setup } from 'xstate';
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
import { DIRECT_WRITE_SAMPLES } from './generic-file-direct-write-samples.js';

/** Registers of `generic_file_direct_write`; all in bytes, errors negative. */
export interface DirectWriteRegisters extends BaseRegisters {
  pos: number;
  count: number;
  /** i_size. */
  size: number;
  blockDevice: number;
  ret: number;
  kiPos: number;
  iovAdvance: number;
}

export interface DirectWriteEvent extends KernelEvent {
  readonly pos: number;
  readonly count: number;
  readonly size: number;
  readonly blockDevice: number;
  readonly ret: number;
}

const atoms = {
  failed: (_: DirectWriteRegisters, e: DirectWriteEvent) => e.ret < 0,
  busy: (_: DirectWriteRegisters, e: DirectWriteEvent) => e.ret === -ERRNO.EBUSY,
  somePages: (_: DirectWriteRegisters, e: DirectWriteEvent) => e.ret === 1,
  progressed: (_: DirectWriteRegisters, e: DirectWriteEvent) => e.ret > 0,
  pastEof: (r: DirectWriteRegisters, e: DirectWriteEvent) => r.pos + e.ret > r.size,
  blockDevice: (r: DirectWriteRegisters) => r.blockDevice === 1,
};

const eras = {
  invalidatesAgainOnlyAfterProgress: (p: Profile) => p.invalidatesAgainOnlyAfterProgress,
};

const updates = {
  enter(r: DirectWriteRegisters, e: DirectWriteEvent): void {
    r.pos = r.kiPos = e.pos;
    r.count = e.count;
    r.size = e.size;
    r.blockDevice = e.blockDevice;
  },
  keepRet(r: DirectWriteRegisters, e: DirectWriteEvent): void {
    r.ret = e.ret;
  },
  /** The transfer worked on a copy of the iov; what it wrote is used up here. */
  advance(r: DirectWriteRegisters, e: DirectWriteEvent): void {
    r.iovAdvance = e.ret;
    r.kiPos = r.pos + e.ret;
  },
  extendSize(r: DirectWriteRegisters, e: DirectWriteEvent): void {
    r.size = r.pos + e.ret;
  },
};

const machine = setup({
  types: typesOf<DirectWriteRegisters, DirectWriteEvent>(),
  guards: guardsOf<DirectWriteRegisters, DirectWriteEvent, typeof atoms, typeof eras>(atoms, eras),
  actions: actionsOf<DirectWriteRegisters, DirectWriteEvent, typeof updates>(updates),
}).createMachine({
  id: 'generic_file_direct_write',
  context: ({ input }) => directWriteRegisters(input.profile),
  output: ({ context }) => directWriteOutput(context),
  initial: 'entry',
  states: {
    entry: { on: { enter: { target: 'flushing', actions: 'enter' } } },
    flushing: { on: { flush: [{ guard: 'failed', target: 'done', actions: 'keepRet' }, { target: 'countingPages' }] } },
    countingPages: { on: { nrpages: [{ guard: 'somePages', target: 'invalidating' }, { target: 'transferring' }] } },
    invalidating: {
      on: {
        invalidatePages: [
          /** 0 makes the caller fall back to a buffered write. */
          { guard: 'busy', target: 'done' },
          { guard: 'failed', target: 'done', actions: 'keepRet' },
          { target: 'transferring' },
        ],
      },
    },
    transferring: {
      on: {
        directIO: [
          {
            guard: and(['progressed', 'pastEof', not('blockDevice')]),
            target: 'recountingPages',
            actions: ['keepRet', 'advance', 'extendSize'],
          },
          { guard: 'progressed', target: 'recountingPages', actions: ['keepRet', 'advance'] },
          { guard: 'invalidatesAgainOnlyAfterProgress', target: 'done', actions: 'keepRet' },
          { target: 'recountingPages', actions: 'keepRet' },
        ],
      },
    },
    recountingPages: {
      on: { nrpagesAfter: [{ guard: 'somePages', target: 'invalidatingAgain' }, { target: 'done' }] },
    },
    /** Pages that readahead or a mapping brought in meanwhile; best effort, so the result is ignored. */
    invalidatingAgain: { on: { invalidateAgain: { target: 'done' } } },
    done: { type: 'final' },
  },
});

function directWriteRegisters(profile: Profile): DirectWriteRegisters {
  return { profile, pos: 0, count: 0, size: 0, blockDevice: 0, ret: 0, kiPos: 0, iovAdvance: 0 };
}

function directWriteOutput(r: DirectWriteRegisters): Record<string, number> {
  return { ret: r.ret, kiPos: r.kiPos, size: r.size, iovAdvance: r.iovAdvance };
}

/** The whole request, however much of it was transferred. */
const wholeRequest = (r: DirectWriteRegisters) => ({ lo: r.pos, hi: r.pos + r.count - 1 });

/** `generic_file_direct_write` (mm/filemap.c), all eras. */
export const DIRECT_WRITE: KernelMachine = {
  name: 'generic_file_direct_write',
  machine,
  atoms,
  eras,
  updates,
  expects: {
    flush: wholeRequest,
    invalidatePages: wholeRequest,
    invalidateAgain: wholeRequest,
  },
  registers: directWriteRegisters,
  output: directWriteOutput,
  samples: DIRECT_WRITE_SAMPLES,
  scriptedOnly: {},
};
