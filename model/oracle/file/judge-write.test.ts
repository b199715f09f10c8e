import { describe, expect, it } from '@jest/globals';
import type { Call, CallObservation, DiskStep, OpenFlag, ProfileId, Ret, Scenario } from '../../../contract/index.js';
import { factsIn } from '../judgement.js';
import { disk, SCENARIO, Story } from './story.sample.js';

const write = (length: number, readable = length): Call => ({ call: 'write', fd: 0, segments: [{ length, readable }] });
const pwrite = (position: number, length: number): Call => ({
  call: 'pwrite',
  fd: 0,
  position,
  segments: [{ length, readable: length }],
});

const DIRECT: OpenFlag[] = ['O_RDWR', 'O_DIRECT'];
const DSYNC: OpenFlag[] = ['O_RDWR', 'O_DSYNC'];
const APPEND: OpenFlag[] = ['O_RDWR', 'O_APPEND'];
const MISALIGNED: OpenFlag[] = [...DSYNC, 'O_DIRECT'];
const SECTORS_4K: Partial<Scenario> = { disk: { sectorSize: 4096, sectors: 8, provisioned: 8 } };
const DAX = { ...SCENARIO.file, dax: true };
const BLOCK = { ...SCENARIO.file, kind: 'block' as const };
const EIO = [disk('write', 'EIO')];
const SHORT = [disk('read', 1, 0, 2)];
const FLUSH_EIO = [disk('flush', 'EIO')];

/** Of a file of 8192 bytes whose limit is 16384. */
const story = (scenario: Partial<Scenario> = {}, flags?: OpenFlag[]): Story => new Story(scenario, flags);
const era = (profile: ProfileId, flags?: OpenFlag[]): Story => story({ profile }, flags);

describe('a count below the request', () => {
  const permitted = (told: Story, call: Call, ret: Ret, steps: DiskStep[] = []): boolean | string => {
    const judgement = told.judge(call, { ret }, { steps });
    return judgement.differences.length > 0 ? 'deviates' : judgement.permitted;
  };

  it.each<[string, Story, Call, Ret, DiskStep[], boolean | string]>([
    ['is only permitted without a cause', story(), write(512), 511, [], true],
    ['is what a bad segment leaves', story(), write(512, 300), 200, [], false],
    ['is what a limit leaves', story({ file: { ...SCENARIO.file, rlimitFsize: 100 } }), write(512), 100, [], false],
    ['is what an error of the disk leaves', story(), write(512), 100, EIO, false],
    ['is what a short transfer leaves', story(), write(512), 100, SHORT, false],
    ['is what a failed flush leaves', story(), write(512), 100, FLUSH_EIO, false],
    ['is no count if it is all', story(), write(512), 512, [], false],
    ['is no count if it is an error', story(), write(512), 'EIO', EIO, false],
    ['is no count if the request is refused', story({}, DIRECT), write(100), 'EINVAL', [], false],
    ['of 0 is allowed on a DAX inode', story({ file: DAX }), write(512), 0, [], true],
    ['of 0 is what a short transfer leaves there', story({ file: DAX }), write(512), 0, SHORT, false],
    ['of 0 is allowed by POSIX', story({ profile: 'posix', level: 'file' }), write(512), 0, [], true],
    ['of 0 deviates elsewhere', story(), write(512), 0, [], 'deviates'],
    [
      'is not permitted by POSIX where it is an error',
      story({ profile: 'posix', level: 'file' }),
      write(512),
      'EPERM',
      [],
      'deviates',
    ],
  ])('%s', (_, told, call, ret, steps, expected) => {
    expect(permitted(told, call, ret, steps)).toBe(expected);
  });

  it('is not permitted where it deviates', () => {
    expect(story().judge(write(512), { ret: 0 }).permitted).toBe(false);
  });

  it.each(['ENOSPC', 'EIO'] as const)('has a cause where an earlier %s waits, older than the descriptor', (errno) => {
    const told = story();
    told.tell({ call: 'writeback' }, {}, [disk('write', errno)]);
    told.tell({ call: 'open', fd: 0, flags: ['O_RDWR'] });
    expect(permitted(told, write(512), 100)).toBe(false);
  });

  it('has a cause where a descriptor was not told of an error that others were told of', () => {
    const told = era('linux-6.x');
    told.tell({ call: 'open', fd: 1, flags: ['O_RDWR'] });
    told.tell({ call: 'writeback' }, {}, EIO);
    told.tell({ call: 'fsync', fd: 1 }, { ret: 'EIO' });
    told.tell({ call: 'fsync', fd: 1 }, { ret: 0 }, [disk('flush', 0)]);
    expect(permitted(told, write(512), 100)).toBe(false);
  });
});

