import { describe, expect, it } from '@jest/globals';
import type {
  Call,
  CallObservation,
  DiskStep,
  Fault,
  OpenFlag,
  ProfileId,
  Ret,
  Scenario,
} from '../../../contract/index.js';
import { disk, SCENARIO, Story } from './story.sample.js';

interface Told {
  readonly profile?: ProfileId;
  readonly flags?: OpenFlag[];
  readonly file?: Partial<Scenario['file']>;
  readonly length?: number;
  readonly good?: number;
  readonly got: Partial<CallObservation>;
  readonly steps?: readonly DiskStep[];
  readonly faults?: readonly Fault[];
  /** What the disk returned to a writeback before. */
  readonly earlier?: Ret;
}

function told({ profile, flags, file, length = 8192, good = length, got, steps, faults, earlier }: Told) {
  const level = faults && !steps ? 'file' : 'disk';
  const story = new Story({ level, profile: profile ?? 'linux-4.x', file: { ...SCENARIO.file, ...file } }, flags);
  if (earlier !== undefined) story.tell({ call: 'writeback' }, {}, [disk('write', earlier)]);
  const call: Call = { call: 'write', fd: 0, segments: [{ length, readable: good }] };
  return story.judge(call, got, { steps, faults });
}

/** `observable value: why` of all that was allowed. */
const because = (asked: Told): string[] =>
  told(asked).differences.flatMap(({ observable, allowed, because: why }) =>
    allowed.map((value, i) => `${observable} ${value}: ${why[i]}`),
  );

/** Why an errno may be returned, in the brackets behind the story of its leaf. */
const causes = (asked: Omit<Told, 'got'>): string[] =>
  because({ ...asked, got: { ret: 'EPERM' } }).flatMap((line) => {
    const cause = /^return (E\w+): .*\((.*?)\)$/.exec(line);
    return cause ? [`${cause[1]}: ${cause[2]}`] : [];
  });

const DIRECT: OpenFlag[] = ['O_RDWR', 'O_DIRECT'];
const DSYNC: OpenFlag[] = ['O_RDWR', 'O_DSYNC'];
const struck = (step: DiskStep, kind: DiskStep['struck']): DiskStep => ({ ...step, struck: kind });
const induced = (kind: Fault['kind'], args: Fault['args']): Fault[] => [
  { on: 'target', kind, args, where: null, nth: 0, sticky: false },
];

describe('what a write may return is explained by the leaf', () => {
  it.each<[string, Told, string[]]>([
    [
      'and nothing else where all can be written',
      { got: { ret: 1e6 } },
      ['return 8192: L6: the buffered write wrote all 8192: all is written'],
    ],
    [
      'after what a limit leaves',
      { file: { rlimitFsize: 4096 }, got: { ret: 8192 } },
      [
        'return 4096: generic_write_checks cuts the 8192 bytes to 4096; L6: the buffered write wrote all 4096: all is written',
      ],
    ],
    [
      'with the largest part that a bad segment leaves',
      { good: 5000, got: { ret: 8192 } },
      ['return 5000: L5: the buffered write wrote a part, at most 5000: written is kept, what stopped it is dropped'],
    ],
    [
      'with an error that direct bytes hide',
      { flags: DIRECT, good: 5000, got: { ret: 8192 } },
      [
        'return 5000: L12: direct wrote a part, at most 5000, the fallback failed with an error: written is kept, the error dropped; or L17: direct wrote nothing, the fallback wrote a part, at most 5000, its flush succeeded: flushed bytes count; or L21: direct wrote a part, at most 5000, the fallback wrote a part, at most 5000, its flush succeeded: written is the sum',
      ],
    ],
    [
      'with the error of a bad segment',
      { good: 0, got: { ret: 1 } },
      [
        'return EFAULT: L3: the buffered write failed with EFAULT: a negative written is returned as it is (byte 0 of the request is unreadable)',
      ],
    ],
    [
      'with the error of alignment',
      { flags: DIRECT, profile: 'linux-iomap-dio', length: 100, got: { ret: 101 } },
      [
        'return 0: X1: direct wrote nothing: written and err are 0',
        'return EINVAL: L7: direct failed with EINVAL: a negative written is returned as it is (the request is not aligned to sectors)',
      ],
    ],
    [
      'with the error of the inode record',
      { file: { mode: 0o4755 }, got: { ret: 'EPERM', mode: 0o4755 }, steps: [disk('writeInode', 'EIO')] },
      [
        'return 8192: L6: the buffered write wrote all 8192: all is written',
        'return EIO: L1: file_remove_privs failed with EIO: the call ends with it (the inode record failed with EIO); or L2: file_update_time failed with EIO: the call ends with it (the inode record failed with EIO)',
      ],
    ],
    [
      'with the error of the sync',
      { flags: DSYNC, got: { ret: 8192 }, steps: [disk('flush', 'EIO')] },
      ['return EIO: the error of the sync replaces the count: the flush of the disk failed with EIO'],
    ],
    [
      'with the error of a sync that had to be told',
      { flags: DSYNC, got: { ret: 8192 }, earlier: 'EIO' },
      [
        'return EIO: the error of the sync replaces the count: an earlier writeback failed and nobody was told: EIO may wait in the mapping',
      ],
    ],
    [
      'all ways to a value in one line',
      { flags: DIRECT, profile: 'linux-3.18', got: { ret: 8193 } },
      [
        'return 8192: L8: direct wrote all 8192: all is written; or L19: direct wrote nothing, the fallback wrote all 8192, its flush succeeded: all is written; or L23: direct wrote a part, at most 8192, the fallback wrote all 8192, its flush succeeded: all is written',
      ],
    ],
  ])('%s', (_, asked, expected) => {
    expect(because(asked)).toEqual(expected);
  });

  it('the largest value first', () => {
    const asked = { flags: DIRECT, good: 5000, steps: [disk('write', 'ENOSPC'), disk('read', 'EIO')] } as const;
    const values = told({ ...asked, got: { ret: 'EPERM' } }).differences.map(({ allowed, direction }) => ({
      allowed,
      direction,
    }));
    expect(values).toEqual([{ allowed: ['5000', 'EIO', 'ENOSPC'], direction: 'error for count' }]);
  });
});

