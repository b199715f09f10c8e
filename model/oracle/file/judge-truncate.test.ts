import { describe, expect, it } from '@jest/globals';
import type { Call, CallObservation, Scenario } from '../../../contract/index.js';
import { factsIn } from '../judgement.js';
import { disk, open, SCENARIO, Story } from './story.sample.js';

const truncate = (length: number, fd = 0): Call => ({ call: 'ftruncate', fd, length });
const pread = (position: number, length: number): Call => ({ call: 'pread', fd: 0, length, position });
const FSYNC: Call = { call: 'fsync', fd: 0 };
const FILE = SCENARIO.file;
const UNLIMITED: Partial<Scenario> = { file: { ...FILE, rlimitFsize: null } };

describe('a truncation within the limits', () => {
  const STAYS = (errno: string): string => `allowed 8192 (ftruncate returned ${errno}: i_size stays)`;

  it.each<[string, number, Partial<CallObservation>, ReturnType<typeof disk>[], string[]]>([
    ['cuts', 100, { size: 100, offset: 0 }, [], []],
    ['grows up to RLIMIT_FSIZE', 16_384, { size: 16_384 }, [], []],
    ['shows nothing but its return', 100, {}, [], []],
    ['sets the size it was given', 100, { size: 99 }, [], ['size 99, allowed 100 (ftruncate returned 0)']],
    ['leaves the offset', 100, { offset: 100 }, [], ['offset 100, allowed 0 (ftruncate does not move the offset)']],
    [
      'sends no signal',
      100,
      { signal: 'SIGXFSZ' },
      [],
      ['return SIGXFSZ, allowed no signal (only growth beyond RLIMIT_FSIZE is signalled)'],
    ],
    ['fails only with a cause', 100, { ret: 'EIO' }, [], ['return EIO, allowed 0 (the length is within the limits)']],
    ['may fail to read the new last page', 100, { ret: 'EIO', size: 8192 }, [disk('read', 'EIO')], []],
    ['may fail to write the inode', 100, { ret: 'ENOSPC', size: 8192 }, [disk('writeInode', 'ENOSPC')], []],
    ['may fail to flush', 100, { ret: 'EIO', size: 8192 }, [disk('flush', 'EIO')], []],
    [
      'leaves the size when it fails',
      100,
      { ret: 'EIO', size: 100 },
      [disk('read', 'EIO')],
      [`size 100, ${STAYS('EIO')}`],
    ],
  ])('%s', (_, length, got, steps, differences) => {
    expect(new Story().says(truncate(length), got, { steps })).toEqual(differences);
    expect(factsIn(new Story().judge(truncate(length), got, { steps }).facts)).toEqual(['truncate']);
  });

  it('that deviated changes nothing of what is believed', () => {
    const story = new Story();
    expect(story.tell(truncate(100), { size: 99 })).toEqual(['size']);
    expect(story.tell({ call: 'fstat', fd: 0 }, { size: 8192 })).toEqual([]);
  });

  it('leaves a file that already has the size', () => {
    expect(new Story().tell(truncate(8192), { size: 8192 })).toEqual([]);
  });
});

describe('a truncation that is refused', () => {
  const READ_ONLY = 'the descriptor is not open for writing';
  const block: Partial<Scenario> = { file: { ...FILE, kind: 'block' } };

  it.each<[string, Partial<Scenario>, Call, Partial<CallObservation>, string[]]>([
    ['needs a descriptor', {}, truncate(0, 3), { ret: 'EBADF' }, []],
    ['needs one that is open', {}, truncate(0, 3), {}, ['return 0, allowed EBADF (the descriptor is not open)']],
    ['needs one that writes', {}, truncate(0, 1), { ret: 'EINVAL', size: 8192 }, []],
    ['needs one that writes, or is a bad one', {}, truncate(0, 1), { ret: 'EBADF' }, []],
    [
      'must be refused through a reading one',
      {},
      truncate(0, 1),
      {},
      [`return 0, allowed EINVAL (${READ_ONLY}) or EBADF (${READ_ONLY})`],
    ],
    ['is EINVAL for a block device', block, truncate(0), { ret: 'EINVAL', size: 8192 }, []],
    [
      'must be refused by a block device',
      block,
      truncate(0),
      {},
      ['return 0, allowed EINVAL (a block device has no size to set)'],
    ],
    ['is EFBIG with SIGXFSZ beyond RLIMIT_FSIZE', {}, truncate(16_385), { ret: 'EFBIG', signal: 'SIGXFSZ' }, []],
    [
      'wants the signal there',
      {},
      truncate(16_385),
      { ret: 'EFBIG' },
      ['return no signal, allowed SIGXFSZ (growth beyond RLIMIT_FSIZE is signalled)'],
    ],
    [
      'must be refused beyond RLIMIT_FSIZE',
      {},
      truncate(16_385),
      {},
      ['return 0, allowed EFBIG (16385 is beyond RLIMIT_FSIZE 16384)'],
    ],
    [
      'beyond RLIMIT_FSIZE leaves the size',
      {},
      truncate(16_385),
      { ret: 'EFBIG', signal: 'SIGXFSZ', size: 16_385 },
      ['size 16385, allowed 8192 (ftruncate returned EFBIG: i_size stays)'],
    ],
    ['is EFBIG without a signal beyond the largest offset', UNLIMITED, truncate(32_769), { ret: 'EFBIG' }, []],
    [
      'has no signal there',
      UNLIMITED,
      truncate(32_769),
      { ret: 'EFBIG', signal: 'SIGXFSZ' },
      ['return SIGXFSZ, allowed no signal (only growth beyond RLIMIT_FSIZE is signalled)'],
    ],
    [
      'must be refused beyond the largest offset',
      UNLIMITED,
      truncate(32_769),
      {},
      ['return 0, allowed EFBIG (32769 is beyond the largest offset)'],
    ],
    ['is none at the largest offset', UNLIMITED, truncate(32_768), { size: 32_768 }, []],
  ])('%s', (_, scenario, call, got, differences) => {
    const story = new Story(scenario);
    story.tell(open(1, 'O_RDONLY'));
    expect(story.says(call, got)).toEqual(differences);
  });

  it('may have met the disk first', () => {
    const steps = [disk('read', 'EIO')];
    const got = { ret: 'EIO' } as const;
    expect(new Story().says(truncate(16_385), got, { steps })).toEqual([]);
  });

  it('counts the limit against growth only', () => {
    const file = { ...FILE, rlimitFsize: 1000 };
    expect(new Story({ file }).tell(truncate(8191), { size: 8191 })).toEqual([]);
    expect(new Story({ file }).tell(truncate(8192), { size: 8192 })).toEqual([]);
    expect(new Story({ file }).tell(truncate(8193), { ret: 'EFBIG', signal: 'SIGXFSZ' })).toEqual([]);
  });

  it('is of the kind that reached a limit, or that was not permitted', () => {
    const factsOf = (call: Call): string[] => {
      const story = new Story();
      story.tell(open(1, 'O_RDONLY'));
      return factsIn(story.judge(call).facts);
    };
    expect(factsOf(truncate(16_385))).toEqual(['truncate', 'limitReached']);
    expect(factsOf(truncate(0, 1))).toEqual(['truncate']);
    expect(factsOf(truncate(0, 3))).toEqual(['truncate', 'notPermitted']);
  });
});

