import { and, not, or, setup } from 'xstate';
import {
  actionsOf,
  guardsOf,
  typesOf,
  type BaseRegisters,
  type KernelEvent,
  type KernelMachine,
} from '../machine/kernel-machine.js';
import type { Profile } from '../profile.js';
import { REMOVE_PRIVS_SAMPLES } from './file-remove-privs-samples.js';

/** The mode bits that decide; octal as in stat(2). */
export const S_ISUID = 0o4000;
export const S_ISGID = 0o2000;
export const S_IXGRP = 0o0010;

/** Registers of `file_remove_privs`; truth values are 0 or 1. */
export interface RemovePrivsRegisters extends BaseRegisters {
  mode: number;
  capFsetid: number;
  regular: number;
  /** The caller is in the file's group or has CAP_FSETID. */
  inGroup: number;
  /** 0 or a negative errno. */
  ret: number;
  /** S_NOSEC afterwards. */
  nosec: number;
}

export interface RemovePrivsEvent extends KernelEvent {
  readonly mode: number;
  readonly capFsetid: number;
  readonly regular: number;
  readonly inGroup: number;
  readonly ret: number;
}

const has = (mode: number, bit: number): boolean => (mode & bit) !== 0;

/** The mode without the set-id bits that go, once it is decided that they must. */
function strippedMode(r: RemovePrivsRegisters): number {
  const sgidGoes = has(r.mode, S_IXGRP) || (r.profile.stripsSgidOutsideGroup && r.inGroup === 0);
  return r.mode & ~(sgidGoes ? S_ISUID | S_ISGID : S_ISUID);
}

const atoms = {
  failed: (_: RemovePrivsRegisters, e: RemovePrivsEvent) => e.ret < 0,
  isNosec: (_: RemovePrivsRegisters, e: RemovePrivsEvent) => e.ret === 1,
  hasFileCapability: (_: RemovePrivsRegisters, e: RemovePrivsEvent) => e.ret > 0,
  regular: (r: RemovePrivsRegisters) => r.regular === 1,
  capFsetid: (r: RemovePrivsRegisters) => r.capFsetid === 1,
  inGroup: (r: RemovePrivsRegisters) => r.inGroup === 1,
  suid: (r: RemovePrivsRegisters) => has(r.mode, S_ISUID),
  sgid: (r: RemovePrivsRegisters) => has(r.mode, S_ISGID),
  /** S_IXGRP: without it S_ISGID once meant mandatory locking, not a privilege. */
  groupExec: (r: RemovePrivsRegisters) => has(r.mode, S_IXGRP),
};

const eras = {
  stripsSgidOutsideGroup: (p: Profile) => p.stripsSgidOutsideGroup,
};

const updates = {
  enter(r: RemovePrivsRegisters, e: RemovePrivsEvent): void {
    r.mode = e.mode;
    r.capFsetid = e.capFsetid;
    r.regular = e.regular;
    r.inGroup = e.inGroup;
  },
  fail(r: RemovePrivsRegisters, e: RemovePrivsEvent): void {
    r.ret = e.ret;
  },
  stayNosec(r: RemovePrivsRegisters): void {
    r.nosec = 1;
  },
  stripSetid(r: RemovePrivsRegisters): void {
    r.mode = strippedMode(r);
  },
  /** Success: the next write need not ask again, unless a set-id bit remains. */
  noteNosec(r: RemovePrivsRegisters): void {
    r.nosec = has(r.mode, S_ISUID | S_ISGID) ? 0 : 1;
  },
};

/** Set-id bits must go: from a regular file, written by a caller without CAP_FSETID. */
const stripsSetid = and([
  'regular',
  not('capFsetid'),
  or(['suid', and(['sgid', 'groupExec']), and(['stripsSgidOutsideGroup', 'sgid', not('inGroup')])]),
]);

const machine = setup({
  types: typesOf<RemovePrivsRegisters, RemovePrivsEvent>(),
  guards: guardsOf<RemovePrivsRegisters, RemovePrivsEvent, typeof atoms, typeof eras>(atoms, eras),
  actions: actionsOf<RemovePrivsRegisters, RemovePrivsEvent, typeof updates>(updates),
}).createMachine({
  id: 'file_remove_privs',
  context: ({ input }) => removePrivsRegisters(input.profile),
  output: ({ context }) => removePrivsOutput(context),
  initial: 'entry',
  states: {
    entry: { on: { enter: { target: 'askingNosec', actions: 'enter' } } },
    askingNosec: {
      on: { isNosec: [{ guard: 'isNosec', target: 'done', actions: 'stayNosec' }, { target: 'askingKillpriv' }] },
    },
    askingKillpriv: {
      on: {
        needKillpriv: [
          { guard: 'failed', target: 'done', actions: 'fail' },
          { guard: 'hasFileCapability', target: 'killingPriv' },
          { guard: stripsSetid, target: 'settingMode' },
          { target: 'done', actions: 'noteNosec' },
        ],
      },
    },
    killingPriv: {
      on: {
        killpriv: [
          { guard: 'failed', target: 'done', actions: 'fail' },
          { guard: stripsSetid, target: 'settingMode' },
          { target: 'done', actions: 'noteNosec' },
        ],
      },
    },
    settingMode: {
      on: {
        setMode: [
          { guard: 'failed', target: 'done', actions: 'fail' },
          { target: 'done', actions: ['stripSetid', 'noteNosec'] },
        ],
      },
    },
    done: { type: 'final' },
  },
});

function removePrivsRegisters(profile: Profile): RemovePrivsRegisters {
  return { profile, mode: 0, capFsetid: 0, regular: 0, inGroup: 0, ret: 0, nosec: 0 };
}

function removePrivsOutput(r: RemovePrivsRegisters): Record<string, number> {
  return { ret: r.ret, nosec: r.nosec };
}

/**
 * `file_remove_privs` (fs/inode.c; `setattr_should_drop_suidgid` since 6.x).
 * security.capability goes first and whoever the caller is; a failure afterwards leaves it gone and the mode as it was.
 */
export const REMOVE_PRIVS: KernelMachine = {
  name: 'file_remove_privs',
  machine,
  atoms,
  eras,
  updates,
  expects: {
    setMode: (r: RemovePrivsRegisters) => ({ mode: strippedMode(r) }),
  },
  registers: removePrivsRegisters,
  output: removePrivsOutput,
  samples: REMOVE_PRIVS_SAMPLES,
  scriptedOnly: {},
};
