import { describe, expect, it } from '@jest/globals';
import { ERRNO, type ProfileId } from '../../contract/index.js';
import { drive, type Drive } from '../machine/drive.js';
import { PROFILES } from '../profile.js';
import { compiled } from './index.js';

const ENTER = { pos: 4096, count: 300, append: 0, sync: 0, blockDevice: 0 };

function run(
  profile: ProfileId,
  enter: Partial<typeof ENTER>,
  ...events: { type: string; [field: string]: number | string }[]
): Drive {
  const table = compiled('generic_file_write_iter', PROFILES[profile]);
  return drive(table, [{ type: 'enter', ...ENTER, ...enter }, ...events]);
}

const LOCK = { type: 'lock' };
const UNLOCK = { type: 'unlock' };
const checked = (ret: number, pos = 4096) => ({ type: 'checks', ret, pos });
const core = (ret: number) => ({ type: 'core', ret, kiPos: 4096 + Math.max(ret, 0) });
const sync = (ret: number) => ({ type: 'sync', ret });

describe('generic_file_write_iter', () => {
  it('syncs exactly the written bytes, and only after it has unlocked', () => {
    const { asked, output } = run('linux-4.x', { sync: 1 }, LOCK, checked(300), core(200), UNLOCK, sync(0));
    expect(asked).toEqual(['lock', 'checks', 'core', 'unlock', 'sync lo=4096 hi=4295']);
    expect(output).toEqual({ ret: 200, kiPos: 4296 });
  });

  it('returns the error of the sync instead of the count, although ki_pos has moved', () => {
    const { output } = run('linux-4.x', { sync: 1 }, LOCK, checked(300), core(300), UNLOCK, sync(-ERRNO.EIO));
    expect(output).toEqual({ ret: -ERRNO.EIO, kiPos: 4396 });
  });

  it.each([0, -ERRNO.EFAULT])('does not sync after a core result of %d', (ret) => {
    expect(run('linux-4.x', { sync: 1 }, LOCK, checked(300), core(ret), UNLOCK).output).toEqual({ ret, kiPos: 4096 });
  });

  it('does not sync a file that is not O_SYNC', () => {
    expect(run('linux-4.x', {}, LOCK, checked(300), core(300), UNLOCK).output.ret).toBe(300);
  });

  it.each([0, -ERRNO.EFBIG])('unlocks without calling the core when the checks give %d', (ret) => {
    const { asked, output } = run('linux-4.x', { sync: 1, append: 1 }, LOCK, checked(ret, 9000), UNLOCK);
    expect(asked).toEqual(['lock', 'checks', 'unlock']);
    expect(output).toEqual({ ret, kiPos: 9000 });
  });

  it('takes no lock for a block device', () => {
    const { asked } = run('linux-4.x', { blockDevice: 1, sync: 1 }, checked(300), core(300), sync(0));
    expect(asked).toEqual(['checks', 'core', 'sync lo=4096 hi=4395']);
    expect(run('linux-4.x', { blockDevice: 1 }, checked(-ERRNO.ENOSPC)).output.ret).toBe(-ERRNO.ENOSPC);
  });

  it('leaves the checks to the core in linux-3.18', () => {
    expect(run('linux-3.18', {}, LOCK, core(300), UNLOCK).asked).toEqual(['lock', 'core', 'unlock']);
    expect(run('linux-3.18', { blockDevice: 1 }, core(300)).asked).toEqual(['core']);
    expect(() => run('linux-3.18', {}, LOCK, checked(300))).toThrow(
      'generic_file_write_iter is callingCore and waits for core, but got checks',
    );
  });
});
