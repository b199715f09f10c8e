import { describe, expect, it } from '@jest/globals';
import type { Call, CallObservation, DiskStep, OpenFlag, Scenario } from '../../../contract/index.js';
import { factsIn } from '../judgement.js';
import { disk, open, SCENARIO, Story } from './story.sample.js';

const FILE = SCENARIO.file;
const FSYNC: Call = { call: 'fsync', fd: 0 };
const DAX: Partial<Scenario> = { file: { ...FILE, dax: true } };

const pread = (position: number, length: number, fd = 0): Call => ({ call: 'pread', fd, length, position });
const read = (length: number): Call => ({ call: 'read', fd: 0, length });
/** Descriptor 0 opened with these flags. */
const opened = (flags: OpenFlag[], scenario: Partial<Scenario> = {}): Story => new Story(scenario, flags);

describe('how much a read returns', () => {
  const MIN = (length: number, position: number): string =>
    `min(length ${length}, i_size 8192 - position ${position}), at least 0`;

  it.each<[number, number, CallObservation['ret'], DiskStep[], string[]]>([
    [0, 512, 512, [], []],
    [0, 8192, 8192, [], []],
    [8000, 512, 192, [], []],
    [8192, 512, 0, [], []],
    [9000, 512, 0, [], []],
    [0, 0, 0, [], []],
    [8000, 512, 193, [], [`return 193, allowed 192 (${MIN(512, 8000)})`]],
    [9000, 512, 1, [], [`return 1, allowed 0 (${MIN(512, 9000)})`]],
    [0, 512, 0, [], [`return 0, allowed 512 (${MIN(512, 0)})`]],
    [0, 512, 'EIO', [], [`return EIO, allowed 512 (${MIN(512, 0)})`]],
    [0, 512, 'EIO', [disk('read', 'EIO')], []],
    [0, 512, 512, [disk('read', 'EIO')], []],
    [0, 512, 'EIO', [disk('readInode', 'EIO')], []],
    [0, 512, 'EIO', [disk('read', 0)], []],
    [0, 512, 0, [disk('read', 0)], []],
    [
      0,
      512,
      513,
      [disk('read', 0)],
      [`return 513, allowed 512 (${MIN(512, 0)}) or EIO (a transfer of the disk cut short may be taken for EIO)`],
    ],
    [0, 512, 0, [disk('read', 'EIO')], [`return 0, allowed 512 (${MIN(512, 0)}) or EIO (the disk failed with EIO)`]],
    [0, 512, 'EINVAL', [], [`return EINVAL, allowed 512 (${MIN(512, 0)})`]],
    [100, 100, 'EINVAL', [], [`return EINVAL, allowed 100 (${MIN(100, 100)})`]],
  ])('from %d, %d bytes: %p after %j', (position, length, ret, steps, differences) => {
    expect(new Story().says(pread(position, length), { ret }, { steps })).toEqual(differences);
  });

  it.each<[number, CallObservation['ret'], DiskStep[], boolean]>([
    [512, 512, [], false],
    [512, 100, [], true],
    [512, 0, [], true],
    [512, 'EIO', [], false],
    [512, 100, [disk('read', 'EIO')], false],
    [512, 100, [disk('read', 0)], false],
  ])('%d bytes wanted, %p returned after %j: only by a freedom = %p', (length, ret, steps, permitted) => {
    expect(new Story().judge(pread(0, length), { ret }, { steps }).permitted).toBe(permitted);
  });

  const UNALIGNED = 'EINVAL (the request is not aligned to sectors of 512)';

  it.each<[string, OpenFlag[], Partial<Scenario>, Call, string[]]>([
    ['at 1', ['O_RDWR', 'O_DIRECT'], {}, pread(1, 512), []],
    ['of 511 bytes', ['O_RDWR', 'O_DIRECT'], {}, pread(512, 511), []],
    [
      'whole sectors',
      ['O_RDWR', 'O_DIRECT'],
      {},
      pread(512, 1024),
      [`return EINVAL, allowed 1024 (${MIN(1024, 512)})`],
    ],
    ['of a DAX file', ['O_RDWR', 'O_DIRECT'], DAX, pread(1, 511), [`return EINVAL, allowed 511 (${MIN(511, 1)})`]],
  ])('a direct read may be refused that is not aligned: %s', (_, flags, scenario, call, differences) => {
    expect(opened(flags, scenario).says(call, { ret: 'EINVAL' })).toEqual(differences);
  });

  it('a direct read that is not aligned may be carried out all the same', () => {
    expect(opened(['O_RDWR', 'O_DIRECT']).says(pread(1, 511), { ret: 511 })).toEqual([]);
    expect(opened(['O_RDWR', 'O_DIRECT']).says(pread(1, 511), { ret: 'EFAULT' })).toEqual([
      `return EFAULT, allowed 511 (${MIN(511, 1)}) or ${UNALIGNED}`,
    ]);
  });
});

