import { describe, expect, it } from '@jest/globals';
import type { Call, CallObservation, OpenFlag, Scenario } from '../../../contract/index.js';
import { factsIn } from '../judgement.js';
import { disk, open, SCENARIO, Story } from './story.sample.js';

const FSYNC: Call = { call: 'fsync', fd: 1 };
const FLUSHED = { steps: [disk('flush', 0)] };
const READ_ONLY: Partial<Scenario> = { file: { ...SCENARIO.file, mountWritable: false } };
const BLOCK: Partial<Scenario> = { file: { ...SCENARIO.file, kind: 'block' } };
const SETUID: Partial<Scenario> = { file: { ...SCENARIO.file, mode: 0o4755 } };

describe('an open that succeeds', () => {
  const EMPTIES = 'allowed 0 (O_TRUNC empties the file)';

  it.each<[string, Partial<Scenario>, OpenFlag[], Partial<CallObservation>, string[]]>([
    ['starts at 0 and leaves the size', {}, ['O_RDONLY'], { offset: 0, size: 8192 }, []],
    ['starts nowhere else', {}, [], { offset: 5 }, ['offset 5, allowed 0 (a new description starts at 0)']],
    ['starts at 0 also with O_APPEND', {}, ['O_APPEND'], { offset: 0 }, []],
    ['changes no size', {}, [], { size: 0 }, ['size 0, allowed 8192 (open leaves i_size as it is)']],
    ['empties with O_TRUNC', {}, ['O_RDWR', 'O_TRUNC'], { offset: 0, size: 0 }, []],
    ['must empty with O_TRUNC', {}, ['O_RDWR', 'O_TRUNC'], { size: 8192 }, [`size 8192, ${EMPTIES}`]],
    ['never empties a block device', BLOCK, ['O_RDWR', 'O_TRUNC'], { size: 8192 }, []],
    ['may be observed by nothing but its return', {}, ['O_TRUNC'], {}, []],
    ['strips set-id bits with O_TRUNC', SETUID, ['O_RDWR', 'O_TRUNC'], { size: 0, mode: 0o755 }, []],
    [
      'must strip them',
      SETUID,
      ['O_RDWR', 'O_TRUNC'],
      { size: 0, mode: 0o4755 },
      ['metadata mode 04755, allowed mode 0755 (do_truncate: 04755 without 04000, for the caller lacks CAP_FSETID)'],
    ],
  ])('%s', (_, scenario, flags, got, differences) => {
    expect(new Story(scenario).says(open(1, ...flags), got)).toEqual(differences);
  });

  it('is a truncation only where O_TRUNC truncates', () => {
    const factsOf = (scenario: Partial<Scenario>, ...flags: OpenFlag[]): string[] =>
      factsIn(new Story(scenario).judge(open(1, ...flags)).facts);
    expect(factsOf({}, 'O_RDWR')).toEqual(['open']);
    expect(factsOf({}, 'O_RDWR', 'O_TRUNC')).toEqual(['open', 'truncate']);
    expect(factsOf(BLOCK, 'O_RDWR', 'O_TRUNC')).toEqual(['open']);
  });

  it('leaves nothing to read with O_TRUNC, and zeros where the file grows again', () => {
    const story = new Story();
    story.tell(open(1, 'O_RDWR', 'O_TRUNC'), { size: 0 });
    expect(story.read(512, { ret: 0, content: [] })).toEqual([]);
    expect(story.tell({ call: 'ftruncate', fd: 1, length: 512 }, { size: 512 })).toEqual([]);
    expect(story.read(512, { content: [{ from: 0, to: 512, source: 'initial' }] })).toEqual(['content']);
    expect(story.read(512, { content: [{ from: 0, to: 512, source: 'hole' }] })).toEqual([]);
  });
});

it('an open during which the disk lied leaves any bytes where it lied', () => {
  const lied = { ...disk('write', 1, 1), struck: 'bitRot' as const };
  const story = new Story();
  story.judge(open(1, 'O_RDWR'), {}, { steps: [lied] });
  const bytes = (from: number) => [{ from, to: from + 512, source: 'other' as const }];
  expect(story.tell({ call: 'pread', fd: 1, length: 512, position: 512 }, { ret: 512, content: bytes(512) })).toEqual(
    [],
  );
  expect(story.read(512, { content: bytes(0) })).toEqual(['content']);
});

