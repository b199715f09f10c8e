import { setup } from 'xstate';
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

/** Registers of `file_update_time`. */
export interface UpdateTimeRegisters extends BaseRegisters {
  /** 0 or a negative errno. */
  ret: number;
}

export interface UpdateTimeEvent extends KernelEvent {
  readonly ret: number;
}

const atoms = {
  failed: (_: UpdateTimeRegisters, e: UpdateTimeEvent) => e.ret < 0,
  isNocmtime: (_: UpdateTimeRegisters, e: UpdateTimeEvent) => e.ret === 1,
  timesDiffer: (_: UpdateTimeRegisters, e: UpdateTimeEvent) => e.ret === 1,
};

const eras = {};

const updates = {
  keepRet(r: UpdateTimeRegisters, e: UpdateTimeEvent): void {
    r.ret = e.ret;
  },
};

const machine = setup({
  types: typesOf<UpdateTimeRegisters, UpdateTimeEvent>(),
  guards: guardsOf<UpdateTimeRegisters, UpdateTimeEvent, typeof atoms, typeof eras>(atoms, eras),
  actions: actionsOf<UpdateTimeRegisters, UpdateTimeEvent, typeof updates>(updates),
}).createMachine({
  id: 'file_update_time',
  context: ({ input }) => updateTimeRegisters(input.profile),
  output: ({ context }) => updateTimeOutput(context),
  initial: 'entry',
  states: {
    entry: { on: { enter: { target: 'askingNocmtime' } } },
    askingNocmtime: { on: { isNocmtime: [{ guard: 'isNocmtime', target: 'done' }, { target: 'comparingTimes' }] } },
    comparingTimes: { on: { timesDiffer: [{ guard: 'timesDiffer', target: 'wantingWrite' }, { target: 'done' }] } },
    /** A mount that is not writable: the times stay, without an error. */
    wantingWrite: { on: { mntWantWrite: [{ guard: 'failed', target: 'done' }, { target: 'updatingTime' }] } },
    updatingTime: {
      on: { updateTime: [{ guard: 'failed', target: 'done', actions: 'keepRet' }, { target: 'done' }] },
    },
    done: { type: 'final' },
  },
});

function updateTimeRegisters(profile: Profile): UpdateTimeRegisters {
  return { profile, ret: 0 };
}

function updateTimeOutput(r: UpdateTimeRegisters): Record<string, number> {
  return { ret: r.ret };
}

/** Every class of outcome of what `file_update_time` asks and calls. */
function updateTimeSamples(_: UpdateTimeRegisters, type: string): KernelEvent[] {
  switch (type) {
    case 'enter':
      return [{ type, class: 'entered' }];
    case 'mntWantWrite':
      return [
        { type, class: 'ok', ret: 0 },
        { type, class: 'read-only', ret: -ERRNO.EROFS },
      ];
    case 'updateTime':
      return [
        { type, class: 'ok', ret: 0 },
        { type, class: 'error', ret: -ERRNO.EIO },
      ];
    default:
      return [
        { type, class: 'no', ret: 0 },
        { type, class: 'yes', ret: 1 },
      ];
  }
}

/** `file_update_time` (fs/inode.c), the same in all eras. */
export const UPDATE_TIME: KernelMachine = {
  name: 'file_update_time',
  machine,
  atoms,
  eras,
  updates,
  expects: {},
  registers: updateTimeRegisters,
  output: updateTimeOutput,
  samples: updateTimeSamples,
  scriptedOnly: {},
};