describe('a return of 0', () => {
  const rets = (told: Story, ...got: [Ret, DiskStep[]?][]): string[][] =>
    got.map(([ret, steps]) => told.tell(write(512), { ret }, steps));

  it.each<[string, () => Story]>([
    ['DAX', () => story({ file: DAX })],
    ['POSIX', () => story({ profile: 'posix', level: 'file' })],
    ['no fallback', () => era('linux-iomap-dio', DIRECT)],
  ])('deviates when it comes twice in a row without progress: %s', (_, told) => {
    expect(rets(told(), [0], [0])).toEqual([[], ['return']]);
    expect(rets(told(), [0], [512], [0])).toEqual([[], [], []]);
  });

  it('may come again where the disk gives cause', () => {
    expect(rets(story({ file: DAX }), [0], [0, SHORT])).toEqual([[], []]);
  });

  it('ends by POSIX in no leaf', () => {
    const { leaves, differences } = story({ profile: 'posix', level: 'file' }).judge(write(512), { ret: 0 });
    expect({ leaves, differences }).toEqual({ leaves: [], differences: [] });
  });

  it('for 0 bytes is none of those', () => {
    const told = story({ file: DAX });
    told.tell(write(0));
    expect(rets(told, [0])).toEqual([[]]);
    told.tell(write(0));
    expect(rets(told, [0])).toEqual([['return']]);
  });
});

