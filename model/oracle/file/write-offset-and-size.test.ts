import { describe, expect, it } from '@jest/globals';
import type { Call, CallObservation, DiskStep, OpenFlag, ProfileId, Ret } from '../../../contract/index.js';
import { DAX, DIRECT, disk, DSYNC, EIO, era, FLUSH_EIO, SCENARIO, SHORT, Story, story } from './story.sample.js';

const write = (length: number, readable = length): Call => ({ call: 'write', fd: 0, segments: [{ length, readable }] });
const pwrite = (position: number, length: number): Call => ({
  call: 'pwrite',
  fd: 0,
  position,
  segments: [{ length, readable: length }],
});

const APPEND: readonly OpenFlag[] = ['O_RDWR', 'O_APPEND'];
const BLOCK = { ...SCENARIO.file, kind: 'block' as const };

describe('the offset', () => {
  /** Whether a write of 8192 bytes may leave the offset there. */
  const at = (told: Story, ret: Ret, offset: number, steps: readonly DiskStep[] = [], call = write(8192)): boolean =>
    !told.tell(call, { ret, offset }, steps).includes('offset');

  it('moves by what is returned', () => {
    expect([4095, 4096, 4097].map((offset) => at(story(), 4096, offset))).toEqual([false, true, false]);
  });

  it('stays after an error, and after a pwrite', () => {
    expect([0, 1].map((offset) => at(story(), 'EIO', offset, EIO))).toEqual([true, false]);
    expect([0, 512].map((offset) => at(story(), 512, offset, [], pwrite(0, 512)))).toEqual([true, false]);
    expect([0, 8192].map((offset) => at(story({ file: DAX }, APPEND), 0, offset))).toEqual([true, false]);
  });

  it.each<[ProfileId, readonly OpenFlag[], number[]]>([
    ['linux-4.x', DIRECT, [4096]],
    ['linux-6.x', DIRECT, [4096]],
    ['linux-3.18', DIRECT, [4096, 4097, 8192]],
    ['linux-6.5.0', DIRECT, [4096, 4097, 8192]],
    ['linux-3.18', ['O_RDWR'], [4096]],
  ])('after a flush that failed, %s, %j, may be at %j', (profile, flags, expected) => {
    const offsets = [4095, 4096, 4097, 8192, 8193];
    expect(offsets.filter((offset) => at(era(profile, flags), 4096, offset, EIO))).toEqual(expected);
  });

  it('is not judged again where the count is what deviates', () => {
    expect(era('linux-3.18', DIRECT).tell(write(8192), { ret: 9000, offset: 9000 }, EIO)).toEqual(['return']);
  });

  it('stays after an append that failed, observed or not', () => {
    const told = story({}, APPEND);
    told.tell(write(512), { ret: 'EIO' }, EIO);
    expect(told.tell({ call: 'lseek', fd: 0, offset: 0, whence: 'SEEK_CUR' }, { ret: 0 })).toEqual([]);
  });

  it('is never ahead of the last good byte', () => {
    const ahead = (offset: number): boolean => at(era('linux-3.18', DIRECT), 4096, offset, EIO, write(8192, 5000));
    expect([5000, 5001].map(ahead)).toEqual([true, false]);
  });

  it('is where the next write starts', () => {
    const told = story();
    told.tell(write(512), { ret: 512 });
    told.tell(pwrite(4000, 512), { ret: 512 });
    told.tell(write(512), { ret: 'EIO' }, EIO);
    expect(at(told, 100, 612)).toBe(true);
    const ahead = era('linux-3.18', DIRECT);
    ahead.tell(write(8192), { ret: 4096, offset: 8192 }, EIO);
    expect(at(ahead, 100, 8292)).toBe(true);
  });
});

