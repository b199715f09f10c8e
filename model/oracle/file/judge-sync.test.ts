import { describe, expect, it } from '@jest/globals';
import type { Call, CallObservation, DiskStep, ProfileId, Scenario } from '../../../contract/index.js';
import { factsIn } from '../judgement.js';
import { disk, open, SCENARIO, Story } from './story.sample.js';

const fsync = (fd = 0): Call => ({ call: 'fsync', fd });
const FDATASYNC: Call = { call: 'fdatasync', fd: 0 };
const FLUSH = disk('flush', 0);

type Ret = CallObservation['ret'];
const RETS = [0, 'EIO', 'ENOSPC', 'EDQUOT'] as const satisfies readonly Ret[];

/** A write through descriptor 0, lost in a writeback to which the disk replied so; descriptor 1 is open too. */
function lost(profile: ProfileId, ...steps: DiskStep[]): Story {
  const story = new Story({ profile });
  story.tell(open(1, 'O_RDWR'));
  story.write(512, { ret: 512, offset: 512, size: 8192 });
  story.tell({ call: 'writeback' }, {}, steps);
  return story;
}

/** What fsync may return in the story. */
const allowed = (story: () => Story, fd: number, ...steps: DiskStep[]): Ret[] =>
  RETS.filter((ret) => story().tell(fsync(fd), { ret }, [...steps, FLUSH]).length === 0);

describe('fsync', () => {
  it('returns 0 when nothing failed', () => {
    expect(new Story().says(fsync())).toEqual([]);
    expect(new Story().says(FDATASYNC)).toEqual([]);
    expect(new Story().says(fsync(), { ret: 'EIO' })).toEqual([
      'return EIO, allowed 0 (nothing failed in this call, and no error surely waits)',
    ]);
    expect(new Story().says(fsync(), { ret: 1 })).toHaveLength(1);
  });

  it('needs a descriptor', () => {
    expect(new Story().says(fsync(3), { ret: 'EBADF' })).toEqual([]);
    expect(new Story().says(fsync(3))).toEqual(['return 0, allowed EBADF (the descriptor is not open)']);
    expect(factsIn(new Story().judge(fsync(3)).facts)).toEqual(['sync', 'notPermitted']);
  });

  it.each<[string, DiskStep[], Ret[]]>([
    ['a write that failed', [disk('write', 'EIO')], ['EIO']],
    ['a write for which there was no room', [disk('write', 'ENOSPC')], ['EIO', 'ENOSPC']],
    ['an inode record that could not be written', [disk('writeInode', 'EDQUOT')], ['EDQUOT']],
    ['a flush that failed', [disk('flush', 'EIO')], ['EIO']],
    ['the first error of two, or the second', [disk('write', 'ENOSPC'), disk('flush', 'EIO')], ['EIO', 'ENOSPC']],
  ])('must tell of %s', (_, steps, rets) => {
    expect(allowed(() => new Story(), 0, ...steps)).toEqual(rets);
  });

  it.each<[string, DiskStep[], Ret[]]>([
    ['a read that failed', [disk('read', 'EIO')], [0, 'EIO']],
    ['an inode record that could not be read, perhaps only after it', [disk('readInode', 'EIO')], [0, 'EIO']],
    ['a write cut short', [disk('write', 0)], [0, 'EIO']],
  ])('may tell of %s', (_, steps, rets) => {
    expect(allowed(() => new Story(), 0, ...steps)).toEqual(rets);
  });

  it('says why', () => {
    expect(new Story().says(fsync(), {}, { steps: [disk('write', 'ENOSPC'), FLUSH] })).toEqual([
      'return 0, allowed ENOSPC (a write of the disk failed with ENOSPC) or ' +
        'EIO (what the disk failed with may be told as EIO)',
    ]);
    expect(new Story().says(fsync(), { ret: 'EBADF' }, { steps: [disk('read', 'EIO')] })).toEqual([
      'return EBADF, allowed 0 (nothing failed in this call, and no error surely waits) or ' +
        'EIO (the disk failed with EIO)',
    ]);
  });

  it('changes no metadata', () => {
    expect(new Story().says(fsync(), { mode: 0o600 })).toEqual([
      'metadata mode 0600, allowed mode 0644 (the call has no effect on the inode)',
    ]);
  });
});

