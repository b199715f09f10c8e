import { describe, expect, it } from '@jest/globals';
import type { Call, CallObservation, ContentRange, DiskStep, Fault, Scenario } from '../../../contract/index.js';
import { factsIn } from '../judgement.js';
import { disk, open, SCENARIO, Story } from './story.sample.js';

const WRITEBACK: Call = { call: 'writeback' };
const DROP_CACHES: Call = { call: 'dropCaches' };
const POWER_CUT: Call = { call: 'powerCut' };
const FSYNC: Call = { call: 'fsync', fd: 0 };
const FDATASYNC: Call = { call: 'fdatasync', fd: 0 };

const initial = (from: number, to: number): ContentRange[] => [{ from, to, source: 'initial' }];

describe('a writeback', () => {
  /** What fsync may return after a write and a writeback to which the disk replied so. */
  const fsyncAfter = (event: Call, ...steps: DiskStep[]): CallObservation['ret'][] =>
    ([0, 'EIO', 'ENOSPC', 'EDQUOT'] as const).filter((ret) => {
      const story = new Story({ profile: 'linux-6.x' });
      story.write(1024, { ret: 1024 });
      story.tell(event, {}, steps);
      return story.tell(FSYNC, { ret }, [disk('flush', 0)]).length === 0;
    });

  it.each<[string, DiskStep[], CallObservation['ret'][]]>([
    ['that succeeds leaves nothing to tell', [disk('write', 2, 0, 2)], [0]],
    ['whose write fails must be told', [disk('write', 'EIO')], ['EIO']],
    ['that finds the disk full must be told, as that or as EIO', [disk('allocate', 'ENOSPC')], ['EIO', 'ENOSPC']],
    ['that finds the quota used up must be told', [disk('allocate', 'EDQUOT')], ['EIO', 'EDQUOT']],
    ['cut short may be told', [disk('write', 1, 0, 2)], [0, 'EIO']],
    ['that fails and is cut short must be told', [disk('write', 'EIO'), disk('write', 1, 0, 2)], ['EIO']],
    ['whose inode record fails may be told', [disk('writeInode', 'ENOSPC')], [0, 'EIO', 'ENOSPC']],
    ['that fails twice must be told', [disk('write', 'EIO'), disk('writeInode', 'ENOSPC')], ['EIO', 'ENOSPC']],
  ])('%s by the next fsync', (_, steps, allowed) => {
    expect(fsyncAfter(WRITEBACK, ...steps)).toEqual(allowed);
  });

  it('that a target makes of its own to drop caches may be told', () => {
    expect(fsyncAfter(DROP_CACHES)).toEqual([0]);
    expect(fsyncAfter(DROP_CACHES, disk('write', 'EIO'))).toEqual([0, 'EIO']);
  });

  it.each([[WRITEBACK], [DROP_CACHES]])('that fails leaves the old bytes possible: %j', (event) => {
    const read = (...steps: DiskStep[]): string[] => {
      const story = new Story();
      story.write(512, { ret: 512 });
      story.tell(event, {}, steps);
      return story.read(512, { content: initial(0, 512) });
    };
    expect(read(disk('write', 'EIO'))).toEqual([]);
    expect(read(disk('write', 1))).toEqual(['content']);
  });

  it.each([[WRITEBACK], [DROP_CACHES]])('is a plain call: %j', (event) => {
    const judgement = new Story().judge(event);
    expect(factsIn(judgement.facts)).toEqual(['plain']);
    expect(judgement.differences).toEqual([]);
  });

  /** What fsync may return after a writeback that failed and these calls. */
  const afterLoss = (...calls: Call[]): CallObservation['ret'][] =>
    ([0, 'EIO'] as const).filter((ret) => {
      const story = new Story();
      story.write(512, { ret: 512 });
      story.tell(WRITEBACK, {}, [disk('write', 'EIO')]);
      for (const call of calls) story.tell(call);
      return story.tell(FSYNC, { ret }, [disk('flush', 0)]).length === 0;
    });

  it('takes no error away that waits', () => {
    expect(afterLoss(DROP_CACHES)).toEqual(['EIO']);
    expect(afterLoss({ call: 'close', fd: 0 }, open(0, 'O_RDWR'))).toEqual(['EIO']);
  });

  it('may take the error with an inode that nobody has open', () => {
    expect(afterLoss({ call: 'close', fd: 0 }, DROP_CACHES, open(0, 'O_RDWR'))).toEqual([0, 'EIO']);
  });
});

