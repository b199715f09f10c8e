import { describe, expect, it } from '@jest/globals';
import type { DiskStep, ProfileId, Scenario } from '../../../contract/index.js';
import { disk, SCENARIO, Story } from './story.sample.js';

describe('the oracle of the disk and file level', () => {
  it('takes an errno only with a cause', () => {
    expect(new Story().write(512, { ret: 'EIO', offset: 0, size: 8192 })).toEqual(['return']);
    expect(new Story().write(512, { ret: 'EIO', offset: 0, size: 8192 }, [disk('read', 'EIO')])).toEqual([]);
  });

  it('never takes more than was asked, nor 0 for something', () => {
    expect(new Story().write(512, { ret: 513, offset: 513, size: 8192 })).toContain('return');
    expect(new Story().write(512, { ret: 0, offset: 0, size: 8192 })).toContain('return');
  });

  it('ties the offset and the size to the count', () => {
    expect(new Story().write(512, { ret: 512, offset: 1024, size: 8192 })).toEqual(['offset']);
    expect(new Story().write(9000, { ret: 9000, offset: 9000, size: 8192 })).toEqual(['size']);
    expect(new Story().write(9000, { ret: 9000, offset: 9000, size: 9000 })).toEqual([]);
  });

  it('takes under posix a pwrite with O_APPEND at either place, and elsewhere only at the end', () => {
    const after = (profile: Scenario['profile'], size: number, from: number): string[] => {
      const story = new Story({ profile, level: 'file' });
      story.tell({ call: 'open', fd: 0, flags: ['O_RDWR', 'O_APPEND'] }, { ret: 0 });
      const segments = [{ length: 512, readable: 512 }];
      const written = story.tell({ call: 'pwrite', fd: 0, segments, position: 512 }, { ret: 512, size });
      const content = [{ from, to: from + 512, source: 2 }];
      const read = { call: 'pread', fd: 0, length: 512, position: from } as const;
      return [...written, ...story.tell(read, { ret: 512, content })];
    };
    expect(after('posix', 8192 + 512, 8192)).toEqual([]);
    expect(after('posix', 8192, 512)).toEqual([]);
    expect(after('posix', 8192, 0)).toEqual(['content']);
    expect(after('posix', 8193, 512)).toContain('size');
    expect(after('linux-4.x', 8192, 512)).toContain('size');
  });

  it('cuts at RLIMIT_FSIZE, and demands the signal at it', () => {
    const story = new Story();
    expect(story.write(20000, { ret: 16384, offset: 16384, size: 16384 })).toEqual([]);
    expect(story.write(1, { ret: 'EFBIG', offset: 16384, size: 16384 })).toEqual(['return']);
    expect(story.write(1, { ret: 'EFBIG', signal: 'SIGXFSZ', offset: 16384, size: 16384 })).toEqual([]);
  });

  it('reads back what was written, and nothing else where nothing was', () => {
    const story = new Story();
    story.write(512, { ret: 512, offset: 512, size: 8192 });
    const content = (source: 1 | 'initial' | 'other') => [
      { from: 0, to: 512, source },
      { from: 512, to: 1024, source: 'initial' as const },
    ];
    expect(story.read(1024, { content: content(1) })).toEqual([]);
    expect(story.read(1024, { content: content('initial') })).toEqual(['content']);
    expect(story.read(1024, { content: content('other') })).toEqual(['content']);
  });

  it('leaves a failed write in doubt sector by sector: old or new, never torn', () => {
    const told = (border: number) => {
      const story = new Story();
      story.write(2048, { ret: 'EIO', offset: 0, size: 8192 }, [disk('write', 'EIO', 0, 4)]);
      return story.read(2048, {
        content: [
          { from: 0, to: border, source: 1 },
          { from: border, to: 2048, source: 'initial' },
        ],
      });
    };
    expect(told(512)).toEqual([]);
    expect(told(700)).toEqual(['content']);
  });

  it('wants a writeback error reported by fsync, once', () => {
    const story = new Story();
    story.write(512, { ret: 512, offset: 512, size: 8192 });
    story.tell({ call: 'writeback' }, {}, [disk('write', 'EIO')]);
    expect(story.tell({ call: 'fsync', fd: 0 }, { ret: 0 }, [disk('flush', 0)])).toEqual(['return']);
    expect(story.tell({ call: 'fsync', fd: 0 }, { ret: 'EIO' }, [disk('flush', 0)])).toEqual([]);
  });

  it('does not take an fsync that never flushed the disk', () => {
    const story = new Story();
    story.write(512, { ret: 512, offset: 512, size: 8192 });
    expect(story.tell({ call: 'fsync', fd: 0 }, { ret: 0 }, [disk('write', 1)])).toEqual(['durability']);
    expect(story.tell({ call: 'fsync', fd: 0 }, { ret: 0 }, [disk('write', 1), disk('flush', 0)])).toEqual([]);
  });

  it.each<[string, ProfileId, DiskStep[], string[]]>([
    ['where it was only cached', 'linux-4.x', [], []],
    ['where the device failed', 'linux-fuse', [disk('write', 'EIO')], []],
    ['not where writes go through', 'linux-fuse', [], ['content']],
  ])('takes for read, after a failed write, what ftruncate cut off: %s', (_, profile, steps, expected) => {
    const story = new Story({ profile });
    story.tell({ call: 'ftruncate', fd: 0, length: 100 }, { size: 100 }, steps);
    story.tell({ call: 'ftruncate', fd: 0, length: 8192 }, { size: 8192 });
    story.write(10, { ret: 'EIO' }, [disk('write', 'EIO')]);
    expect(story.read(200, { content: [{ from: 0, to: 200, source: 'initial' }] })).toEqual(expected);
  });

  it('demands after a power cut what fsync made durable', () => {
    const told = (source: 1 | 'initial') => {
      const story = new Story();
      story.write(512, { ret: 512, offset: 512, size: 8192 });
      story.tell({ call: 'fsync', fd: 0 }, { ret: 0 }, [disk('write', 1), disk('flush', 0)]);
      story.tell({ call: 'powerCut' }, { size: 8192, mode: 0o644 });
      story.tell({ call: 'open', fd: 0, flags: ['O_RDONLY'] }, { ret: 0 });
      return story.read(512, { content: [{ from: 0, to: 512, source }] });
    };
    expect(told(1)).toEqual([]);
    expect(told('initial')).toEqual(['durability']);
  });

  it('wants set-id bits gone after a write, and untouched after one of 0 bytes', () => {
    const setid = { file: { ...SCENARIO.file, mode: 0o4755 } };
    expect(new Story(setid).write(1, { ret: 1, offset: 1, size: 8192, mode: 0o4755 })).toEqual(['metadata']);
    expect(new Story(setid).write(1, { ret: 1, offset: 1, size: 8192, mode: 0o755 })).toEqual([]);
    expect(new Story(setid).write(0, { ret: 0, offset: 0, size: 8192, mode: 0o755 })).toEqual(['metadata']);
  });
});
