import { describe, expect, it } from '@jest/globals';
import type { Call, CallObservation, Scenario } from '../../../contract/index.js';
import { disk, open, SCENARIO, Story } from './story.sample.js';

const truncate = (length: number, fd = 0): Call => ({ call: 'ftruncate', fd, length });
const FSYNC: Call = { call: 'fsync', fd: 0 };
const FILE = SCENARIO.file;

describe('set-id bits and security.capability at a truncation', () => {
  const file = { ...FILE, mode: 0o4755, capability: true };
  const NOW = 'security.capability there, allowed security.capability';
  const TAKEN = '04755 without 04000, for the caller lacks CAP_FSETID';
  const failing = [disk('read', 'EIO')];

  it.each<[string, Partial<Scenario>, Call, Partial<CallObservation>, ReturnType<typeof disk>[], string[]]>([
    ['go', { file }, truncate(0), { mode: 0o755, capability: false }, [], []],
    [
      'must go',
      { file },
      truncate(0),
      { mode: 0o4755, capability: true },
      [],
      [
        `metadata mode 04755, allowed mode 0755 (do_truncate: ${TAKEN})`,
        `metadata ${NOW} removed (file_remove_privs removes it, whoever writes)`,
      ],
    ],
    ['may stay under POSIX', { file, profile: 'posix' }, truncate(0), { mode: 0o4755, capability: true }, [], []],
    ['may stay when it fails', { file }, truncate(0), { ret: 'EIO', mode: 0o4755, capability: true }, failing, []],
    ['may be gone when it fails', { file }, truncate(0), { ret: 'EIO', mode: 0o755, capability: false }, failing, []],
    [
      'are not exchanged for others when it fails',
      { file },
      truncate(0),
      { ret: 'EIO', mode: 0o2755 },
      failing,
      [
        'metadata mode 02755, allowed mode 0755 ' +
          `(do_truncate: ${TAKEN}, if privileges were removed) ` +
          'or mode 04755 (do_truncate: 04755 as before: privileges may not have been removed)',
      ],
    ],
    [
      'never come back',
      { file: FILE },
      truncate(0),
      { ret: 'EIO', capability: true },
      failing,
      [`metadata ${NOW} absent (no call of these sets it)`],
    ],
    [
      'of a size too large: the capability may go',
      { file },
      truncate(16_385),
      {
        ret: 'EFBIG',
        signal: 'SIGXFSZ',
        mode: 0o4755,
        capability: false,
      },
      [],
      [],
    ],
    [
      'of a size too large: the mode stays',
      { file },
      truncate(16_385),
      {
        ret: 'EFBIG',
        signal: 'SIGXFSZ',
        mode: 0o755,
        capability: true,
      },
      [],
      ['metadata mode 0755, allowed mode 04755 (the size is refused before the mode changes)'],
    ],
    [
      'of a size too large: none comes',
      { file: FILE },
      truncate(16_385),
      {
        ret: 'EFBIG',
        signal: 'SIGXFSZ',
        capability: true,
      },
      [],
      [`metadata ${NOW} absent (no call of these sets it)`],
    ],
    [
      'stay where the descriptor only reads',
      { file },
      truncate(0, 1),
      { ret: 'EINVAL', capability: false },
      [],
      ['metadata removed, allowed security.capability kept (the call has no effect on the inode)'],
    ],
  ])('%s', (_, scenario, call, got, steps, differences) => {
    const story = new Story({ level: scenario.profile === 'posix' ? 'file' : 'disk', ...scenario });
    story.tell(open(1, 'O_RDONLY'));
    expect(story.says(call, got, { steps })).toEqual(differences);
  });

  it('are as they were seen last', () => {
    const story = new Story({ file });
    const fsync = (got: Partial<CallObservation>) => story.tell(FSYNC, got, [disk('flush', 0)]);
    story.tell(truncate(16_385), { ret: 'EFBIG', signal: 'SIGXFSZ', mode: 0o4755, capability: true });
    expect(fsync({ mode: 0o4755, capability: true })).toEqual([]);
    story.tell(truncate(16_385), { ret: 'EFBIG', signal: 'SIGXFSZ', mode: 0o4755, capability: false });
    expect(fsync({ mode: 0o4755, capability: false })).toEqual([]);
    expect(fsync({ capability: true })).toEqual(['metadata']);
    story.tell(truncate(0));
    expect(fsync({ mode: 0o755 })).toEqual([]);
    expect(fsync({ mode: 0o4755 })).toEqual(['metadata']);
  });

  it('that nobody saw are kept in mind as taken', () => {
    const story = new Story({ file });
    story.tell(truncate(0));
    expect(story.tell(FSYNC, { mode: 0o755, capability: false }, [disk('flush', 0)])).toEqual([]);
  });

  it('a power cut may bring back until fsync', () => {
    const after = (synced: boolean, got: Partial<CallObservation>): string[] => {
      const story = new Story({ file });
      story.tell(truncate(8192), { mode: 0o755, capability: false });
      if (synced) story.tell(FSYNC, { mode: 0o755, capability: false }, [disk('flush', 0)]);
      return story.tell({ call: 'powerCut' }, got);
    };
    expect(after(false, { mode: 0o4755, capability: true })).toEqual([]);
    expect(after(true, { mode: 0o4755 })).toEqual(['durability']);
    expect(after(true, { capability: true })).toEqual(['durability']);
    expect(after(true, { mode: 0o755, capability: false })).toEqual([]);
  });

  it('leave the times open', () => {
    const story = new Story();
    story.tell(truncate(512), { size: 512, mtimeMoved: true, ctimeMoved: true });
    expect(story.write(1, { ret: 1, mtimeMoved: false, ctimeMoved: false })).toEqual([]);
    expect(story.write(1, { ret: 1, mtimeMoved: true, ctimeMoved: true })).toEqual([]);
  });
});
