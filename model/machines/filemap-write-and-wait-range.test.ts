import { describe, expect, it } from '@jest/globals';
import { ERRNO, type ProfileId } from '../../contract/index.js';
import { drive } from '../machine/drive.js';
import { PROFILES } from '../profile.js';
import { compiled } from './index.js';

function run(profile: ProfileId, ...answers: (readonly [event: string, ret: number])[]): number {
  const events = answers.map(([type, ret]) => ({ type, ret }));
  const table = compiled('filemap_write_and_wait_range', PROFILES[profile]);
  return drive(table, [{ type: 'enter', lo: 0, hi: 4095 }, ...events]).output.ret;
}

const { EIO, ENOSPC, EDQUOT } = ERRNO;

describe('filemap_write_and_wait_range', () => {
  it('reports the flags of the mapping even when no page is cached', () => {
    expect(run('linux-4.x', ['nrpages', 0], ['checkErrors', -ENOSPC])).toBe(-ENOSPC);
  });

  it('neither waits nor clears the flags after EIO at the start, in linux-4.x', () => {
    expect(run('linux-4.x', ['nrpages', 1], ['fdatawrite', -EIO])).toBe(-EIO);
  });

  it('does not wait after EIO at the start, but clears the flags, since 4.13', () => {
    expect(run('linux-6.x', ['nrpages', 1], ['fdatawrite', -EIO], ['checkErrors', -ENOSPC])).toBe(-EIO);
  });

  it('waits after another error at the start, and that first error wins', () => {
    expect(
      run('linux-4.x', ['nrpages', 1], ['fdatawrite', -EDQUOT], ['fdatawait', -EIO], ['checkErrors', -ENOSPC]),
    ).toBe(-EDQUOT);
  });

  it('lets the error of a page win over the flags', () => {
    expect(run('linux-4.x', ['nrpages', 1], ['fdatawrite', 0], ['fdatawait', -EIO], ['checkErrors', -ENOSPC])).toBe(
      -EIO,
    );
  });

  it('fails by an error that was left in the flags elsewhere, though this range was written', () => {
    expect(run('linux-4.x', ['nrpages', 1], ['fdatawrite', 0], ['fdatawait', 0], ['checkErrors', -EIO])).toBe(-EIO);
    expect(run('linux-4.x', ['nrpages', 1], ['fdatawrite', 0], ['fdatawait', 0], ['checkErrors', 0])).toBe(0);
  });
});
