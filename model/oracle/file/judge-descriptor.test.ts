import { describe, expect, it } from '@jest/globals';
import type { Call, CallObservation, Scenario } from '../../../contract/index.js';
import { factsIn, maskOf } from '../judgement.js';
import { disk, open, SCENARIO, Story } from './story.sample.js';

const BLOCK: Partial<Scenario> = { file: { ...SCENARIO.file, kind: 'block' } };

type Seek = Extract<Call, { call: 'lseek' }>;

const seek = (offset: number, whence: Seek['whence'] = 'SEEK_SET', fd = 0): Call => ({
  call: 'lseek',
  fd,
  offset,
  whence,
});

/** Descriptor 0 at offset 512. */
function at512(scenario: Partial<Scenario> = {}): Story {
  const story = new Story(scenario);
  story.write(512, { ret: 512, offset: 512, size: 8192 });
  return story;
}

it.each<[Call]>([
  [seek(0, 'SEEK_SET', 3)],
  [{ call: 'fstat', fd: 3 }],
  [{ call: 'dup', fd: 3, as: 4 }],
  [{ call: 'close', fd: 3 }],
])('a descriptor that is not open is EBADF: %j', (call) => {
  expect(new Story().says(call, { ret: 'EBADF' })).toEqual([]);
  expect(new Story().says(call)).toEqual(['return 0, allowed EBADF (the descriptor is not open)']);
  expect(factsIn(new Story().judge(call).facts)).toEqual([call.call === 'lseek' ? 'lseek' : 'plain', 'notPermitted']);
});

describe('lseek', () => {
  const OUTSIDE = 'allowed EINVAL (the offset would be negative)';

  it.each<[Seek['whence'], number, CallObservation['ret'], string[]]>([
    ['SEEK_SET', 100, 100, []],
    ['SEEK_SET', 0, 0, []],
    ['SEEK_SET', 0, 512, ['return 512, allowed 0 (SEEK_SET: 0 + 0)']],
    ['SEEK_SET', 100, 612, ['return 612, allowed 100 (SEEK_SET: 0 + 100)']],
    ['SEEK_CUR', 100, 612, []],
    ['SEEK_CUR', -512, 0, []],
    ['SEEK_CUR', 100, 100, ['return 100, allowed 612 (SEEK_CUR: 512 + 100)']],
    ['SEEK_CUR', -513, 'EINVAL', []],
    ['SEEK_CUR', -513, 0, [`return 0, ${OUTSIDE}`]],
    ['SEEK_END', 100, 8292, []],
    ['SEEK_END', -8192, 0, []],
    ['SEEK_END', -8193, 'EINVAL', []],
    ['SEEK_END', 0, 'EINVAL', ['return EINVAL, allowed 8192 (SEEK_END: 8192 + 0)']],
  ])('to %s %d from 512 in a file of 8192: %p', (whence, offset, ret, differences) => {
    expect(at512().says(seek(offset, whence), { ret })).toEqual(differences);
  });

  it('moves where the next write goes', () => {
    const story = new Story();
    story.tell(seek(1024), { ret: 1024 });
    expect(story.write(512, { ret: 512, offset: 512 })).toEqual(['offset']);
    expect(story.write(512, { ret: 512, offset: 1536 })).toEqual([]);
  });

  it('moves to 0 too', () => {
    const story = at512();
    story.tell(seek(0), { ret: 0 });
    expect(story.tell(seek(0, 'SEEK_CUR'), { ret: 0 })).toEqual([]);
  });

  it.each([[-1], [32_769]])('to %d moves nothing when it is refused', (offset) => {
    const story = at512();
    expect(story.tell(seek(offset), { ret: 'EINVAL' })).toEqual([]);
    expect(story.tell(seek(0, 'SEEK_CUR'), { ret: 512 })).toEqual([]);
  });

  it('shows the offset that it returned, or the one before', () => {
    const story = at512();
    expect(story.says(seek(100), { ret: 100, offset: 512 })).toEqual(['offset 512, allowed 100 (SEEK_SET: 0 + 100)']);
    expect(story.says(seek(200), { ret: 200, offset: 200 })).toEqual([]);
    expect(story.says(seek(-1), { ret: 'EINVAL', offset: 0 })).toEqual([
      'offset 0, allowed 200 (lseek returned EINVAL: the offset stays)',
    ]);
    expect(story.says(seek(-1), { ret: 'EINVAL', offset: 200 })).toEqual([]);
    expect(story.says(seek(-1), { ret: 0, offset: 200 })).toEqual([`return 0, ${OUTSIDE}`]);
    expect(story.says(seek(300), { ret: 0, offset: 300 })).toEqual(['return 0, allowed 300 (SEEK_SET: 0 + 300)']);
  });

  it('may refuse to leave a block device, and only then', () => {
    const REFUSES = 'EINVAL (a block device may refuse to seek beyond its end)';
    expect(new Story(BLOCK).says(seek(8192), { ret: 'EINVAL' })).toEqual([
      'return EINVAL, allowed 8192 (SEEK_SET: 0 + 8192)',
    ]);
    expect(new Story(BLOCK).says(seek(8193), { ret: 'EINVAL' })).toEqual([]);
    expect(new Story(BLOCK).says(seek(8193), { ret: 8193 })).toEqual([]);
    expect(new Story(BLOCK).says(seek(8193), { ret: 1 })).toEqual([
      `return 1, allowed 8193 (SEEK_SET: 0 + 8193) or ${REFUSES}`,
    ]);
  });

  it('may refuse an offset beyond the largest, 64 sectors of 512 bytes here, and no smaller one', () => {
    expect(new Story().tell(seek(32_768), { ret: 'EINVAL' })).toEqual(['return']);
    expect(new Story().tell(seek(32_769), { ret: 'EINVAL' })).toEqual([]);
    expect(new Story().tell(seek(32_769), { ret: 32_769 })).toEqual([]);
    expect(new Story().says(seek(32_769), { ret: 0 })).toEqual([
      'return 0, allowed 32769 (SEEK_SET: 0 + 32769) or EINVAL (generic_file_llseek may refuse what is beyond the largest offset)',
    ]);
  });
});

