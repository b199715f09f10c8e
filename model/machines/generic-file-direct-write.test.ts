import { describe, expect, it } from '@jest/globals';
import { ERRNO, type ProfileId } from '../../contract/index.js';
import { drive, type Drive } from '../machine/drive.js';
import { PROFILES } from '../profile.js';
import { compiled } from './index.js';

type Answer = readonly [event: string, ret: number];
const ENTER = { pos: 4096, count: 1024, size: 4096, blockDevice: 0 };

function run(profile: ProfileId, enter: Partial<typeof ENTER>, ...answers: Answer[]): Drive {
  const events = answers.map(([type, ret]) => ({ type, ret }));
  const table = compiled('generic_file_direct_write', PROFILES[profile]);
  return drive(table, [{ type: 'enter', ...ENTER, ...enter }, ...events]);
}

const FLUSHED: Answer = ['flush', 0];
const NO_PAGES: Answer = ['nrpages', 0];
const NONE_AFTER: Answer = ['nrpagesAfter', 0];
const untouched = (ret: number) => ({ ret, kiPos: 4096, size: 4096, iovAdvance: 0 });

describe('generic_file_direct_write', () => {
  it('flushes and invalidates the whole request, before and after, however little was transferred', () => {
    const { asked, output } = run(
      'linux-4.x',
      {},
      FLUSHED,
      ['nrpages', 1],
      ['invalidatePages', 0],
      ['directIO', 100],
      ['nrpagesAfter', 1],
      ['invalidateAgain', -ERRNO.EBUSY],
    );
    const range = 'lo=4096 hi=5119';
    expect(asked).toEqual([
      `flush ${range}`,
      'nrpages',
      `invalidatePages ${range}`,
      'directIO',
      'nrpagesAfter',
      `invalidateAgain ${range}`,
    ]);
    expect(output).toEqual({ ret: 100, kiPos: 4196, size: 4196, iovAdvance: 100 });
  });

  it('returns the error of the flush before it transfers anything', () => {
    expect(run('linux-4.x', {}, ['flush', -ERRNO.EIO]).output).toEqual(untouched(-ERRNO.EIO));
  });

  it('turns EBUSY of the invalidation into 0, so that the caller falls back, and returns another error', () => {
    expect(run('linux-4.x', {}, FLUSHED, ['nrpages', 1], ['invalidatePages', -ERRNO.EBUSY]).output).toEqual(
      untouched(0),
    );
    expect(run('linux-4.x', {}, FLUSHED, ['nrpages', 1], ['invalidatePages', -ERRNO.EIO]).output).toEqual(
      untouched(-ERRNO.EIO),
    );
  });

  it.each([0, -ERRNO.EINVAL])('touches neither iov nor ki_pos nor i_size when the transfer gives %d', (ret) => {
    expect(run('linux-4.x', {}, FLUSHED, NO_PAGES, ['directIO', ret], NONE_AFTER).output).toEqual(untouched(ret));
  });

  it('looks for pages again after a failed transfer only before 6.5', () => {
    const failed: Answer = ['directIO', -ERRNO.EIO];
    expect(
      run('linux-4.x', {}, FLUSHED, NO_PAGES, failed, ['nrpagesAfter', 1], ['invalidateAgain', 0]).output.ret,
    ).toBe(-ERRNO.EIO);
    expect(run('linux-6.5.0', {}, FLUSHED, NO_PAGES, failed).output.ret).toBe(-ERRNO.EIO);
    expect(run('linux-6.5.0', {}, FLUSHED, NO_PAGES, ['directIO', 1024], NONE_AFTER).output.ret).toBe(1024);
  });

  it('extends i_size only past EOF, and never on a block device', () => {
    const whole: Answer[] = [FLUSHED, NO_PAGES, ['directIO', 1024], NONE_AFTER];
    expect(run('linux-4.x', { size: 5119 }, ...whole).output.size).toBe(5120);
    expect(run('linux-4.x', { size: 5120 }, ...whole).output.size).toBe(5120);
    expect(run('linux-4.x', { size: 9000 }, ...whole).output.size).toBe(9000);
    expect(run('linux-4.x', { blockDevice: 1 }, ...whole).output.size).toBe(4096);
  });
});
