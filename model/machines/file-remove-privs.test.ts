import { describe, expect, it } from '@jest/globals';
import { ERRNO, type ProfileId } from '../../contract/index.js';
import { drive, type Drive } from '../machine/drive.js';
import { PROFILES } from '../profile.js';
import { compiled } from './index.js';

type Answer = readonly [event: string, ret: number];
const STRANGER = { capFsetid: 0, regular: 1, inGroup: 0 };

function run(profile: ProfileId, enter: { mode: number } & Partial<typeof STRANGER>, ...answers: Answer[]): Drive {
  const events = answers.map(([type, ret]) => ({ type, ret }));
  const table = compiled('file_remove_privs', PROFILES[profile]);
  return drive(table, [{ type: 'enter', ...STRANGER, ...enter }, ...events]);
}

const ASK: Answer = ['isNosec', 0];
const PLAIN: Answer = ['needKillpriv', 0];
const CAPABILITY: Answer = ['needKillpriv', 1];
const SET: Answer = ['setMode', 0];
const modeSet = (mode: number): string => `setMode mode=${mode}`;

describe('file_remove_privs', () => {
  it('has nothing to do for an inode with S_NOSEC', () => {
    const { asked, output } = run('linux-4.x', { mode: 0o4755 }, ['isNosec', 1]);
    expect(asked).toEqual(['isNosec']);
    expect(output).toEqual({ ret: 0, nosec: 1 });
  });

  it('notes S_NOSEC when nothing had to go', () => {
    expect(run('linux-4.x', { mode: 0o644 }, ASK, PLAIN).output).toEqual({ ret: 0, nosec: 1 });
  });

  it.each([
    ['4644', '644'],
    ['2654', '654'],
    ['6654', '654'],
    ['4755', '755'],
  ])('strips mode %s to %s', (mode, left) => {
    const { asked, output } = run('linux-4.x', { mode: parseInt(mode, 8) }, ASK, PLAIN, SET);
    expect(asked.at(-1)).toBe(modeSet(parseInt(left, 8)));
    expect(output).toEqual({ ret: 0, nosec: 1 });
  });

  it('keeps S_ISGID without S_IXGRP in linux-4.x, even when S_ISUID goes', () => {
    expect(run('linux-4.x', { mode: 0o2644 }, ASK, PLAIN).output).toEqual({ ret: 0, nosec: 0 });
    const { asked, output } = run('linux-4.x', { mode: 0o6644 }, ASK, PLAIN, SET);
    expect(asked.at(-1)).toBe(modeSet(0o2644));
    expect(output).toEqual({ ret: 0, nosec: 0 });
  });

  it('takes S_ISGID without S_IXGRP from a stranger to the group since 6.x, but not from a member', () => {
    expect(run('linux-6.x', { mode: 0o2644 }, ASK, PLAIN, SET).asked.at(-1)).toBe(modeSet(0o644));
    expect(run('linux-6.x', { mode: 0o2644, inGroup: 1 }, ASK, PLAIN).output).toEqual({ ret: 0, nosec: 0 });
    expect(run('linux-6.x', { mode: 0o6644, inGroup: 1 }, ASK, PLAIN, SET).asked.at(-1)).toBe(modeSet(0o2644));
  });

  it.each([{ capFsetid: 1, inGroup: 1 }, { regular: 0 }])('keeps the set-id bits for %j', (enter) => {
    expect(run('linux-6.x', { mode: 0o6755, ...enter }, ASK, PLAIN).output).toEqual({ ret: 0, nosec: 0 });
  });

  it('removes security.capability from a caller with CAP_FSETID too', () => {
    const { asked } = run('linux-4.x', { mode: 0o6755, capFsetid: 1, inGroup: 1 }, ASK, CAPABILITY, ['killpriv', 0]);
    expect(asked).toEqual(['isNosec', 'needKillpriv', 'killpriv']);
  });

  it('removes security.capability before it strips the mode, so a later failure leaves only the mode', () => {
    const { asked, output } = run(
      'linux-4.x',
      { mode: 0o4755 },
      ASK,
      CAPABILITY,
      ['killpriv', 0],
      ['setMode', -ERRNO.EIO],
    );
    expect(asked).toEqual(['isNosec', 'needKillpriv', 'killpriv', modeSet(0o755)]);
    expect(output).toEqual({ ret: -ERRNO.EIO, nosec: 0 });
  });

  it('leaves the mode alone when security.capability cannot be removed', () => {
    expect(run('linux-4.x', { mode: 0o4755 }, ASK, CAPABILITY, ['killpriv', -ERRNO.EPERM]).output).toEqual({
      ret: -ERRNO.EPERM,
      nosec: 0,
    });
    expect(run('linux-4.x', { mode: 0o4755 }, ASK, ['needKillpriv', -ERRNO.EIO]).output).toEqual({
      ret: -ERRNO.EIO,
      nosec: 0,
    });
  });
});