describe('fstat', () => {
  const FSTAT: Call = { call: 'fstat', fd: 0 };

  it('is a plain call: no leaf of the core, no freedom, no way to tell of', () => {
    const facts = maskOf(['plain']);
    expect(new Story().judge(FSTAT)).toEqual({ leaves: [], facts, differences: [], permitted: false, path: [] });
  });

  it('changes no size, and does not fail', () => {
    expect(new Story().says(FSTAT, { size: 8192 })).toEqual([]);
    expect(new Story().says(FSTAT)).toEqual([]);
    expect(new Story().says(FSTAT, { size: 8191 })).toEqual(['size 8191, allowed 8192 (fstat changes nothing)']);
    expect(new Story().says(FSTAT, { ret: 'EIO' })).toEqual(['return EIO, allowed 0 (the descriptor is open)']);
  });

  it('leaves the offset', () => {
    expect(at512().says(FSTAT, { offset: 512 })).toEqual([]);
    expect(at512().says(FSTAT, { offset: 0 })).toEqual(['offset 0, allowed 512 (fstat changes nothing)']);
  });

  it('of a descriptor that is not open tells of no size', () => {
    expect(new Story().tell({ call: 'fstat', fd: 3 }, { ret: 'EBADF', size: 1 })).toEqual([]);
  });
});

describe('dup', () => {
  const DUP: Call = { call: 'dup', fd: 0, as: 1 };

  it('shares the offset, both ways', () => {
    const story = at512();
    expect(story.says(DUP, { offset: 0 })).toEqual(['offset 0, allowed 512 (dup shares the offset)']);
    expect(factsIn(story.judge(DUP, { offset: 0 }).facts)).toEqual(['plain', 'shared']);
    expect(story.says(DUP, { offset: 512 })).toEqual([]);
    expect(story.says(DUP)).toEqual([]);
    expect(story.tell(seek(100, 'SEEK_CUR', 1), { ret: 612 })).toEqual([]);
    expect(story.tell(seek(0, 'SEEK_CUR', 0), { ret: 612 })).toEqual([]);
  });

  it('does not fail, and opens nothing if it does', () => {
    const story = new Story();
    expect(story.says(DUP, { ret: 'EMFILE' })).toEqual([
      'return EMFILE, allowed 0 (the descriptor is open and a slot is free)',
    ]);
    expect(factsIn(story.judge(DUP, { ret: 'EMFILE' }).facts)).toEqual(['plain']);
    expect(story.tell({ call: 'fstat', fd: 1 }, { ret: 'EBADF' })).toEqual([]);
  });

  it('is shared as long as both are open', () => {
    const story = new Story();
    const factsOf = (call: Call): string[] => factsIn(story.judge(call).facts);
    expect(factsOf(seek(0))).toEqual(['lseek']);
    expect(factsOf(DUP)).toEqual(['plain', 'shared']);
    expect(factsOf(seek(0))).toEqual(['lseek', 'shared']);
    expect(factsOf(seek(0, 'SEEK_SET', 1))).toEqual(['lseek', 'shared']);
    story.tell({ call: 'close', fd: 1 });
    expect(factsOf(seek(0))).toEqual(['lseek']);
  });

  it('to a slot in use closes what was open there', () => {
    const story = new Story();
    story.tell(open(1, 'O_RDONLY'));
    story.tell({ call: 'dup', fd: 1, as: 2 });
    story.tell({ call: 'dup', fd: 0, as: 2 });
    expect(factsIn(story.judge(seek(0, 'SEEK_SET', 1)).facts)).toEqual(['lseek']);
    story.tell({ call: 'dup', fd: 0, as: 0 });
    story.tell({ call: 'close', fd: 2 });
    expect(factsIn(story.judge(seek(0)).facts)).toEqual(['lseek']);
  });
});