describe('an error of an earlier writeback', () => {
  const EIO = disk('write', 'EIO');

  it.each<[ProfileId, DiskStep, Ret[]]>([
    ['linux-4.x', EIO, ['EIO']],
    ['linux-6.x', EIO, ['EIO']],
    ['linux-4.x', disk('write', 'ENOSPC'), ['EIO', 'ENOSPC']],
    ['linux-6.x', disk('write', 'ENOSPC'), ['EIO', 'ENOSPC']],
    ['linux-4.x', disk('allocate', 'EDQUOT'), ['EIO']],
    ['linux-6.x', disk('allocate', 'EDQUOT'), ['EIO', 'EDQUOT']],
  ])('under %s after %j is told as one of %j', (profile, step, rets) => {
    expect(allowed(() => lost(profile, step), 0)).toEqual(rets);
  });

  /** fsync through these descriptors returned so, one after the other. */
  const told = (profile: ProfileId, ...calls: [fd: number, ret: Ret][]): string[] => {
    const story = lost(profile, EIO);
    const last = calls.map(([fd, ret]) => story.tell(fsync(fd), { ret }, [FLUSH]));
    for (const differences of last.slice(0, -1)) expect(differences).toEqual([]);
    return last[last.length - 1];
  };

  it('is told before 4.13 to whoever asks first, and to nobody again', () => {
    expect(told('linux-4.x', [1, 'EIO'])).toEqual([]);
    expect(told('linux-4.x', [1, 'EIO'], [0, 0])).toEqual([]);
    expect(told('linux-4.x', [1, 'EIO'], [0, 'EIO'])).toEqual(['return']);
    expect(told('linux-4.x', [0, 'EIO'], [0, 'EIO'])).toEqual(['return']);
  });

  it('is told since 4.13 to each description once', () => {
    expect(told('linux-6.x', [0, 'EIO'], [1, 'EIO'])).toEqual([]);
    expect(told('linux-6.x', [0, 'EIO'], [1, 0])).toEqual(['return']);
    expect(told('linux-6.x', [0, 'EIO'], [0, 'EIO'])).toEqual(['return']);
    expect(told('linux-6.x', [0, 'EIO'], [0, 0], [1, 'EIO'])).toEqual([]);
    expect(told('linux-6.x', [0, 'EIO'], [1, 'EIO'], [1, 'EIO'])).toEqual(['return']);
  });

  it('says that it waits, surely or perhaps', () => {
    const judged = (story: Story, ret: Ret) => {
      const { facts, path, permitted, leaves } = story.judge(fsync(), { ret }, { steps: [FLUSH] });
      expect([permitted, leaves]).toEqual([false, []]);
      return [factsIn(facts), path];
    };
    const none = ['no error waits to be reported'];
    const surely = ['an error surely waits to be reported'];
    const maybe = ['an error maybe waits to be reported'];
    expect(judged(new Story({ profile: 'linux-6.x' }), 0)).toEqual([['sync'], none]);
    expect(judged(new Story(), 'EIO')).toEqual([['sync'], none]);
    expect(judged(lost('linux-4.x', EIO), 'EIO')).toEqual([['sync', 'errorPending'], surely]);
    expect(judged(lost('linux-4.x', EIO), 0)).toEqual([['sync', 'errorPending'], surely]);
    const quiet = lost('linux-6.x', disk('write', 0));
    expect(judged(quiet, 0)).toEqual([['sync', 'errorMaybePending'], maybe]);
    expect(judged(quiet, 0)).toEqual([['sync'], none]);
    const told = lost('linux-6.x', EIO);
    expect(judged(told, 'EIO')).toEqual([['sync', 'errorPending'], surely]);
    expect(judged(told, 0)).toEqual([['sync'], none]);
    expect(judged(lost('linux-4.x', disk('write', 0)), 0)).toEqual([['sync', 'errorMaybePending'], maybe]);
    expect(judged(lost('linux-4.x', disk('write', 0)), 'EIO')).toEqual([['sync', 'errorPending'], maybe]);
  });

  it('explains itself', () => {
    expect(lost('linux-4.x', EIO).says(fsync(), {}, { steps: [FLUSH] })).toEqual([
      'return 0, allowed EIO (an earlier writeback failed and nobody was told: EIO may wait in the mapping)',
    ]);
    expect(lost('linux-4.x', disk('write', 0)).says(fsync(), { ret: 'ENOSPC' }, { steps: [FLUSH] })).toEqual([
      'return ENOSPC, allowed 0 (nothing failed in this call, and no error surely waits) or ' +
        'EIO (an earlier writeback may have failed: EIO may wait in the mapping)',
    ]);
  });

  it('may since 4.13 still be met by a direct request, or told to a later open, when one was told', () => {
    const direct = (profile: ProfileId): string[] => {
      const story = lost(profile, EIO);
      story.tell(fsync(), { ret: 'EIO' });
      story.tell(open(2, 'O_RDONLY', 'O_DIRECT'));
      return story.tell({ call: 'pread', fd: 2, length: 512, position: 0 }, { ret: 'EIO' });
    };
    expect([direct('linux-6.x'), direct('linux-4.x')]).toEqual([[], ['return']]);
  });

  it('is not settled by an answer that deviates', () => {
    const story = lost('linux-4.x', EIO);
    expect(story.tell(fsync(), { ret: 0 }, [FLUSH])).toEqual(['return']);
    expect(story.tell(fsync(), { ret: 0 }, [FLUSH])).toEqual(['return']);
  });
});

