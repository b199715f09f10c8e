import { describe, expect, it } from '@jest/globals';
import type { Call, CallObservation, FileSpec, OpenFlag, ProfileId } from '../../../contract/index.js';
import { SCENARIO, Story } from './story.sample.js';

/** A write of `length` bytes at `position`, to a file of 8192 bytes whose limit is 16384. */
const pwrite = (position: number, length = 512): Call => ({
  call: 'pwrite',
  fd: 0,
  position,
  segments: [{ length, readable: length }],
});

const told = (file: Partial<FileSpec> = {}, flags: OpenFlag[] = ['O_RDWR'], profile: ProfileId = 'linux-4.x'): Story =>
  new Story({ profile, file: { ...SCENARIO.file, ...file } }, flags);
const BLOCK: Partial<FileSpec> = { kind: 'block' };
const NO_LIMIT: Partial<FileSpec> = { rlimitFsize: null };
const SIGNALLED = { ret: 'EFBIG', signal: 'SIGXFSZ' } as const;

describe('a write that does not reach the core', () => {
  it.each<[string, Story, Call, Partial<CallObservation>, Partial<CallObservation>, string[]]>([
    [
      'is told EBADF where the descriptor can not write',
      told({}, ['O_RDONLY']),
      pwrite(0),
      { ret: 'EBADF' },
      { ret: 512 },
      ['return 512, allowed EBADF (vfs_write: the descriptor is not open for writing)'],
    ],
    [
      'is told EBADF where there is no descriptor',
      told(),
      { ...pwrite(0), fd: 1 } as Call,
      { ret: 'EBADF', offset: 7 },
      { ret: 'EIO' },
      ['return EIO, allowed EBADF (vfs_write: the descriptor is not open for writing)'],
    ],
    [
      'returns 0 for 0 bytes',
      told(),
      pwrite(0, 0),
      { ret: 0 },
      { ret: 1 },
      ['return 1, allowed 0 (generic_write_checks: 0 bytes are offered, so nothing is done)'],
    ],
    [
      'is told EFBIG with a signal at the limit',
      told(),
      pwrite(16384),
      SIGNALLED,
      { ret: 1 },
      [
        'return 1, allowed EFBIG (generic_write_checks: 16384 is at or past RLIMIT_FSIZE 16384)',
        'return no signal, allowed SIGXFSZ (generic_write_checks: 16384 is at or past RLIMIT_FSIZE 16384)',
      ],
    ],
    [
      'is told EFBIG without a signal at the largest offset',
      told(NO_LIMIT),
      pwrite(32768),
      { ret: 'EFBIG' },
      { ret: 'ENOSPC', signal: 'SIGXFSZ' },
      [
        'return ENOSPC, allowed EFBIG (generic_write_checks: 32768 is at or past the largest offset)',
        'return SIGXFSZ, allowed no signal (no RLIMIT_FSIZE is set)',
      ],
    ],
    [
      'is told ENOSPC at the end of a block device',
      told(BLOCK),
      pwrite(8192),
      { ret: 'ENOSPC' },
      { ret: 'EFBIG', signal: 'SIGXFSZ' },
      [
        'return EFBIG, allowed ENOSPC (generic_write_checks: 8192 is at or past the end of the device, 8192)',
        'return SIGXFSZ, allowed no signal (8192 is below RLIMIT_FSIZE 16384, or the call is refused before it)',
      ],
    ],
  ])('%s', (_, story, call, right, wrong, says) => {
    expect(story.says(call, right)).toEqual([]);
    expect(story.says(call, wrong)).toEqual(says);
  });

  it('has no effect of any kind', () => {
    const story = told({ mode: 0o4755, capability: true });
    const same = { offset: 0, size: 8192, mode: 0o4755, capability: true, mtimeMoved: false, ctimeMoved: false };
    expect(story.says(pwrite(16384), { ...SIGNALLED, ...same })).toEqual([]);
    const changed = { offset: 1, size: 8193, mode: 0o755, capability: false, mtimeMoved: true, ctimeMoved: true };
    expect(story.says(pwrite(16384), { ...SIGNALLED, ...changed })).toEqual([
      'offset 1, allowed 0 (the call ends before the core: the offset stays)',
      'size 8193, allowed 8192 (the call ends before the core: i_size stays)',
      'metadata mode 0755, allowed mode 04755 (the call has no effect on the inode)',
      'metadata removed, allowed security.capability kept (the call has no effect on the inode)',
      'metadata mtime moved, ctime moved, allowed mtime not moved, ctime not moved (the call has no effect on the inode)',
    ]);
  });

  it('leaves the offset where it is', () => {
    const story = told();
    story.write(512, { ret: 512 });
    expect(story.tell(pwrite(16384), { ...SIGNALLED, offset: 0 })).toEqual(['offset']);
    expect(story.tell(pwrite(16384), { ...SIGNALLED, offset: 512 })).toEqual([]);
    expect(story.write(512, { ret: 512, offset: 1024 })).toEqual([]);
  });

  it.each<[ProfileId, string, Story, Call, Partial<CallObservation>, string[]]>([
    ['linux-4.x', 'of 0 bytes, in no leaf', told(), pwrite(0, 0), {}, []],
    ['linux-4.x', 'at the limit, in no leaf', told(), pwrite(16384), SIGNALLED, []],
    ['linux-3.18', 'of 0 bytes, in C2', told({}, ['O_RDWR'], 'linux-3.18'), pwrite(0, 0), {}, ['C2']],
    ['linux-3.18', 'at the limit, in C1', told({}, ['O_RDWR'], 'linux-3.18'), pwrite(16384), SIGNALLED, ['C1']],
    ['linux-3.18', 'in no leaf before', told({}, ['O_RDONLY'], 'linux-3.18'), pwrite(0), { ret: 'EBADF' }, []],
  ])('ends in %s, %s', (_, __, story, call, got, leaves) => {
    const judgement = story.judge(call, got);
    expect(judgement).toMatchObject({ leaves, differences: [], permitted: false });
    expect(judgement.path).toEqual(['generic_write_checks ends the call']);
  });
});
