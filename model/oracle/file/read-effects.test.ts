/** What a read settles about bytes that were in doubt. */
import { describe, expect, it } from '@jest/globals';
import {
  DISTINCT_CALLS,
  type Call,
  type DiskStep,
  type Fault,
  type FileSpec,
  type Source,
} from '../../../contract/index.js';
import { DAX, disk, EIO, open, SCENARIO, Story } from './story.sample.js';

const LENGTH = 1024;
const write = (length: number): Call => ({
  call: 'pwrite',
  fd: 0,
  segments: [{ length, readable: length }],
  position: 0,
});
const WHOLE = write(LENGTH);
const FSYNC: Call = { call: 'fsync', fd: 0 };
const FLUSHED = [disk('flush', 0)];

/** What differs when descriptor `fd` reads bytes of this source there. */
function reads(story: Story, source: Source, fd = 0, [from, to] = [0, LENGTH]): string[] {
  const call: Call = { call: 'pread', fd, length: to - from, position: from };
  return story.says(call, { ret: to - from, content: [{ from, to, source }] });
}

/** Call 1 stores the range in the cache, and an fsync can not write it back, and says so: the page is clean and new over an old device. */
function cleanOverOld(file: FileSpec = SCENARIO.file): Story {
  const story = new Story({ file });
  story.tell(WHOLE, { ret: LENGTH, size: 8192 });
  story.tell(FSYNC, { ret: 'EIO' }, EIO);
  return story;
}