describe('an open that fails', () => {
  const not = (errno: string): string[] => [`return ${errno}, allowed 0 (the file is there)`];

  it.each<[string, Partial<Scenario>, OpenFlag[], CallObservation['ret'], ReturnType<typeof disk>[], string[]]>([
    ['needs a cause', {}, ['O_RDWR'], 'EIO', [], not('EIO')],
    ['may not be able to read the inode', {}, ['O_RDWR'], 'EIO', [disk('readInode', 'EIO')], []],
    ['may not be able to read data', {}, ['O_RDWR', 'O_TRUNC'], 'EIO', [disk('read', 'EIO')], []],
    ['may not be able to flush', {}, ['O_RDWR', 'O_TRUNC'], 'EIO', [disk('flush', 'EIO')], []],
    ['may find the disk full', {}, ['O_RDWR', 'O_TRUNC'], 'ENOSPC', [disk('writeInode', 'ENOSPC')], []],
    ['may find the mount not writable (O_RDWR)', READ_ONLY, ['O_RDWR'], 'EROFS', [], []],
    ['may find the mount not writable (O_WRONLY)', READ_ONLY, ['O_WRONLY'], 'EROFS', [], []],
    ['may find the mount not writable (O_TRUNC)', READ_ONLY, ['O_RDONLY', 'O_TRUNC'], 'EROFS', [], []],
    [
      'has no other errno where the mount is not writable',
      READ_ONLY,
      ['O_RDWR'],
      'EBADF',
      [],
      ['return EBADF, allowed 0 (the file is there) or EROFS (the mount is not writable)'],
    ],
    ['to read needs no writable mount', READ_ONLY, ['O_RDONLY'], 'EROFS', [], not('EROFS')],
    ['finds a writable mount writable', {}, ['O_RDWR'], 'EROFS', [], not('EROFS')],
    [
      'has the errno of its cause',
      {},
      ['O_RDWR'],
      'ENOSPC',
      [disk('readInode', 'EIO')],
      ['return ENOSPC, allowed 0 (the file is there) or EIO (the inode record failed with EIO)'],
    ],
  ])('%s', (_, scenario, flags, ret, steps, differences) => {
    expect(new Story(scenario).says(open(1, ...flags), { ret }, { steps })).toEqual(differences);
  });

  it('opens nothing', () => {
    const story = new Story();
    const failed = story.judge(open(1, 'O_RDWR'), { ret: 'EIO' }, { steps: [disk('readInode', 'EIO')] });
    expect(factsIn(failed.facts)).toEqual(['open']);
    expect(story.tell({ call: 'fstat', fd: 1 }, { ret: 'EBADF' })).toEqual([]);
  });

  it('may do so each time when the last mount could not read the inode', () => {
    const story = new Story();
    story.tell({ call: 'powerCut' }, {}, [disk('readInode', 'EIO')]);
    expect(story.tell(open(0, 'O_RDWR'), { ret: 'EIO' })).toEqual([]);
    expect(story.says(open(0, 'O_RDWR'), { ret: 'ENOSPC' })).toEqual([
      'return ENOSPC, allowed 0 (the file is there) or EIO (the inode could not be read at the last mount)',
    ]);
    story.tell({ call: 'powerCut' });
    expect(story.tell(open(0, 'O_RDWR'), { ret: 'EIO' })).toEqual(['return']);
  });
});

describe('an error of writeback from before an open', () => {
  /** A write was lost, `told` gives what fsync then said to descriptor 0; after that descriptor 1 was opened. */
  function openedAfter(profile: Scenario['profile'], ...told: CallObservation['ret'][]): Story {
    const story = new Story({ profile });
    story.write(512, { ret: 512 });
    story.tell({ call: 'writeback' }, {}, [disk('write', 'EIO')]);
    for (const ret of told) story.judge({ call: 'fsync', fd: 0 }, { ret }, FLUSHED);
    story.tell(open(1, 'O_RDWR'));
    return story;
  }

  it('is told since 4.13 to the new descriptor too, or not: nobody knows who has seen it', () => {
    expect(openedAfter('linux-6.x').says(FSYNC, { ret: 'EIO' }, FLUSHED)).toEqual([]);
    const silent = openedAfter('linux-6.x').judge(FSYNC, { ret: 0 }, FLUSHED);
    expect(silent.differences).toEqual([]);
    expect(factsIn(silent.facts)).toEqual(['sync', 'errorMaybePending']);
  });

  it('is not told to it when all who knew were told', () => {
    expect(openedAfter('linux-6.x', 'EIO', 0).tell(FSYNC, { ret: 'EIO' })).toEqual(['return']);
  });

  it('is told before 4.13 to whoever asks first', () => {
    expect(openedAfter('linux-4.x').says(FSYNC, { ret: 'EIO' }, FLUSHED)).toEqual([]);
    expect(openedAfter('linux-4.x').says(FSYNC, { ret: 0 }, FLUSHED)).toEqual([
      'return 0, allowed EIO (an earlier writeback failed and nobody was told: EIO may wait in the mapping)',
    ]);
    expect(openedAfter('linux-4.x', 'EIO').says(FSYNC, { ret: 0 }, FLUSHED)).toEqual([]);
  });

  it('waits in the mapping alone before 4.13, not with the descriptor', () => {
    const story = openedAfter('linux-4.x');
    story.judge({ call: 'fsync', fd: 0 }, { ret: 'EIO' }, FLUSHED);
    const write: Call = { call: 'pwrite', fd: 1, segments: [{ length: 512, readable: 512 }], position: 8192 };
    expect(story.tell(write, { ret: 256, size: 8704 })).toEqual(['size']);
  });

  it('may wait too when the disk failed during the open itself', () => {
    const story = new Story();
    story.tell(open(1, 'O_RDWR', 'O_TRUNC'), {}, [disk('write', 'EIO')]);
    expect(story.tell(FSYNC, { ret: 'EIO' }, [disk('flush', 0)])).toEqual([]);
  });

  it('is none where none was', () => {
    const story = new Story({ profile: 'linux-6.x' });
    story.tell(open(1, 'O_RDWR'));
    expect(story.tell(FSYNC, { ret: 'EIO' }, [disk('flush', 0)])).toEqual(['return']);
  });
});