describe('a descriptor', () => {
  it('that is not open to read is EBADF', () => {
    for (const call of [pread(0, 512), pread(0, 512, 3)]) {
      const story = opened(['O_WRONLY']);
      expect(story.says(call, { ret: 'EBADF' })).toEqual([]);
      expect(story.says(call, { ret: 512 })).toEqual([
        'return 512, allowed EBADF (the descriptor is not open for reading)',
      ]);
      expect(factsIn(story.judge(call).facts)).toEqual(['read', 'notPermitted']);
    }
  });

  it.each<[OpenFlag[], Partial<Scenario>, string]>([
    [['O_RDONLY'], {}, 'buffered'],
    [[], {}, 'buffered'],
    [['O_RDWR', 'O_DIRECT'], {}, 'direct'],
    [['O_RDONLY'], DAX, 'direct'],
  ])('opened with %j reads %j', (flags, scenario, way) => {
    const story = opened(flags, scenario);
    const judgement = story.judge(pread(0, 512), { ret: 512 });
    expect(judgement).toMatchObject({ leaves: [], differences: [], path: [] });
    expect(factsIn(judgement.facts)).toEqual(['read', way]);
  });

  it('is read after a power cut as what was kept', () => {
    const story = new Story();
    story.tell({ call: 'powerCut' }, { size: 8192 });
    expect(factsIn(story.judge(pread(0, 1)).facts)).toEqual(['read', 'powerCut', 'notPermitted']);
    story.tell(open(0, 'O_RDONLY'));
    expect(factsIn(story.judge(pread(0, 1), { ret: 1 }).facts)).toEqual(['read', 'powerCut', 'buffered']);
  });
});

describe('the offset after a read', () => {
  it('is where it ended', () => {
    const story = new Story();
    expect(story.says(read(512), { ret: 512, offset: 0 })).toEqual(['offset 0, allowed 512 (offset 0 + 512 returned)']);
    expect(story.says(read(512), { ret: 512, offset: 512 })).toEqual([]);
    expect(story.says(read(512), { ret: 100, offset: 1024 })).toEqual([
      'offset 1024, allowed 612 (offset 512 + 100 returned)',
    ]);
    expect(story.says(read(512), { ret: 100, offset: 612 })).toEqual([]);
    expect(story.says(read(8192), { ret: 7580 })).toEqual([]);
    expect(story.says(read(512), { ret: 0, offset: 8192 })).toEqual([]);
    expect(story.says(read(512), { ret: 0, offset: 8193 })).toEqual([
      'offset 8193, allowed 8192 (read leaves the offset)',
    ]);
  });

  it('stays when it fails', () => {
    const story = new Story();
    story.tell(read(512), { ret: 512 });
    const failed = (offset: number) => story.tell(read(512), { ret: 'EIO', offset }, [disk('read', 'EIO')]);
    expect([failed(0), failed(512), failed(507)]).toEqual([['offset'], [], ['offset']]);
  });

  it('stays with pread', () => {
    const story = new Story();
    expect(story.says(pread(512, 512), { ret: 512, offset: 0 })).toEqual([]);
    expect(story.says(pread(512, 512), { ret: 512, offset: 512 })).toEqual([
      'offset 512, allowed 0 (pread leaves the offset)',
    ]);
    expect(story.says(read(512), { ret: 512, offset: 512 })).toEqual([]);
  });
});

describe('an error and a read', () => {
  /** A write was lost in the writeback, which nobody has been told yet. */
  function waiting(): Story {
    const story = new Story();
    story.write(512, { ret: 512, offset: 512, size: 8192 });
    story.tell({ call: 'writeback' }, {}, [disk('write', 'EIO')]);
    story.tell(open(1, 'O_RDONLY', 'O_DIRECT'));
    return story;
  }
  const fsync = (story: Story, ret: CallObservation['ret']): string[] => story.tell(FSYNC, { ret }, [disk('flush', 0)]);

  it('that waits is met by the flush of a direct read, not by a buffered one', () => {
    expect(waiting().says(pread(0, 512, 1), { ret: 'EIO' })).toEqual([]);
    expect(waiting().says(pread(0, 512, 1), { ret: 'ENOSPC' })).toEqual([
      'return ENOSPC, allowed 512 (min(length 512, i_size 8192 - position 0), at least 0)' +
        ' or EIO (an earlier writeback failed and nobody was told: EIO may wait in the mapping)',
    ]);
    expect(waiting().tell(pread(0, 512, 0), { ret: 'EIO' })).toEqual(['return']);
  });

  it('may be gone after a direct read, and is not after a buffered one', () => {
    const direct = waiting();
    direct.tell(pread(0, 512, 1), { ret: 512 });
    expect(fsync(direct, 0)).toEqual([]);
    const buffered = waiting();
    buffered.tell(pread(0, 512, 0), { ret: 512 });
    expect(fsync(buffered, 0)).toEqual(['return']);
  });

  it('of the read itself may be kept for fsync', () => {
    const story = new Story();
    story.tell(pread(0, 512), { ret: 'EIO' }, [disk('read', 'EIO')]);
    expect(fsync(story, 'EIO')).toEqual([]);
    expect(fsync(new Story(), 'EIO')).toEqual(['return']);
  });
});
