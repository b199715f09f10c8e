import { describe, expect, it } from '@jest/globals';
import type { Call, DiskStep, Ret } from '../../../contract/index.js';
import { factsIn } from '../judgement.js';
import { DAX, DIRECT, disk, EIO, era, FLUSH_EIO, SCENARIO, SHORT, Story, story } from './story.sample.js';

const write = (length: number, readable = length): Call => ({ call: 'write', fd: 0, segments: [{ length, readable }] });

describe('a count below the request', () => {
  const permitted = (told: Story, call: Call, ret: Ret, steps: readonly DiskStep[] = []): boolean | string => {
    const judgement = told.judge(call, { ret }, { steps });
    return judgement.differences.length > 0 ? 'deviates' : judgement.permitted;
  };

  it.each<[string, Story, Call, Ret, readonly DiskStep[], boolean | string]>([
    ['is only permitted without a cause', story(), write(512), 511, [], true],
    ['is what a bad segment leaves', story(), write(512, 300), 200, [], false],
    ['is what a bad segment leaves of whole pages', story(), write(8192, 5000), 4096, [], false],
    ['is only permitted where a bad segment leaves more', story(), write(8192, 5000), 4095, [], true],
    ['is what a bad segment leaves of a direct write', story({}, DIRECT), write(8192, 5000), 512, [], false],
    ['is only permitted in a direct write without one', story({}, DIRECT), write(8192), 512, [], true],
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
  const rets = (told: Story, ...got: [ret: Ret, steps?: readonly DiskStep[]][]): string[][] =>
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
    expect({ leaves, differences }).toStrictEqual({ leaves: [], differences: [] });
  });

  it('for 0 bytes is none of those', () => {
    const told = story({ file: DAX });
    told.tell(write(0));
    expect(rets(told, [0])).toEqual([[]]);
    told.tell(write(0));
    expect(rets(told, [0])).toEqual([['return']]);
  });
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