describe('without a write in between', () => {
  it('a buffered read may find the old bytes once the page is evicted, and then finds these for good', () => {
    const story = cleanOverOld();
    expect(reads(story, 1)).toEqual([]);
    expect(reads(story, 1)).toEqual([]);
    expect(reads(story, 'initial')).toEqual([]);
    expect(reads(story, 'initial')).toEqual([]);
    expect(reads(story, 1)).toEqual([
      'content the bytes of call 1, allowed the initial bytes in [0, 1024) ' +
        '(call 5 read these, and nothing changed them since: they cannot come and go)',
    ]);
  });

  it('bytes that differ by their place are told apart by it', () => {
    const story = cleanOverOld();
    expect(reads(story, 1)).toEqual([]);
    expect(reads(story, 'initial', 0, [0, 512])).toEqual([]);
    expect(reads(story, 1, 0, [512, 1024])).toEqual([]);
    expect(reads(story, 1, 0, [0, 512])).toHaveLength(1);
    expect(reads(story, 'initial', 0, [512, 1024])).toEqual([]);
  });

  it('one read alone settles nothing', () => {
    const story = cleanOverOld();
    expect(reads(story, 1)).toEqual([]);
    const [wrong] = reads(story, 'hole');
    expect(wrong).toMatch(/^content zeros, allowed the initial bytes .* or the bytes of call 1 .* \(call 1 stored /);
  });

  it('what surely was there stays what the calls made it, also where the same read settles more', () => {
    const story = cleanOverOld();
    expect(reads(story, 1)).toEqual([]);
    expect(reads(story, 'initial', 0, [0, 2048])).toEqual([]);
    expect(reads(story, 1)).toHaveLength(1);
    expect(reads(story, 'other', 0, [1024, 2048])).toEqual([
      'content bytes that nobody wrote, allowed the initial bytes in [1024, 2048) ' +
        '(no call surely wrote here: what the file held before the first call)',
    ]);
  });

  it('a sector is settled as a whole, up to where a write began or ended in it', () => {
    const story = cleanOverOld();
    expect(reads(story, 1, 0, [0, 100])).toEqual([]);
    const content = [
      { from: 0, to: 100, source: 1 },
      { from: 100, to: 512, source: 'initial' as const },
    ];
    expect(story.tell({ call: 'pread', fd: 0, length: 512, position: 0 }, { ret: 512, content })).toEqual(['content']);
    expect(reads(story, 'initial', 0, [200, 300])).toEqual([]);
    expect(reads(story, 1, 0, [0, 512])).toHaveLength(1);
    expect(reads(story, 1, 0, [512, 1024])).toEqual([]);
  });

  it('a sector in which a write ended is settled on either side by itself', () => {
    const story = new Story();
    story.tell(write(700), { ret: 700, size: 8192 });
    story.tell(FSYNC, { ret: 'EIO' }, EIO);
    story.tell(write(600), { ret: 600, size: 8192 });
    story.tell(FSYNC, { ret: 'EIO' }, EIO);
    reads(story, 3, 0, [0, 512]);
    reads(story, 3, 0, [512, 600]);
    reads(story, 1, 0, [600, 700]);
    reads(story, 'initial', 0, [512, 600]);
    expect(reads(story, 3, 0, [512, 600])).toHaveLength(1);
    expect(reads(story, 1, 0, [600, 700])).toEqual([]);
  });

  it('what one read shows of a sector says nothing of the next one, nor across the end of a segment', () => {
    const story = cleanOverOld();
    reads(story, 1, 0, [512, 1024]);
    for (const source of ['initial', 1] as const) expect(reads(story, source, 0, [0, 512])).toEqual([]);
    const torn = new Story();
    const segments = [100, 924].map((length) => ({ length, readable: length }));
    torn.tell({ call: 'pwrite', fd: 0, segments, position: 0 }, { ret: 'EIO', size: 8192 }, EIO);
    expect(reads(torn, 1, 0, [0, 100])).toEqual([]);
    for (const source of ['initial', 1] as const) expect(reads(torn, source, 0, [100, 512])).toEqual([]);
    expect(reads(torn, 'initial', 0, [0, 100])).toEqual([]);
  });

  it('a write before them changes nothing of the bytes behind it', () => {
    const story = cleanOverOld();
    reads(story, 1, 0, [512, 1024]);
    story.tell(write(100), { ret: 100, size: 8192 });
    expect(reads(story, 'initial', 0, [512, 1024])).toEqual([]);
    expect(reads(story, 1, 0, [512, 1024])).toHaveLength(1);
  });

  it('calls whose bytes may be taken for each other settle nothing', () => {
    const story = new Story();
    story.tell(WHOLE, { ret: LENGTH, size: 8192 });
    for (let i = 0; i < DISTINCT_CALLS - 1; i++) story.tell({ call: 'fstat', fd: 0 });
    story.tell(WHOLE, { ret: 'EIO', size: 8192 }, EIO);
    const later = 1 + DISTINCT_CALLS;
    for (const source of [1, later, 1, later]) expect(reads(story, source)).toEqual([]);
  });

  it('nothing is settled under posix, which knows of no single cache', () => {
    const story = new Story({ profile: 'posix', level: 'file' });
    const faults: Fault[] = [{ on: 'target', kind: 'errorAfter', args: {}, where: null, nth: 1, sticky: false }];
    story.judge(WHOLE, { ret: 'EIO', size: 8192 }, { faults });
    for (const source of ['initial', 1, 'initial', 1] as const) expect(reads(story, source)).toEqual([]);
  });

  it('the first read of a DAX file tells what the device holds, which no cache hides', () => {
    const story = new Story({ file: DAX });
    story.tell(WHOLE, { ret: 'EIO', size: 8192 }, EIO);
    expect(reads(story, 1)).toEqual([]);
    expect(reads(story, 'initial')).toHaveLength(1);
    expect(reads(story, 1)).toEqual([]);
  });

  it('a direct read does not tell what is cached', () => {
    const story = cleanOverOld();
    story.tell(open(1, 'O_RDONLY', 'O_DIRECT'));
    for (const source of [1, 'initial', 1, 'initial'] as const) expect(reads(story, source, 1)).toEqual([]);
  });

  it('nothing is claimed of bytes about which the disk lied', () => {
    const story = new Story();
    const torn: DiskStep[] = [{ ...disk('write', 1, 0), struck: 'torn' }];
    story.judge(WHOLE, { ret: LENGTH, size: 8192 }, { steps: torn });
    story.tell(WHOLE, { ret: 'EIO', size: 8192 }, EIO);
    story.tell(WHOLE, { ret: 'EIO', size: 8192 }, EIO);
    for (const source of ['other', 2, 3, 2, 1, 'other'] as const) expect(reads(story, source, 0, [0, 512])).toEqual([]);
  });

  it('a read that failed shows nothing', () => {
    const story = cleanOverOld();
    reads(story, 1);
    const content = [{ from: 0, to: LENGTH, source: 'initial' as const }];
    story.tell({ call: 'pread', fd: 0, length: LENGTH, position: 0 }, { ret: 'EIO', content }, [disk('read', 'EIO')]);
    expect(reads(story, 1)).toEqual([]);
  });

  it.each<[string, Call, DiskStep[]]>([
    ['an fsync', FSYNC, FLUSHED],
    ['a writeback that fails', { call: 'writeback' }, [...EIO]],
    ['a drop of the caches', { call: 'dropCaches' }, []],
  ])('%s changes no byte', (_, call, steps) => {
    const story = cleanOverOld();
    reads(story, 1);
    expect(story.tell(call, {}, steps)).toEqual([]);
    expect(reads(story, 'initial')).toEqual([]);
    expect(story.tell(call, {}, steps)).toEqual([]);
    expect(reads(story, 1)).toHaveLength(1);
  });

  it('what fsync has kept is what was read last', () => {
    const story = cleanOverOld();
    reads(story, 1);
    reads(story, 'initial');
    story.tell(FSYNC, {}, FLUSHED);
    story.tell({ call: 'powerCut' }, { size: 8192 });
    story.tell(open(0, 'O_RDWR'));
    expect(reads(story, 1)).toHaveLength(1);
    expect(reads(story, 'initial')).toEqual([]);
  });
});

describe('a call that may change them', () => {
  it.each<[string, Call, number, DiskStep[], Source[]]>([
    ['a write that failed', WHOLE, -1, [...EIO], ['initial', 6]],
    ['a write', WHOLE, LENGTH, [], [6]],
  ])('%s begins anew', (_, call, ret, steps, sources) => {
    const story = cleanOverOld();
    reads(story, 1);
    reads(story, 'initial');
    expect(reads(story, 'initial')).toEqual([]);
    story.tell(call, { ret: ret < 0 ? 'EIO' : ret, size: 8192 }, steps);
    const [last, ...before] = sources.toReversed();
    for (const source of before.toReversed()) expect(reads(story, source)).toEqual([]);
    expect(reads(story, last)).toEqual([]);
    expect(reads(story, 1)).toHaveLength(1);
  });
});

describe('after a power cut', () => {
  /** Call 1 was not synced: it may have reached the disk. */
  function cut(file: FileSpec = SCENARIO.file): Story {
    const story = new Story({ file });
    story.tell(WHOLE, { ret: LENGTH, size: 8192 });
    story.tell({ call: 'powerCut' }, { size: 8192 });
    story.tell(open(0, 'O_RDWR'));
    story.tell(open(1, 'O_RDWR', 'O_DIRECT'));
    return story;
  }

  it.each<[string, FileSpec, number, number]>([
    ['buffered', SCENARIO.file, 0, 0],
    ['direct', SCENARIO.file, 1, 1],
    ['buffered, after it a direct one', SCENARIO.file, 0, 1],
    ['direct, after it a buffered one', SCENARIO.file, 1, 0],
    ['past the cache, of a DAX file', DAX, 0, 0],
  ])('the first read tells what the disk has kept, for good: %s', (_, file, first, second) => {
    for (const [kept, lost] of [
      [1, 'initial'],
      ['initial', 1],
    ] as const) {
      const story = cut(file);
      expect(reads(story, kept, first)).toEqual([]);
      expect(reads(story, kept, second)).toEqual([]);
      const [wrong] = reads(story, lost, second);
      expect(wrong).toMatch(
        /^content .* \(call 5 read these, and nothing changed them since: they cannot come and go\)$/,
      );
    }
  });

  it('so that the next power cut leaves it', () => {
    const story = cut();
    reads(story, 'initial');
    story.tell({ call: 'powerCut' }, { size: 8192 });
    story.tell(open(0, 'O_RDWR'));
    expect(reads(story, 1)).toHaveLength(1);
    expect(reads(story, 'initial')).toEqual([]);
  });

  it('what a write lets come into the file uncounted has been read by nobody', () => {
    const story = new Story({
      profile: 'linux-6.x',
      file: { ...SCENARIO.file, size: 512, allocated: [{ from: 0, to: 512 }] },
    });
    const append: Call = { call: 'pwrite', fd: 0, segments: [{ length: 512, readable: 512 }], position: 512 };
    story.tell(append, { ret: 512, size: 1024 });
    story.tell({ call: 'powerCut' }, { size: 512 });
    story.tell(open(0, 'O_RDWR'));
    const bad: Call = { call: 'pwrite', fd: 0, segments: [{ length: 1024, readable: 512 }], position: 512 };
    expect(story.tell(bad, { ret: 100, size: 1024 })).toEqual([]);
    expect(reads(story, 'hole', 0, [612, 1024])).toEqual([]);
    expect(reads(story, 1, 0, [612, 1024])).toEqual([]);
  });

  it('what nobody has read is in doubt still', () => {
    const story = cut();
    expect(reads(story, 1, 0, [0, 512])).toEqual([]);
    expect(reads(story, 'initial', 0, [512, 1024])).toEqual([]);
    expect(reads(story, 1, 0, [512, 1024])).toHaveLength(1);
  });
});