describe('after a power cut', () => {
  const SINCE = 'at the last sync that succeeded, or after a call since';
  const file = { ...SCENARIO.file, mode: 0o4755, capability: true };

  /** One byte written at the end of the file, which takes the privileges; then perhaps a sync; then the cut. */
  function cut(synced: Call[], got: Partial<CallObservation>): string[] {
    const story = new Story({ file });
    const written = { size: 8193, mode: 0o755, capability: false };
    story.tell(
      { call: 'pwrite', fd: 0, position: 8192, segments: [{ length: 1, readable: 1 }] },
      { ret: 1, ...written },
    );
    for (const call of synced) story.tell(call, written, [disk('flush', 0)]);
    return story.says(POWER_CUT, got);
  }

  it.each<[string, Call[], Partial<CallObservation>, string[]]>([
    ['all may be as before', [], { size: 8192, mode: 0o4755, capability: true }, []],
    ['all may be as after', [], { size: 8193, mode: 0o755, capability: false }, []],
    ['some may be as before, some as after', [], { size: 8193, mode: 0o4755, capability: false }, []],
    ['nothing need be seen', [], {}, []],
    ['all is as fsync left it', [FSYNC], { size: 8193, mode: 0o755, capability: false }, []],
    ['the size is as fdatasync left it', [FDATASYNC], { size: 8193, mode: 0o755, capability: false }, []],
    ['mode and capability need not be', [FDATASYNC], { size: 8193, mode: 0o4755, capability: true }, []],
    [
      'no other size is possible',
      [],
      { size: 1 },
      [`durability size 1, allowed size 8192 (the size ${SINCE}) or size 8193 (the size ${SINCE})`],
    ],
    [
      'no other mode is possible',
      [],
      { mode: 0o644 },
      [`durability mode 0644, allowed mode 0755 (the mode ${SINCE}) or mode 04755 (the mode ${SINCE})`],
    ],
    [
      'the size from before fsync is lost',
      [FSYNC],
      { size: 8192 },
      [`durability size 8192, allowed size 8193 (the size ${SINCE})`],
    ],
    [
      'the size from before fdatasync is lost',
      [FDATASYNC],
      { size: 8192 },
      [`durability size 8192, allowed size 8193 (the size ${SINCE})`],
    ],
    [
      'the set-id bits from before fsync are lost',
      [FSYNC],
      { mode: 0o4755 },
      [`durability mode 04755, allowed mode 0755 (the mode ${SINCE})`],
    ],
    [
      'the capability from before fsync is lost',
      [FSYNC],
      { capability: true },
      [`durability security.capability there, allowed security.capability absent (the security.capability ${SINCE})`],
    ],
  ])('%s', (_, synced, got, differences) => {
    expect(cut(synced, got)).toEqual(differences);
  });

  it('every size since the last sync is possible', () => {
    const story = new Story();
    for (const length of [100, 9000, 10]) story.tell({ call: 'ftruncate', fd: 0, length }, { size: length });
    expect(story.judge(POWER_CUT, { size: 11 }).differences[0].allowed).toEqual(
      [10, 100, 8192, 9000].map((size) => `size ${size}`),
    );
  });

  it('a capability that nobody took is there', () => {
    expect(new Story({ file }).says(POWER_CUT, { capability: false })).toEqual([
      `durability security.capability absent, allowed security.capability there (the security.capability ${SINCE})`,
    ]);
  });

  it('what was seen is all there is', () => {
    const story = new Story({ file });
    story.tell({ call: 'ftruncate', fd: 0, length: 10 }, { size: 10, mode: 0o755, capability: false });
    story.tell(POWER_CUT, { size: 8192, mode: 0o4755, capability: true });
    story.tell(open(0, 'O_RDONLY'));
    expect(story.tell({ call: 'fstat', fd: 0 }, { size: 10 })).toEqual(['size']);
    expect(story.tell(FSYNC, { mode: 0o4755, capability: true })).toEqual([]);
    expect(story.tell(POWER_CUT, { size: 10 })).toEqual(['durability']);
    expect(story.tell(POWER_CUT, { mode: 0o755 })).toEqual(['durability']);
    expect(story.tell(POWER_CUT, { capability: false })).toEqual(['durability']);
  });

  it('no descriptor is open, no error waits, and nothing has to be flushed', () => {
    const story = new Story();
    story.write(512, { ret: 512 });
    story.tell(WRITEBACK, {}, [disk('write', 'EIO')]);
    const judgement = story.judge(POWER_CUT, { size: 8192 });
    expect(factsIn(judgement.facts)).toEqual(['powerCut']);
    expect(story.tell(FSYNC, { ret: 'EBADF' })).toEqual([]);
    story.tell(open(0, 'O_RDWR'));
    expect(story.tell(FSYNC)).toEqual([]);
  });

  it('bytes that were never synced are there, or the old ones', () => {
    const read = (...synced: Call[]): string[] => {
      const story = new Story();
      story.write(512, { ret: 512 });
      for (const call of synced) story.tell(call, {}, [disk('flush', 0)]);
      story.tell(POWER_CUT, { size: 8192 });
      story.tell(open(0, 'O_RDONLY'));
      return story.read(512, { content: initial(0, 512) });
    };
    expect([read(), read(FSYNC), read(FDATASYNC)]).toEqual([[], ['durability'], ['durability']]);
  });

  it('any bytes may stand where the disk lost what it had flushed', () => {
    const lost: Fault = { on: 'powerCut', kind: 'lost', args: {}, where: { from: 1, to: 2 }, nth: 1, sticky: false };
    const story = new Story();
    story.judge(POWER_CUT, { size: 8192 }, { steps: [{ ...disk('read', 1), struck: 'lost' }], faults: [lost] });
    story.tell(open(0, 'O_RDONLY'));
    const read = (position: number, source: ContentRange['source']): string[] =>
      story.tell(
        { call: 'pread', fd: 0, length: 512, position },
        { ret: 512, content: [{ from: position, to: position + 512, source }] },
      );
    expect([read(0, 'other'), read(512, 'other')]).toEqual([['durability'], []]);
  });

  describe('whose mount could not read the inode', () => {
    const UNREAD = [disk('readInode', 'EIO')];

    function unread(scenario: Partial<Scenario> = {}): Story {
      const story = new Story(scenario);
      story.tell({ call: 'ftruncate', fd: 0, length: 10 }, { size: 10 });
      story.tell(POWER_CUT, {}, UNREAD);
      return story;
    }

    it.each([[10], [8192]])('the next open may show the size %d', (size) => {
      const story = unread();
      const judgement = story.judge(open(0, 'O_RDONLY'), { size });
      expect(judgement.differences).toEqual([]);
      expect(factsIn(judgement.facts)).toEqual(['open', 'powerCut']);
      expect(story.tell(open(1, 'O_RDONLY'), { size })).toEqual([]);
      expect(story.tell(open(1, 'O_RDONLY'), { size: 8202 - size })).toEqual(['size']);
    });

    it('the next open shows no other size', () => {
      expect(unread().tell(open(0, 'O_RDONLY'), { size: 11 })).toEqual(['durability']);
    });

    it('an open that empties the file says all there is to say', () => {
      const story = unread();
      story.tell(open(0, 'O_RDWR', 'O_TRUNC'), { size: 0 });
      expect(story.tell(open(1, 'O_RDONLY'), { size: 10 })).toEqual(['size']);
    });

    it('a second cut may show either size', () => {
      const story = unread();
      expect(story.tell(POWER_CUT, { size: 10 })).toEqual([]);
      expect(story.tell(POWER_CUT, { size: 8192 })).toEqual(['durability']);
    });
  });
});