describe('an error of fsync itself', () => {
  it.each<[ProfileId]>([['linux-4.x'], ['linux-6.x']])('may be told again by the next, to all: %s', (profile) => {
    const failed = (): Story => {
      const story = new Story({ profile });
      story.tell(open(1, 'O_RDWR'));
      story.tell(fsync(), { ret: 'ENOSPC' }, [disk('write', 'ENOSPC')]);
      return story;
    };
    for (const fd of [0, 1]) expect(allowed(failed, fd)).toEqual([0, 'EIO', 'ENOSPC']);
  });

  it('leaves in doubt whether one that waited was told', () => {
    const failed = (...steps: DiskStep[]): Story => {
      const story = lost('linux-4.x', disk('write', 'ENOSPC'));
      story.tell(fsync(), { ret: 'EIO' }, steps);
      return story;
    };
    expect(allowed(() => failed(disk('read', 'EIO')), 1)).toEqual([0, 'EIO', 'ENOSPC']);
    expect(allowed(() => failed(disk('writeInode', 'EIO')), 1)).toEqual([0, 'EIO', 'ENOSPC']);
    expect(allowed(() => failed(), 1)).toEqual([0]);
  });
});

describe('the flush of the disk', () => {
  const WANTED =
    'durability no flush of the disk after the last write, allowed a flush of the disk after the last write ' +
    '(fsync returned 0: what the disk took is out of its volatile cache)';

  it.each<[string, DiskStep[], DiskStep[], Ret, string[]]>([
    ['is wanted after a write of fsync', [], [disk('write', 1)], 0, [WANTED]],
    ['is wanted after a write before it', [disk('write', 1)], [], 0, [WANTED]],
    ['is wanted after the last write', [], [FLUSH, disk('writeInode', 0)], 0, [WANTED]],
    ['suffices after the last write', [disk('write', 1)], [disk('writeInode', 0), FLUSH], 0, []],
    ['is not wanted again', [disk('write', 1), FLUSH], [], 0, []],
    ['is wanted again where it failed', [disk('write', 1), disk('flush', 'EIO')], [], 0, [WANTED]],
    ['is not wanted where nothing was written', [], [], 0, []],
    ['is not wanted where fsync fails', [], [disk('write', 'EIO')], 'EIO', []],
  ])('%s', (_, before, steps, ret, differences) => {
    const story = new Story();
    story.tell({ call: 'writeback' }, {}, before);
    expect(story.says(fsync(), { ret }, { steps })).toEqual(differences);
  });

  it('suffices in a call between', () => {
    const story = new Story();
    story.tell({ call: 'writeback' }, {}, [disk('write', 1)]);
    story.tell({ call: 'writeback' }, {}, [FLUSH]);
    expect(story.tell(fsync())).toEqual([]);
  });

  it('suffices not where the size that ftruncate set was never written', () => {
    const story = new Story();
    story.tell({ call: 'ftruncate', fd: 0, length: 512 });
    story.tell({ call: 'writeback' }, {}, [FLUSH]);
    expect(story.says(fsync())).toEqual([WANTED]);
    story.tell({ call: 'writeback' }, {}, [disk('writeInode', 0), FLUSH]);
    expect(story.says(fsync())).toEqual([]);
  });

  it('is owed once', () => {
    const story = new Story();
    story.tell({ call: 'ftruncate', fd: 0, length: 512 });
    story.tell(fsync(), {}, [FLUSH]);
    expect(story.tell(fsync())).toEqual([]);
  });

  it('is not looked for at file level, where no disk is seen', () => {
    const story = new Story({ level: 'file' });
    story.tell({ call: 'ftruncate', fd: 0, length: 512 });
    expect(story.tell(fsync())).toEqual([]);
  });
});

describe('the bytes', () => {
  const initial = [{ from: 0, to: 512, source: 'initial' as const }];

  it('may be the old ones where the writes of fsync failed', () => {
    const read = (...steps: DiskStep[]): string[] => {
      const story = new Story();
      story.write(512, { ret: 512, offset: 512, size: 8192 });
      story.tell(fsync(), { ret: steps[0].ret === 1 ? 0 : 'EIO' }, [...steps, FLUSH]);
      return story.read(512, { content: initial });
    };
    expect(read(disk('write', 'EIO'))).toEqual([]);
    expect(read(disk('write', 1))).toEqual(['content']);
  });

  it('are kept over a power cut only where fsync returned 0', () => {
    const afterCut = (ret: Ret, ...steps: DiskStep[]): string[] => {
      const scenario: Partial<Scenario> = { file: { ...SCENARIO.file, mode: 0o4755 } };
      const story = new Story(scenario);
      story.write(512, { ret: 512, offset: 512, size: 8192, mode: 0o755 });
      story.tell(fsync(), { ret, mode: 0o755 }, steps);
      const cut = story.tell({ call: 'powerCut' }, { size: 8192, mode: 0o4755 });
      story.tell(open(0, 'O_RDONLY'));
      return [...cut, ...story.read(512, { content: initial })];
    };
    expect(afterCut(0, FLUSH)).toEqual(['durability', 'durability']);
    expect(afterCut('EIO', disk('flush', 'EIO'))).toEqual([]);
  });
});
