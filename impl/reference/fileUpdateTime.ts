import type { Ret } from '../../contract/index.js';
import type { Inode } from './inode.js';

const fn = 'file_update_time';

/** `file_update_time`: sets mtime and ctime to the coarse clock. 0, silently also on a mount that is not writable, or an errno. */
export function fileUpdateTime(inode: Inode): Ret {
  const { trace } = inode.sb;
  trace?.({ fn, at: 'enter' });
  const ret = updateTime(inode);
  trace?.({ fn, at: 'return', ret });
  return ret;
}

function updateTime(inode: Inode): Ret {
  const { trace, parts, environment } = inode.sb;
  trace?.({ fn, at: 'isNocmtime', ret: 0 });
  const now = environment.clock();
  const differ = inode.mtime !== now || inode.ctime !== now;
  trace?.({ fn, at: 'timesDiffer', ret: differ ? 1 : 0 });
  if (!differ) return 0;
  const { mountWritable } = environment.file;
  trace?.({ fn, at: 'mntWantWrite', ret: mountWritable ? 0 : 'EROFS' });
  if (!mountWritable) return 0;
  const ret = parts.writeInode(inode, { mtime: now, ctime: now });
  trace?.({ fn, at: 'updateTime', ret });
  return ret;
}
