import { describe, expect, it } from '@jest/globals';
import type { Call, ContentRange, DiskStep, Fault, OpenFlag } from '../../../contract/index.js';
import { disk, open, SCENARIO, Story } from './story.sample.js';

const FSYNC: Call = { call: 'fsync', fd: 0 };
const pread = (position: number, length: number, fd = 0): Call => ({ call: 'pread', fd, length, position });

describe('the bytes of a read', () => {
  const EIO_READ = [disk('read', 'EIO')];
  const range = (from: number, to: number, source: ContentRange['source']): ContentRange => ({ from, to, source });

  /** Call 1 stores [0, 1024); call 2 fails over [0, 2048). */
  function inDoubt(): Story {
    const story = new Story();
    story.write(1024, { ret: 1024, offset: 1024, size: 8192 });
    const segments = [{ length: 2048, readable: 2048 }];
    story.tell({ call: 'pwrite', fd: 0, segments, position: 0 }, { ret: 'EIO', size: 8192 }, EIO_READ);
    return story;
  }
  const told = (story: Story, ...content: ContentRange[]): string[] =>
    story.says(pread(content[0].from, content[content.length - 1].to - content[0].from), {
      ret: content[content.length - 1].to - content[0].from,
      content,
    });

  const OLD_OR_NEW = [
    'the bytes of call 1 in [0, 1024) (call 1 stored [0, 1024))',
    'the bytes of call 2 in [0, 1024) (call 2 failed or stopped: [0, 2048) may hold its bytes or not)',
  ].join(' or ');

  it('are of a source that their place may hold', () => {
    expect(told(inDoubt(), range(0, 1024, 1))).toEqual([]);
    expect(told(inDoubt(), range(0, 1024, 2))).toEqual([]);
    expect(told(inDoubt(), range(0, 1024, 'initial'))).toEqual([`content the initial bytes, allowed ${OLD_OR_NEW}`]);
    expect(told(inDoubt(), range(0, 1024, 'other'))).toEqual([
      `content bytes that nobody wrote, allowed ${OLD_OR_NEW}`,
    ]);
    expect(told(inDoubt(), range(1024, 2048, 'initial'))).toEqual([]);
    expect(told(inDoubt(), range(2048, 4096, 2))).toHaveLength(1);
  });

  it('are not looked at where nothing was read', () => {
    const story = inDoubt();
    const content = [range(0, 512, 'other')];
    expect(story.tell(pread(9000, 512), { ret: 0, content })).toEqual([]);
    expect(story.tell(pread(0, 512), { ret: 'EIO', content }, EIO_READ)).toEqual([]);
    expect(story.tell(pread(0, 512), { ret: 1, content })).toEqual(['content']);
  });

  it('of a sector in doubt are all old or all new', () => {
    const ALL = 'allowed sector 1 all old or all new (no torn write was injected: a sector is written whole)';
    expect(told(inDoubt(), range(0, 512, 1), range(512, 1024, 2))).toEqual([]);
    expect(told(inDoubt(), range(0, 600, 1), range(600, 1024, 2))).toEqual([
      `content the bytes of call 1, then the bytes of call 2 from 600, ${ALL}`,
    ]);
    expect(told(inDoubt(), range(0, 512, 1), range(512, 600, 2), range(600, 1024, 1))).toHaveLength(1);
    expect(told(inDoubt(), range(0, 1024, 1), range(1024, 1500, 2), range(1500, 2048, 'initial'))).toHaveLength(1);
  });

  it('may change inside a sector where a write ended, or began', () => {
    const story = new Story();
    story.write(700, { ret: 700, offset: 700, size: 8192 });
    expect(told(story, range(0, 700, 1), range(700, 1024, 'initial'))).toEqual([]);
    const segments = [{ length: 1000, readable: 1000 }];
    story.tell({ call: 'pwrite', fd: 0, segments, position: 300 }, { ret: 'EIO', size: 8192 }, EIO_READ);
    expect(told(story, range(0, 300, 1), range(300, 1300, 3), range(1300, 1536, 'initial'))).toEqual([]);
    expect(told(story, range(0, 300, 1), range(300, 1301, 3))).toHaveLength(1);
    expect(told(story, range(0, 300, 1), range(300, 650, 3), range(650, 700, 1))).toHaveLength(1);
  });

  it('may change inside a sector where the stored part of the file ends', () => {
    const story = new Story({ file: { ...SCENARIO.file, allocated: [{ from: 0, to: 700 }] }, level: 'file' });
    const segments = [{ length: 1024, readable: 1024 }];
    const faults: Fault[] = [{ on: 'target', kind: 'errorAfter', args: {}, where: null, nth: 1, sticky: false }];
    story.judge({ call: 'pwrite', fd: 0, segments, position: 0 }, { ret: 'EIO', size: 8192 }, { faults });
    expect(told(story, range(0, 700, 'initial'), range(700, 1024, 'hole'))).toEqual([]);
    expect(told(story, range(0, 699, 1), range(699, 700, 'initial'), range(700, 1024, 'hole'))).toHaveLength(1);
  });

  it('may be told in pieces', () => {
    expect(told(inDoubt(), range(0, 600, 2), range(600, 1024, 2))).toEqual([]);
  });

  it('may change anywhere where a torn write was injected', () => {
    const story = new Story();
    const torn = { steps: [{ ...disk('write', 1, 1), struck: 'torn' as const }] };
    const segments = [{ length: 512, readable: 512 }];
    story.judge({ call: 'pwrite', fd: 0, segments, position: 512 }, { ret: 512, size: 8192 }, torn);
    expect(told(story, range(512, 600, 1), range(600, 1024, 'initial'))).toEqual([]);
  });

  it('of two reads need not fit together', () => {
    expect(told(inDoubt(), range(0, 600, 1), range(700, 1024, 2))).toEqual([]);
  });

  it('that come past the cache may be those of the device, where the disk failed in this call', () => {
    const direct = (steps: DiskStep[], flags: OpenFlag[] = ['O_RDWR', 'O_DIRECT']): string[] => {
      const story = new Story();
      story.write(512, { ret: 512, offset: 512, size: 8192 });
      story.tell(open(1, ...flags));
      const content = [range(0, 512, 'initial')];
      return story.tell(pread(0, 512, 1), { ret: 512, content }, steps);
    };
    expect(direct([])).toEqual(['content']);
    expect(direct(EIO_READ)).toEqual([]);
    expect(direct(EIO_READ, ['O_RDONLY'])).toEqual(['content']);
  });

  it('are judged after a power cut as durability', () => {
    const story = new Story();
    story.write(512, { ret: 512, offset: 512, size: 8192 });
    story.tell(FSYNC, {}, [disk('flush', 0)]);
    story.tell({ call: 'powerCut' }, { size: 8192 });
    story.tell(open(0, 'O_RDONLY'));
    expect(told(story, range(0, 512, 'initial'))).toEqual([
      'durability the initial bytes, allowed the bytes of call 1 in [0, 512) (call 1 stored [0, 512), and a sync made it durable)',
    ]);
  });

  it('of a call since the power cut are judged as content', () => {
    const story = new Story();
    story.write(512, { ret: 512, offset: 512, size: 8192 });
    story.tell({ call: 'powerCut' }, { size: 8192 });
    story.tell(open(0, 'O_RDWR'));
    story.write(256, { ret: 256, offset: 256, size: 8192 });
    expect(told(story, range(0, 256, 'other'))).toEqual([
      'content bytes that nobody wrote, allowed the bytes of call 4 in [0, 256) (call 4 stored [0, 256))',
    ]);
    expect(told(story, range(256, 512, 'other'))).toEqual([
      'durability bytes that nobody wrote, allowed ' +
        'the initial bytes in [256, 512) (call 1 wrote over them, but no sync after it made that durable) or ' +
        'the bytes of call 1 in [256, 512) (call 1 stored [0, 512), and that may have reached the disk)',
    ]);
  });

  it('of a write since the power cut may be lost in its writeback, which is no matter of durability', () => {
    const story = new Story();
    story.tell({ call: 'powerCut' }, { size: 8192 });
    story.tell(open(0, 'O_RDWR'));
    story.write(512, { ret: 512, offset: 512, size: 8192 });
    story.tell({ call: 'writeback' }, {}, [disk('write', 'EIO')]);
    expect(told(story, range(0, 512, 'other'))).toEqual([
      'content bytes that nobody wrote, allowed the initial bytes in [0, 512) (call 3 wrote over them, but that may be ' +
        'lost before it is written back, and the device still holds these) or ' +
        'the bytes of call 3 in [0, 512) (call 3 stored [0, 512))',
    ]);
  });

  it('are anything where the disk lied', () => {
    const story = new Story();
    const lied = { steps: [{ ...disk('read', 1, 1), struck: 'bitRot' as const }] };
    const content = [range(512, 1024, 'other')];
    expect(story.judge(pread(512, 512), { ret: 512, content }, lied).differences).toEqual([]);
  });

  it('that deviate are told beside all that the place may hold, at most 16 lines', () => {
    const wrong = inDoubt().judge(pread(0, 4096), { ret: 3000, content: [range(0, 3000, 'other')] });
    expect(wrong.path).toEqual([
      '[0, 1024) may hold the bytes of call 1 or the bytes of call 2',
      '[1024, 2048) may hold the initial bytes or the bytes of call 2',
      '[2048, 3000) may hold the initial bytes',
    ]);
    expect(inDoubt().judge(pread(0, 512), { ret: 'ENOSPC' }).path).toEqual([]);
    const many = new Story();
    for (let at = 0; at < 20; at++)
      many.tell({ call: 'pwrite', fd: 0, segments: [{ length: 1, readable: 1 }], position: 2 * at }, { ret: 1 });
    expect(many.judge(pread(0, 64), { ret: 64, content: [range(0, 64, 'other')] }).path).toHaveLength(16);
  });
});
