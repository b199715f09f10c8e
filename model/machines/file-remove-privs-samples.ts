import { ERRNO } from '../../contract/index.js';
import type { KernelEvent } from '../machine/kernel-machine.js';
import type { RemovePrivsRegisters } from './file-remove-privs.js';

/** rw-r--r-- with every combination of S_ISUID, S_ISGID and S_IXGRP. */
const MODES = [0o644, 0o654, 0o2644, 0o2654, 0o4644, 0o4654, 0o6644, 0o6654] as const;

/** A caller with CAP_FSETID counts as in the group, so three callers are enough. */
const CALLERS = [
  { name: 'stranger', capFsetid: 0, inGroup: 0 },
  { name: 'in the group', capFsetid: 0, inGroup: 1 },
  { name: 'CAP_FSETID', capFsetid: 1, inGroup: 1 },
] as const;

function enters(type: string): KernelEvent[] {
  return MODES.flatMap((mode) =>
    CALLERS.flatMap(({ name, capFsetid, inGroup }) =>
      [1, 0].map((regular) => ({
        type,
        class: `${mode.toString(8)}, ${name}${regular ? '' : ', not a regular file'}`,
        mode,
        capFsetid,
        regular,
        inGroup,
      })),
    ),
  );
}

/** Every class of outcome of what `file_remove_privs` asks and calls. */
export function REMOVE_PRIVS_SAMPLES(_: RemovePrivsRegisters, type: string): KernelEvent[] {
  switch (type) {
    case 'enter':
      return enters(type);
    case 'isNosec':
      return [
        { type, class: 'no', ret: 0 },
        { type, class: 'yes', ret: 1 },
      ];
    case 'needKillpriv':
      return [
        { type, class: 'no', ret: 0 },
        { type, class: 'yes', ret: 1 },
        { type, class: 'error', ret: -ERRNO.EIO },
      ];
    default:
      return [
        { type, class: 'ok', ret: 0 },
        { type, class: 'error', ret: -ERRNO.EPERM },
      ];
  }
}
