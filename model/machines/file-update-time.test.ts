import { describe, expect, it } from '@jest/globals';
import { ERRNO } from '../../contract/index.js';
import { drive } from '../machine/drive.js';
import { PROFILES } from '../profile.js';
import { compiled } from './index.js';

function run(...answers: (readonly [event: string, ret: number])[]): number {
  const events = answers.map(([type, ret]) => ({ type, ret }));
  return drive(compiled('file_update_time', PROFILES['linux-4.x']), [{ type: 'enter' }, ...events]).output.ret;
}

describe('file_update_time', () => {
  it('asks nothing more of an S_NOCMTIME inode', () => {
    expect(run(['isNocmtime', 1])).toBe(0);
  });

  it('writes no inode whose times equal the coarse clock', () => {
    expect(run(['isNocmtime', 0], ['timesDiffer', 0])).toBe(0);
  });

  it('leaves the times on a mount that is not writable, silently', () => {
    expect(run(['isNocmtime', 0], ['timesDiffer', 1], ['mntWantWrite', -ERRNO.EROFS])).toBe(0);
  });

  it('gives the error of the update', () => {
    expect(run(['isNocmtime', 0], ['timesDiffer', 1], ['mntWantWrite', 0], ['updateTime', -ERRNO.EIO])).toBe(
      -ERRNO.EIO,
    );
    expect(run(['isNocmtime', 0], ['timesDiffer', 1], ['mntWantWrite', 0], ['updateTime', 0])).toBe(0);
  });
});