describe('what the disk did beside a call', () => {
  const UNREAD = [disk('readInode', 'EIO')];
  const FSTAT: Call = { call: 'fstat', fd: 0 };
  const SEEK = seek(0, 'SEEK_END');
  const DUP: Call = { call: 'dup', fd: 0, as: 1 };

  it('may keep fstat and lseek from the inode record', () => {
    expect(new Story().says(FSTAT, { ret: 'EIO' }, { steps: UNREAD })).toEqual([]);
    expect(new Story().says(SEEK, { ret: 'EIO', offset: 0 }, { steps: UNREAD })).toEqual([]);
    expect(new Story().says(seek(-1), { ret: 'EIO', offset: 0 }, { steps: UNREAD })).toEqual([]);
    expect(new Story().tell(DUP, { ret: 'EIO' }, UNREAD)).toEqual(['return']);
  });

  it.each([[FSTAT], [SEEK], [DUP]])('may wait for the next fsync, and leave old bytes: %j', (call) => {
    const story = new Story();
    story.write(512, { ret: 512 });
    story.tell(call, { ret: call === SEEK ? 8192 : 0 }, [disk('write', 'EIO')]);
    expect(story.read(512, { content: [{ from: 0, to: 512, source: 'initial' }] })).toEqual([]);
    expect(story.tell({ call: 'fsync', fd: 0 }, { ret: 'EIO' })).toEqual([]);
  });
});

describe('close', () => {
  const CLOSE: Call = { call: 'close', fd: 0 };

  it.each<[string, CallObservation['ret'], ReturnType<typeof disk>[], string[]]>([
    ['returns 0', 0, [], []],
    ['fails only with a cause', 'EIO', [], ['return EIO, allowed 0 (nothing failed in this call)']],
    ['may tell of a late writeback', 'ENOSPC', [disk('write', 'ENOSPC')], []],
    ['may tell of the inode', 'EDQUOT', [disk('writeInode', 'EDQUOT')], []],
    ['may tell of the flush', 'EIO', [disk('flush', 'EIO')], []],
    ['need not tell', 0, [disk('write', 'EIO')], []],
    [
      'tells no errno but theirs',
      'EBADF',
      [disk('flush', 'EIO')],
      ['return EBADF, allowed 0 (nothing failed in this call) or EIO (the flush of the disk failed with EIO)'],
    ],
  ])('%s', (_, ret, steps, differences) => {
    const judgement = new Story().says(CLOSE, { ret }, { steps });
    expect(judgement).toEqual(differences);
  });

  it.each<[CallObservation['ret'], ReturnType<typeof disk>[]]>([
    [0, []],
    ['EIO', [disk('write', 'EIO')]],
  ])('takes the descriptor away when it returns %p, and no other', (ret, steps) => {
    const story = new Story();
    story.tell({ call: 'dup', fd: 0, as: 1 });
    expect(factsIn(story.judge(CLOSE, { ret }, { steps }).facts)).toEqual(['plain']);
    expect(story.tell(CLOSE, { ret: 'EBADF' })).toEqual([]);
    expect(story.tell({ call: 'fstat', fd: 1 })).toEqual([]);
  });

  it('that met an error in the writeback may leave it to the next fsync', () => {
    const story = new Story();
    story.tell(open(1, 'O_RDWR'));
    story.write(512, { ret: 512 });
    story.tell(CLOSE, { ret: 0 }, [disk('write', 'EIO')]);
    expect(story.tell({ call: 'fsync', fd: 1 }, { ret: 'EIO' })).toEqual([]);
  });

  it('takes no error away that another may still be told', () => {
    const story = new Story();
    story.tell(open(1, 'O_RDWR'));
    story.write(512, { ret: 512 });
    story.tell({ call: 'writeback' }, {}, [disk('write', 'EIO')]);
    story.tell(CLOSE);
    expect(story.tell({ call: 'fsync', fd: 1 }, { ret: 0 }, [disk('flush', 0)])).toEqual(['return']);
  });

  it('leaves old bytes possible where its writeback failed', () => {
    const read = (steps: ReturnType<typeof disk>[]): string[] => {
      const story = new Story();
      story.tell(open(1, 'O_RDWR'));
      story.write(512, { ret: 512 });
      story.tell(CLOSE, {}, steps);
      const content = [{ from: 0, to: 512, source: 'initial' as const }];
      return story.tell({ call: 'pread', fd: 1, length: 512, position: 0 }, { ret: 512, content });
    };
    expect(read([disk('write', 'EIO')])).toEqual([]);
    expect(read([disk('write', 1)])).toEqual(['content']);
  });
});