describe('an errno is explained by', () => {
  it.each<[string, Omit<Told, 'got'>, string[]]>([
    [
      'a write of the disk',
      { steps: [disk('write', 'ENOSPC')] },
      ['EIO: what the disk failed with may be told as EIO', 'ENOSPC: a write of the disk failed with ENOSPC'],
    ],
    ['another request to it', { steps: [disk('read', 'EIO')] }, ['EIO: the disk failed with EIO']],
    [
      'that, and not by alignment',
      { flags: DIRECT, length: 100, profile: 'linux-iomap-dio', steps: [disk('read', 'EIO')] },
      ['EIO: the disk failed with EIO', 'EINVAL: the request is not aligned to sectors'],
    ],
    [
      'that, and not by a bad segment',
      { good: 0, steps: [disk('read', 'EIO')] },
      ['EIO: the disk failed with EIO', 'EFAULT: byte 0 of the request is unreadable'],
    ],
    [
      'a transfer cut short',
      { steps: [disk('read', 0)] },
      ['EIO: a transfer of the disk cut short may be taken for EIO'],
    ],
    [
      'a write cut short',
      { steps: [disk('write', 0)] },
      ['EIO: a transfer of the disk cut short may be taken for EIO'],
    ],
    [
      'what the disk garbled',
      { steps: [struck(disk('read', 1), 'bitRot')] },
      ['EIO: what the disk garbled may be taken for EIO'],
    ],
    [
      'what was induced',
      { faults: induced('enospcAfter', { bytes: 0 }) },
      [
        'EIO: the fault induced for this call may end in EIO',
        'ENOSPC: the fault induced for this call may end in ENOSPC',
      ],
    ],
    [
      'an EINVAL that was induced',
      { faults: induced('errorAfter', { errno: 'EINVAL' }) },
      [
        'EIO: the fault induced for this call may end in EIO',
        'EINVAL: the fault induced for this call may end in EINVAL',
      ],
    ],
    [
      'an EFAULT that was induced',
      { faults: induced('errorAfter', { errno: 'EFAULT' }) },
      [
        'EIO: the fault induced for this call may end in EIO',
        'EFAULT: the fault induced for this call may end in EFAULT',
      ],
    ],
  ])('%s', (_, asked, expected) => {
    expect(causes(asked)).toEqual(expected);
  });

  it('what waits, surely or perhaps', () => {
    const flush = (earlier: Ret): string[] => because({ flags: DIRECT, earlier, got: { ret: 'EPERM' } }).slice(-1);
    expect(flush('EIO')).toEqual([
      'return EIO: L7: direct failed with EIO: a negative written is returned as it is (an earlier writeback failed and nobody was told: EIO may wait in the mapping)',
    ]);
    expect(flush(0)[0]).toContain('(an earlier writeback may have failed: EIO may wait in the mapping)');
  });

  it('all that gives cause for it', () => {
    const steps = [disk('write', 'EIO'), disk('flush', 'EIO'), disk('writeInode', 'EIO')];
    expect(because({ flags: DSYNC, steps, got: { ret: 8192 } })).toEqual([
      'return EIO: the error of the sync replaces the count: a write of the disk failed with EIO, the inode record failed with EIO, the flush of the disk failed with EIO',
    ]);
  });

  it('nothing that a descriptor was told already', () => {
    const story = new Story({ profile: 'linux-6.x' }, DSYNC);
    story.tell({ call: 'writeback' }, {}, [disk('write', 'EIO')]);
    story.tell({ call: 'fsync', fd: 0 }, { ret: 'EIO' });
    expect(story.write(512, { ret: 'EIO' })).toEqual(['return']);
  });
});