describe('O_DSYNC', () => {
  const flushed = [disk('write', 1), disk('flush', 0)];
  const told = (ret: Ret, steps: DiskStep[], flags = DSYNC, scenario: Partial<Scenario> = {}): string[] =>
    story(scenario, flags).write(512, { ret }, steps);

  it.each<[string, string[], string[]]>([
    ['returns a count once the disk is flushed', told(512, flushed), []],
    ['returns none without', told(512, [disk('write', 1)]), ['durability']],
    ['returns none if it wrote after that', told(512, [...flushed, disk('write', 1)]), ['durability']],
    ['returns an error without', told('EIO', EIO), []],
    ['is judged by its return alone where that deviates', told(513, []), ['return']],
    ['shows no flush at file level', told(512, [], DSYNC, { level: 'file' }), []],
    ['needs no flush without the flag', told(512, [], ['O_RDWR']), []],
    ['tells of a flush that failed', told(512, [...FLUSH_EIO, ...flushed]), ['return']],
    ['tells of it after a part, too', told(100, [...FLUSH_EIO, ...flushed]), ['return']],
    ['need not tell of it without the flag', told(512, FLUSH_EIO, ['O_RDWR']), []],
    ['tells of what could not be written', told(512, [...EIO, ...flushed]), ['return']],
    ['need not tell of what stopped it', told(100, [...EIO, ...flushed]), []],
    ['need not tell of a read that failed', told(512, [disk('read', 'EIO'), ...flushed]), []],
    ['need not tell where a transfer fell short', told(512, [...EIO, ...SHORT, ...flushed]), []],
    ['need not tell of it where nothing was written', told(0, FLUSH_EIO, DSYNC, { file: DAX }), []],
    ['is not asked where the request is refused', told('EINVAL', FLUSH_EIO, MISALIGNED, SECTORS_4K), []],
    ['need not tell of what direct wrote again', told(512, [...EIO, ...flushed], [...DSYNC, 'O_DIRECT']), []],
  ])('%s', (_, differences, expected) => {
    expect(differences).toEqual(expected);
  });

  it.each<[ProfileId, OpenFlag[], boolean]>([
    ['linux-4.x', DSYNC, true],
    ['linux-4.x', DIRECT, true],
    ['linux-4.x', ['O_RDWR'], false],
    ['linux-6.x', DSYNC, true],
    ['linux-6.x', DIRECT, true],
  ])('and O_DIRECT meet an error that waits: %s, %j', (profile, flags, meets) => {
    const afterError = (ret: Ret): string[] => {
      const waiting = era(profile, flags);
      waiting.tell({ call: 'writeback' }, {}, EIO);
      return waiting.write(512, { ret }, flushed);
    };
    expect(afterError(512)).toEqual(meets ? ['return'] : []);
    expect(afterError('EIO')).toEqual(meets ? [] : ['return']);
  });

  it('tells of an error once: it may have been the one that waited', () => {
    const waiting = era('linux-6.x', DSYNC);
    waiting.tell({ call: 'writeback' }, {}, EIO);
    expect(waiting.write(512, { ret: 'EIO' }, EIO)).toEqual([]);
    const fsync = waiting.judge({ call: 'fsync', fd: 0 }, { ret: 0 }, { steps: flushed });
    expect(fsync.differences).toEqual([]);
    expect(factsIn(fsync.facts)).toContain('errorMaybePending');
  });

  it('and nothing that did not wait', () => {
    const told = era('linux-6.x', DSYNC);
    told.write(512, { ret: 512 }, flushed);
    const fsync = told.judge({ call: 'fsync', fd: 0 }, { ret: 0 }, { steps: flushed });
    expect(factsIn(fsync.facts)).toEqual(['sync']);
  });

  it.each<[ProfileId, OpenFlag[], Ret, boolean]>([
    ['linux-4.x', ['O_RDWR'], 512, true],
    ['linux-4.x', ['O_RDWR'], 'EIO', true],
    ['linux-4.x', DIRECT, 'EIO', false],
    ['linux-4.x', DSYNC, 'EIO', false],
    ['linux-6.x', ['O_RDWR'], 512, true],
    ['linux-6.x', DIRECT, 'EIO', true],
    ['linux-6.x', DSYNC, 'EIO', false],
  ])('decides with the era what is left for fsync to tell: %s, %j, after %s', (profile, flags, ret, left) => {
    const waiting = era(profile, flags);
    waiting.tell({ call: 'writeback' }, {}, EIO);
    expect(waiting.write(512, { ret }, [disk('read', 'EIO')])).toEqual([]);
    expect(waiting.tell({ call: 'fsync', fd: 0 }, { ret: 0 }, flushed)).toEqual(left ? ['return'] : []);
  });
});

describe('the offset', () => {
  /** Whether a write of 8192 bytes may leave the offset there. */
  const at = (told: Story, ret: Ret, offset: number, steps: DiskStep[] = [], call = write(8192)): boolean =>
    !told.tell(call, { ret, offset }, steps).includes('offset');

  it('moves by what is returned', () => {
    expect([4095, 4096, 4097].map((offset) => at(story(), 4096, offset))).toEqual([false, true, false]);
  });

  it('stays after an error, and after a pwrite', () => {
    expect([0, 1].map((offset) => at(story(), 'EIO', offset, EIO))).toEqual([true, false]);
    expect([0, 512].map((offset) => at(story(), 512, offset, [], pwrite(0, 512)))).toEqual([true, false]);
    expect([0, 8192].map((offset) => at(story({ file: DAX }, APPEND), 0, offset))).toEqual([true, false]);
  });

  it.each<[ProfileId, OpenFlag[], number[]]>([
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
  const sizes = (told: () => Story, call: Call, ret: Ret, steps: DiskStep[] = []): number[] => {
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
    const cut = (flags: OpenFlag[], size: number, ret: Ret = 400): string[] => {
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

describe('SIGXFSZ', () => {
  it('goes with no write that reaches the core', () => {
    expect(story().write(512, { ret: 512, signal: 'SIGXFSZ' })).toEqual(['return']);
    expect(story().write(20000, { ret: 16384, signal: 'SIGXFSZ' })).toEqual(['return']);
  });
});

it('knows whether a write made progress', () => {
  const progress = (ret: Ret): boolean => factsIn(story().judge(write(512), { ret }).facts).includes('progress');
  expect([512, 1, 'EIO' as const, 0].map(progress)).toEqual([true, true, false, false]);
});