describe('after a truncation', () => {
  const zeros = (from: number, to: number) => ({ from, to, source: 'hole' as const });
  const initial = (from: number, to: number) => ({ from, to, source: 'initial' as const });

  it('what was cut off reads as zeros when the file grows again', () => {
    const story = new Story();
    story.tell(truncate(512), { size: 512 });
    expect(story.tell(pread(0, 1024), { ret: 512, content: [initial(0, 512)] })).toEqual([]);
    story.tell(truncate(1024), { size: 1024 });
    expect(story.tell(pread(0, 1024), { ret: 1024, content: [initial(0, 512), zeros(512, 1024)] })).toEqual([]);
    expect(story.tell(pread(0, 1024), { ret: 1024, content: [initial(0, 1024)] })).toEqual(['content']);
  });

  it('that failed or was refused everything is as it was', () => {
    const story = new Story();
    story.tell(truncate(512), { ret: 'EIO' }, [disk('read', 'EIO')]);
    story.tell(truncate(16_385), { ret: 'EFBIG', signal: 'SIGXFSZ' });
    expect(story.tell(pread(0, 8192), { ret: 8192, content: [initial(0, 8192)] })).toEqual([]);
  });

  it('a size that nobody saw is what was asked for', () => {
    const story = new Story();
    story.tell(truncate(512));
    expect(story.tell({ call: 'fstat', fd: 0 }, { size: 512 })).toEqual([]);
  });

  it('a power cut leaves the old size or the new, after fsync the new', () => {
    const sizeAfterCut = (size: number, ...synced: Call[]): string[] => {
      const story = new Story();
      story.tell(truncate(512), { size: 512 });
      for (const call of synced) story.tell(call, {}, [disk('flush', 0)]);
      return story.tell({ call: 'powerCut' }, { size });
    };
    expect([sizeAfterCut(8192), sizeAfterCut(512), sizeAfterCut(511)]).toEqual([[], [], ['durability']]);
    expect([sizeAfterCut(8192, FSYNC), sizeAfterCut(512, FSYNC)]).toEqual([['durability'], []]);
  });

  it('fsync has to flush the disk', () => {
    const story = new Story();
    story.tell(truncate(512), { size: 512 });
    expect(story.tell(FSYNC)).toEqual(['durability']);
    expect(story.tell(FSYNC, {}, [disk('flush', 0)])).toEqual([]);
  });

  it('fsync may tell what the disk failed with in it, and nothing else', () => {
    const fsyncAfter = (ret: CallObservation['ret'], ...steps: ReturnType<typeof disk>[]): string[] => {
      const story = new Story();
      story.tell(truncate(512), {}, steps);
      return story.tell(FSYNC, { ret }, [disk('flush', 0)]);
    };
    expect(fsyncAfter('EIO', disk('write', 'EIO'))).toEqual([]);
    expect(fsyncAfter(0, disk('write', 'EIO'))).toEqual([]);
    expect(fsyncAfter('EIO', disk('write', 1))).toEqual(['return']);
  });

  it('an error that waited is still told', () => {
    const story = new Story();
    story.write(512, { ret: 512 });
    story.tell({ call: 'writeback' }, {}, [disk('write', 'EIO')]);
    story.tell(truncate(4096), { size: 4096 });
    expect(story.tell(FSYNC, { ret: 0 }, [disk('flush', 0)])).toEqual(['return']);
  });

  it('anything may stand where the disk lied in it', () => {
    const story = new Story();
    story.judge(truncate(8191), {}, { steps: [{ ...disk('write', 1, 1), struck: 'bitRot' }] });
    const other = { from: 512, to: 1024, source: 'other' as const };
    expect(story.tell(pread(512, 512), { ret: 512, content: [other] })).toEqual([]);
  });
});