describe('i_size', () => {
  const sizes = (told: () => Story, call: Call, ret: Ret, steps: readonly DiskStep[] = []): number[] => {
    const possible = [8191, 8192, 8300, 8301, 8592, 8593];
    return possible.filter((size) => !told().tell(call, { ret, size }, steps).includes('size'));
  };
  const bad: Call = { call: 'pwrite', fd: 0, position: 8192, segments: [{ length: 500, readable: 400 }] };

  it.each<[string, number[], number[]]>([
    ['stays where the write is inside it', sizes(story, write(512), 512), [8192]],
    ['grows to the end of what is returned', sizes(story, pwrite(8000, 300), 300), [8300]],
    ['stays where nothing was written', sizes(() => story({ file: DAX }), pwrite(9000, 512), 0), [8192]],
    [
      'stays by POSIX where 0 is returned',
      sizes(() => story({ profile: 'posix', level: 'file' }), pwrite(8192, 400), 0),
      [8192],
    ],
    [
      'stays at what is returned in any era, if all is readable',
      sizes(() => era('linux-6.x'), pwrite(8192, 400), 108),
      [8300],
    ],
    [
      'may cover what is not counted, if the disk failed',
      sizes(story, pwrite(8192, 400), 'EIO', EIO),
      [8192, 8300, 8301, 8592],
    ],
    ['or covers what is counted at least', sizes(story, pwrite(8192, 400), 108, EIO), [8300, 8301, 8592]],
    ['or a transfer fell short', sizes(story, pwrite(8192, 400), 108, SHORT), [8300, 8301, 8592]],
    ['or direct failed', sizes(() => story({}, DIRECT), bad, 'EFAULT'), [8192, 8300, 8301, 8592]],
    ['but not if it was refused as misaligned', sizes(() => story({}, DIRECT), pwrite(8192, 400), 'EINVAL'), [8192]],
    [
      'or the sync failed',
      sizes(() => story({}, DSYNC), pwrite(8192, 400), 'EIO', [disk('writeInode', 'EIO')]),
      [8192, 8300, 8301, 8592],
    ],
    ['or the flush of the disk failed', sizes(story, pwrite(8192, 400), 108, FLUSH_EIO), [8300, 8301, 8592]],
    ['not up to a bad segment in eras that look first', sizes(story, bad, 108), [8300]],
    ['up to a bad segment in eras that begin the chunk', sizes(() => era('linux-6.x'), bad, 108), [8300, 8301, 8592]],
    ['never grows on a block device', sizes(() => story({ file: BLOCK }), pwrite(8000, 500), 192, EIO), [8192]],
  ])('%s', (_, possible, expected) => {
    expect(possible).toEqual(expected);
  });

  it('is kept for the next call, observed or not', () => {
    const after = (got: Partial<CallObservation>, size: number, position = 8192): string[] => {
      const told = story();
      told.tell(pwrite(position, 400), got, EIO);
      return told.tell({ call: 'fstat', fd: 0 }, { size });
    };
    expect(after({ ret: 108, size: 8592 }, 8592)).toEqual([]);
    expect(after({ ret: 108 }, 8300)).toEqual([]);
    expect(after({ ret: 108 }, 8592)).toEqual(['size']);
    expect(after({ ret: 'EIO' }, 8192)).toEqual([]);
    expect(after({ ret: 'EIO' }, 8300, 8300)).toEqual(['size']);
  });

  it('is durable with the bytes of O_DSYNC, else it may be lost', () => {
    const cut = (flags: readonly OpenFlag[], size: number, ret: Ret = 400): string[] => {
      const told = story({}, flags);
      const steps = ret === 400 ? [disk('write', 1), disk('flush', 0)] : EIO;
      told.tell(pwrite(8192, 400), { ret, size: 8592 }, steps);
      return told.tell({ call: 'powerCut' }, { size });
    };
    expect(cut(DSYNC, 8592)).toEqual([]);
    expect(cut(DSYNC, 8192)).toEqual(['durability']);
    expect(cut(DSYNC, 8192, 'EIO')).toEqual([]);
    expect(cut(['O_RDWR'], 8192)).toEqual([]);
    expect(cut(['O_RDWR'], 8592)).toEqual([]);
    expect(cut(['O_RDWR'], 8500)).toEqual(['durability']);
  });
});

it('is judged for i_size even where the count deviates', () => {
  expect(story().tell(pwrite(8192, 400), { ret: 'EIO', size: 8592 })).toEqual(['return', 'size']);
});
