import { describe, expect, it } from '@jest/globals';
import type { Call, DiskStep, OpenFlag, ProfileId, Ret, Scenario } from '../../../contract/index.js';
import { factsIn } from '../judgement.js';
import { DAX, DIRECT, disk, DSYNC, EIO, era, FLUSH_EIO, SCENARIO, SHORT, story } from './story.sample.js';

const MISALIGNED: readonly OpenFlag[] = [...DSYNC, 'O_DIRECT'];
const SECTORS_4K: Partial<Scenario> = { disk: { sectorSize: 4096, sectors: 8, provisioned: 8 } };
const FUSE: Partial<Scenario> = { profile: 'linux-fuse' };

describe('O_DSYNC', () => {
  const flushed = [disk('write', 1), disk('flush', 0)];
  const told = (ret: Ret, steps: readonly DiskStep[], flags = DSYNC, scenario: Partial<Scenario> = {}): string[] =>
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
    ['tells of that where writes go through, too', told(512, [...EIO, ...flushed], DSYNC, FUSE), ['return']],
    ['need not tell of what stopped it', told(100, [...EIO, ...flushed]), []],
    ['need not tell of a read that failed', told(512, [disk('read', 'EIO'), ...flushed]), []],
    ['need not tell where a transfer fell short', told(512, [...EIO, ...SHORT, ...flushed]), []],
    ['need not tell of it where nothing was written', told(0, FLUSH_EIO, DSYNC, { file: DAX }), []],
    ['is not asked where the request is refused', told('EINVAL', FLUSH_EIO, MISALIGNED, SECTORS_4K), []],
    ['need not tell of what direct wrote again', told(512, [...EIO, ...flushed], [...DSYNC, 'O_DIRECT']), []],
  ])('%s', (_, differences, expected) => {
    expect(differences).toEqual(expected);
  });

  it.each<[number, string[]]>([
    [8192, ['return']],
    [8193, []],
  ])(
    'need not tell of a tail that FUSE could not zero before a gap: a write at %d of 8192 bytes',
    (position, expected) => {
      const call: Call = { call: 'pwrite', fd: 0, position, segments: [{ length: 512, readable: 512 }] };
      expect(story(FUSE, DSYNC).tell(call, { ret: 512 }, [...EIO, ...flushed])).toEqual(expected);
    },
  );

  it.each<[OpenFlag, Ret, string[]]>([
    ['O_SYNC', 512, ['durability']],
    ['O_DSYNC', 512, []],
    ['O_SYNC', 'EIO', []],
  ])('makes the bytes durable, O_SYNC the whole inode: %s, which returns %s', (flag, ret, lost) => {
    const told = story({ file: { ...SCENARIO.file, mode: 0o4755 } }, ['O_RDWR', flag]);
    expect(told.write(512, { ret, mode: 0o755 }, ret === 512 ? flushed : EIO)).toEqual([]);
    expect(told.tell({ call: 'powerCut' }, { size: 8192, mode: 0o4755 })).toEqual(lost);
  });

  it.each<[ProfileId, readonly OpenFlag[], boolean]>([
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

  it.each<ProfileId>(['linux-iomap-dio', 'linux-btrfs'])(
    'and O_DIRECT: where iomap meets an error that waits, it may go on through the cache: %s',
    (profile) => {
      const afterError = (ret: Ret): string[] => {
        const waiting = era(profile, DIRECT);
        waiting.tell({ call: 'writeback' }, {}, EIO);
        return waiting.write(512, { ret });
      };
      expect([afterError(512), afterError('EIO'), afterError('ENOSPC')]).toEqual([[], [], ['return']]);
    },
  );

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

  it.each<[ProfileId, readonly OpenFlag[], Ret, boolean]>([
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
