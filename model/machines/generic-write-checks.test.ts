import { describe, expect, it } from '@jest/globals';
import { ERRNO, UNLIMITED } from '../../contract/index.js';
import { drive, type Drive } from '../machine/drive.js';
import { PROFILES } from '../profile.js';
import { compiled } from './index.js';

type Answer = readonly [event: string, ret: number];

function run(enter: { pos: number; append?: number; blockDevice?: number }, ...answers: Answer[]): Drive {
  const table = compiled('generic_write_checks', PROFILES['linux-4.x']);
  const events = answers.map(([type, ret]) => ({ type, ret }));
  return drive(table, [{ type: 'enter', append: 0, blockDevice: 0, ...enter }, ...events]);
}

const LFS: Answer = ['largeFileLimit', UNLIMITED];
const RLIMIT: Answer = ['rlimit', UNLIMITED];

describe('generic_write_checks', () => {
  it('does nothing at all for an empty request, also past every limit and with O_APPEND', () => {
    const { asked, output } = run({ pos: 900, append: 1 }, ['iovCount', 0]);
    expect(asked).toEqual(['iovCount']);
    expect(output).toEqual({ ret: 0, pos: 900, signal: 0 });
  });

  it('moves the position to i_size for O_APPEND before it looks at the limits', () => {
    const { output } = run({ pos: 0, append: 1 }, ['iovCount', 100], ['iSize', 950], ['rlimit', 1000], LFS, [
      'maxBytes',
      UNLIMITED,
    ]);
    expect(output).toEqual({ ret: 50, pos: 950, signal: 0 });
  });

  it.each([1000, 999])('sends SIGXFSZ and gives EFBIG at position 1000 of RLIMIT_FSIZE %d', (limit) => {
    const { output } = run({ pos: 1000 }, ['iovCount', 1], ['rlimit', limit]);
    expect(output).toEqual({ ret: -ERRNO.EFBIG, pos: 1000, signal: 1 });
  });

  it('cuts at RLIMIT_FSIZE without a signal when one byte fits', () => {
    const { output } = run({ pos: 999 }, ['iovCount', 100], ['rlimit', 1000], LFS, ['maxBytes', UNLIMITED]);
    expect(output).toEqual({ ret: 1, pos: 999, signal: 0 });
  });

  it.each(['largeFileLimit', 'maxBytes'])(
    'gives EFBIG without the signal at the limit %s, and cuts before it',
    (limit) => {
      const before: Answer[] = limit === 'maxBytes' ? [RLIMIT, LFS] : [RLIMIT];
      const after: Answer[] = limit === 'maxBytes' ? [] : [['maxBytes', UNLIMITED]];
      expect(run({ pos: 500 }, ['iovCount', 10], ...before, [limit, 500]).output).toEqual({
        ret: -ERRNO.EFBIG,
        pos: 500,
        signal: 0,
      });
      expect(run({ pos: 500 }, ['iovCount', 10], ...before, [limit, 503], ...after).output.ret).toBe(3);
      expect(run({ pos: 500 }, ['iovCount', 10], ...before, [limit, 510], ...after).output.ret).toBe(10);
    },
  );

  it('applies the narrowest of several limits', () => {
    const { output } = run({ pos: 0 }, ['iovCount', 100], ['rlimit', 80], ['largeFileLimit', 60], ['maxBytes', 40]);
    expect(output.ret).toBe(40);
  });

  it('gives ENOSPC at the end of a block device, cuts before it, and knows no RLIMIT_FSIZE there', () => {
    expect(run({ pos: 4096, blockDevice: 1 }, ['iovCount', 1], ['deviceSize', 4096]).output.ret).toBe(-ERRNO.ENOSPC);
    const cut = run({ pos: 4000, blockDevice: 1, append: 1 }, ['iovCount', 100], ['deviceSize', 4096], LFS);
    expect(cut.output).toEqual({ ret: 96, pos: 4000, signal: 0 });
    expect(cut.asked).toEqual(['iovCount', 'deviceSize', 'largeFileLimit']);
  });

  it('does not overflow at positions near 2^53', () => {
    const { output } = run({ pos: UNLIMITED - 1 }, ['iovCount', 1000], RLIMIT, LFS, ['maxBytes', UNLIMITED]);
    expect(output.ret).toBe(1);
  });
});
