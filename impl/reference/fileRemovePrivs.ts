import type { Ret } from '../../contract/index.js';
import { S_ISGID, S_ISUID, S_IXGRP, type Inode } from './inode.js';

const fn = 'file_remove_privs';

/**
 * `file_remove_privs`: a write takes away security.capability, then set-id bits. 0 or the errno of the inode
 * record's write; the capability can be gone with the mode unchanged. Success sets S_NOSEC where no set-id bit remains.
 */
export function fileRemovePrivs(inode: Inode): Ret {
  const { trace } = inode.sb;
  if (trace) {
    const capFsetid = inode.sb.environment.caller.capFsetid ? 1 : 0;
    const regular = inode.blockDevice ? 0 : 1;
    trace({ fn, at: 'enter', mode: inode.mode, capFsetid, regular, inGroup: isInGroup(inode) ? 1 : 0 });
    trace({ fn, at: 'isNosec', ret: inode.nosec ? 1 : 0 });
  }
  const ret = inode.nosec ? 0 : removePrivs(inode);
  trace?.({ fn, at: 'return', ret, nosec: inode.nosec ? 1 : 0 });
  return ret;
}

function removePrivs(inode: Inode): Ret {
  const { parts, environment, trace } = inode.sb;
  trace?.({ fn, at: 'needKillpriv', ret: inode.capability ? 1 : 0 });
  if (inode.capability) {
    const ret = parts.writeInode(inode, { capability: false, ctime: environment.clock() });
    trace?.({ fn, at: 'killpriv', ret });
    if (ret !== 0) return ret;
  }
  const mode = strippedMode(inode);
  if (mode !== inode.mode) {
    const ret = parts.writeInode(inode, { mode, ctime: environment.clock() });
    trace?.({ fn, at: 'setMode', mode, ret });
    if (ret !== 0) return ret;
  }
  inode.nosec = (inode.mode & (S_ISUID | S_ISGID)) === 0;
  return 0;
}

/**
 * The mode without the bits that a write removes: S_ISUID, and S_ISGID with S_IXGRP (without it, it marks mandatory
 * locking). Since 6.x a caller from outside the group loses the latter too. Callers with CAP_FSETID keep all.
 */
export function strippedMode(inode: Inode): number {
  const { mode, sb } = inode;
  if (inode.blockDevice || sb.environment.caller.capFsetid) return mode;
  const stripsSgid = (mode & S_IXGRP) !== 0 || (sb.profile.stripsSgidOutsideGroup && !isInGroup(inode));
  return mode & ~(stripsSgid ? S_ISUID | S_ISGID : S_ISUID);
}

function isInGroup(inode: Inode): boolean {
  const { caller } = inode.sb.environment;
  return caller.capFsetid || caller.gid === inode.gid;
}
