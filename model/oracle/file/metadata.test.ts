import { describe, expect, it } from '@jest/globals';
import { ERRNO, type Call, type CallObservation, type DiskStep, type Scenario } from '../../../contract/index.js';
import { NO_EVIDENCE } from './evidence.js';
import { judgeMetadata, octal } from './metadata.js';
import { FileState } from './state.js';
import { disk, open, SCENARIO, Story } from './story.sample.js';

const FILE = SCENARIO.file;
const CALLER = SCENARIO.caller;
const FSYNC: Call = { call: 'fsync', fd: 0 };

const write = (length: number, fd = 0): Call => ({ call: 'write', fd, segments: [{ length, readable: length }] });
const ofMode = (mode: number, scenario: Partial<Scenario> = {}): Partial<Scenario> => ({
  file: { ...FILE, mode },
  ...scenario,
});

it.each([
  [0, '0000'],
  [0o644, '0644'],
  [0o4755, '04755'],
])('mode %d is written %s', (mode, text) => {
  expect(octal(mode)).toBe(text);
});

describe('the mode after a write', () => {
  const TAKEN = '04755 without 04000, for the caller lacks CAP_FSETID';
  const AS_BEFORE = '04755 as before: privileges may not have been removed';
  const root = { caller: { ...CALLER, capFsetid: true } };
  const block = { file: { ...FILE, mode: 0o6775, kind: 'block' as const } };

  it.each<[string, Partial<Scenario>, number, string]>([
    ['loses S_ISUID', ofMode(0o4755), 0o755, TAKEN],
    ['loses S_ISGID with S_IXGRP', ofMode(0o2775), 0o775, '02775 without 02000, for the caller lacks CAP_FSETID'],
    ['loses both', ofMode(0o6775), 0o775, '06775 without 06000, for the caller lacks CAP_FSETID'],
    [
      'keeps S_ISGID without S_IXGRP',
      ofMode(0o2745),
      0o2745,
      '02745 as before: S_ISGID without S_IXGRP is no privilege',
    ],
    [
      'loses that too since 6.x outside the group',
      ofMode(0o2745, { profile: 'linux-6.x' }),
      0o745,
      '02745 without 02000, for the caller lacks CAP_FSETID',
    ],
    [
      'keeps it in the group',
      ofMode(0o2745, { profile: 'linux-6.x', caller: { ...CALLER, gid: FILE.gid } }),
      0o2745,
      '02745 as before: S_ISGID without S_IXGRP is no privilege',
    ],
    ['keeps all with CAP_FSETID', ofMode(0o6775, root), 0o6775, '06775 as before: the caller has CAP_FSETID'],
    ['keeps all of a block device', block, 0o6775, '06775 as before: set-id bits count on regular files only'],
    ['keeps what is no set-id bit', ofMode(0o1644), 0o1644, '01644 as before: there is no set-id bit to take'],
  ])('%s', (_, scenario, mode, because) => {
    expect(new Story(scenario).says(write(1), { ret: 1, mode })).toEqual([]);
    expect(new Story(scenario).says(write(1), { ret: 1, mode: 0o111 })).toEqual([
      `metadata mode 0111, allowed mode ${octal(mode)} (${because})`,
    ]);
  });

  it('may stay under POSIX, or not', () => {
    const posix = ofMode(0o4755, { profile: 'posix', level: 'file' });
    for (const mode of [0o4755, 0o755]) expect(new Story(posix).says(write(1), { ret: 1, mode })).toEqual([]);
    expect(new Story(posix).says(write(1), { ret: 1, mode: 0o644 })).toEqual([
      `metadata mode 0644, allowed mode 0755 (${TAKEN}, if privileges were removed) or mode 04755 (${AS_BEFORE})`,
    ]);
  });

  it('may stay where removing privileges failed, and must not where the write failed later', () => {
    const told = (mode: number, ...steps: DiskStep[]): string[] =>
      new Story(ofMode(0o4755)).tell(write(1), { ret: 'EIO', mode }, steps);
    expect([told(0o4755, disk('writeInode', 'EIO')), told(0o755, disk('writeInode', 'EIO'))]).toEqual([[], []]);
    expect([told(0o4755, disk('read', 'EIO')), told(0o755, disk('read', 'EIO'))]).toEqual([['metadata'], []]);
  });

  it('may stay where a filesystem refuses a misaligned direct write before it strips', () => {
    const told = (profile: Scenario['profile'], ret: CallObservation['ret'], ...steps: DiskStep[]): string[] =>
      new Story(ofMode(0o4755, { profile }), ['O_RDWR', 'O_DIRECT']).tell(write(100), { ret, mode: 0o4755 }, steps);
    expect(told('linux-iomap-dio', 'EINVAL')).toEqual([]);
    expect(told('linux-iomap-dio', 'EIO', disk('write', 'EIO'))).toEqual(['metadata']);
    expect(told('linux-4.x', 'EINVAL')).toEqual(['metadata']);
  });

  it('may be anything that was, where no leaf can be told', () => {
    const after = (mode: number): number => {
      const got: CallObservation = { index: 1, call: 'write', ret: 'EIO', signal: null, mode };
      const context = { level: 'disk', clock: 1, evidence: NO_EVIDENCE, trace: null } as const;
      const state = new FileState({ ...SCENARIO, ...ofMode(0o4755) });
      return judgeMetadata(state, [], -ERRNO.EIO, got, context).length;
    };
    expect([after(0o4755), after(0o755), after(0o644)]).toEqual([0, 0, 1]);
  });

  it('that nobody saw is the stripped one', () => {
    const story = new Story(ofMode(0o4755));
    story.tell(write(1), { ret: 1 });
    expect(story.tell(FSYNC, { mode: 0o755 }, [disk('flush', 0)])).toEqual([]);
  });

  it('that deviated changes nothing of what is believed', () => {
    const story = new Story(ofMode(0o4755));
    expect(story.tell(write(1), { ret: 1, mode: 0o111 })).toEqual(['metadata']);
    expect(story.tell(write(0), { mode: 0o4755 })).toEqual([]);
  });
});

describe('security.capability after a write', () => {
  const GONE = 'security.capability removed (file_remove_privs removes it, whoever writes)';
  const ABSENT = 'security.capability absent (no call of these sets it)';
  const file = { ...FILE, capability: true };
  const there = (scenario: Partial<Scenario>, got: Partial<CallObservation>, ...steps: DiskStep[]): string[] =>
    new Story(scenario).says(write(1), { ret: 1, capability: true, ...got }, { steps });

  it('is gone, even for a caller with CAP_FSETID', () => {
    expect(there({ file }, { capability: false })).toEqual([]);
    expect(there({ file }, {})).toEqual([`metadata security.capability there, allowed ${GONE}`]);
    expect(there({ file, caller: { ...CALLER, capFsetid: true } }, {})).toHaveLength(1);
  });

  it('never appears', () => {
    expect(there({ file: FILE }, {})).toEqual([`metadata security.capability there, allowed ${ABSENT}`]);
    expect(there({ file: FILE, profile: 'posix', level: 'file' }, {})).toHaveLength(1);
  });

  it('may stay under POSIX, and where removing privileges failed', () => {
    expect(there({ file, profile: 'posix', level: 'file' }, {})).toEqual([]);
    expect(there({ file }, { ret: 'EIO' }, disk('writeInode', 'EIO'))).toEqual([]);
  });

  it('is as it was seen last; gone if nobody saw it', () => {
    const fsync = (seen: boolean | undefined, capability: boolean): string[] => {
      const story = new Story({ file });
      story.tell(write(1), { ret: 'EIO', capability: seen }, [disk('writeInode', 'EIO')]);
      return story.tell(FSYNC, { capability }, [disk('flush', 0)]);
    };
    expect([fsync(true, true), fsync(false, false), fsync(undefined, false)]).toEqual([[], [], []]);
    expect([fsync(true, false), fsync(false, true)]).toEqual([['metadata'], ['metadata']]);
  });
});

describe('the times after a write', () => {
  type Moved = readonly [mtime: boolean, ctime: boolean];
  const BOTH: Moved = [true, true];
  const NEITHER: Moved = [false, false];
  const moved = ([mtimeMoved, ctimeMoved]: Moved): Partial<CallObservation> => ({ mtimeMoved, ctimeMoved });
  /** A write of one byte at this tick of the clock. */
  const written = (story: Story, clock: number, times: Moved): string[] =>
    story.says(write(1), { ret: 1, ...moved(times) }, { clock });

  it('are those of the clock, which began at 0', () => {
    const story = new Story();
    expect(written(story, 0, BOTH)).toEqual([
      'metadata mtime moved, ctime moved, allowed mtime not moved, ctime not moved (the clock has not moved)',
    ]);
    expect(written(story, 0, NEITHER)).toEqual([]);
    expect(written(story, 1, NEITHER)).toEqual([
      'metadata mtime not moved, ctime not moved, allowed mtime moved, ctime moved (the clock has moved)',
    ]);
    expect(written(story, 1, [true, false])).toHaveLength(1);
    expect(written(story, 1, [false, true])).toHaveLength(1);
    expect(written(story, 1, BOTH)).toEqual([]);
    expect(written(story, 1, NEITHER)).toEqual([]);
    expect(written(story, 2, BOTH)).toEqual([]);
  });

  it.each<[string, Moved, Moved]>([
    ['ctime alone, as a removal of privileges moves it', [false, true], [true, false]],
    ['mtime alone', [true, false], [false, true]],
    ['neither', NEITHER, BOTH],
    ['both', BOTH, NEITHER],
  ])('may after a failed update be %s; the next write moves the rest', (_, first, rest) => {
    const story = new Story();
    const got = { ret: 'EIO', ...moved(first) } as const;
    expect(story.tell(write(1), got, [disk('writeInode', 'EIO')])).toEqual([]);
    for (const times of [BOTH, NEITHER, [true, false], [false, true]] as const)
      if (times.join() !== rest.join()) expect(written(story, 1, times)).toHaveLength(1);
    expect(written(story, 1, rest)).toEqual([]);
  });

  it('leave mtime where the mount is not writable; ctime may move with the privileges', () => {
    const story = new Story({ file: { ...FILE, mountWritable: false } });
    expect(written(story, 1, [true, false])).toEqual([
      'metadata mtime moved, ctime not moved, allowed mtime not moved, ctime not moved (the mount is not writable)',
    ]);
    expect(written(story, 1, BOTH)).toHaveLength(1);
    expect(written(story, 1, NEITHER)).toEqual([]);
    expect(written(story, 1, [false, true])).toEqual([]);
  });

  it('move although the write stores nothing', () => {
    const story = new Story();
    expect(story.tell(write(1), { ret: 'EIO', ...moved(NEITHER) }, [disk('read', 'EIO')])).toEqual(['metadata']);
    expect(story.tell(write(1), { ret: 'EIO', ...moved(BOTH) }, [disk('read', 'EIO')])).toEqual([]);
  });

  it.each([[[true, false] as const], [[false, true] as const]])(
    'may be anything after a truncation until both were seen to move: %j is one',
    (first) => {
      const story = new Story();
      story.tell({ call: 'ftruncate', fd: 0, length: 512 }, { size: 512 });
      for (const times of [NEITHER, first, NEITHER, BOTH]) expect(written(story, 1, times)).toEqual([]);
      expect(written(story, 1, BOTH)).toHaveLength(1);
    },
  );

  it('need not move at file level, whose clock may be coarser, but not within one tick', () => {
    expect(written(new Story({ level: 'file' }), 0, BOTH)).toEqual([]);
    const story = new Story({ level: 'file' });
    expect(written(story, 1, NEITHER)).toEqual([]);
    expect(written(story, 1, BOTH)).toEqual([]);
    expect(written(story, 1, BOTH)).toHaveLength(1);
    expect(written(story, 2, NEITHER)).toEqual([]);
  });

  it('that are not told are not judged, nor believed later', () => {
    const story = new Story();
    expect(story.tell(write(1), { ret: 1 })).toEqual([]);
    expect(written(story, 1, NEITHER)).toEqual([]);
  });

  it.each<[Partial<CallObservation>]>([[{ mtimeMoved: false }], [{ ctimeMoved: false }]])(
    'are judged together: %j alone is not',
    (got) => {
      expect(new Story().tell(write(1), { ret: 1, ...got })).toEqual([]);
    },
  );
});

describe('a call without effect', () => {
  const WHY = '(the call has no effect on the inode)';
  const file = { ...FILE, mode: 0o4755, capability: true };

  it.each<[string, Partial<Scenario>, Partial<CallObservation>, string[]]>([
    ['keeps all', { file }, { mode: 0o4755, capability: true, mtimeMoved: false, ctimeMoved: false }, []],
    ['keeps the mode', { file }, { mode: 0o755 }, [`metadata mode 0755, allowed mode 04755 ${WHY}`]],
    [
      'keeps the capability',
      { file },
      { capability: false },
      [`metadata removed, allowed security.capability kept ${WHY}`],
    ],
    ['gives none', {}, { capability: true }, [`metadata present, allowed security.capability absent ${WHY}`]],
    [
      'moves no mtime',
      {},
      { mtimeMoved: true, ctimeMoved: false },
      [`metadata mtime moved, ctime not moved, allowed mtime not moved, ctime not moved ${WHY}`],
    ],
    [
      'moves no ctime',
      {},
      { mtimeMoved: false, ctimeMoved: true },
      [`metadata mtime not moved, ctime moved, allowed mtime not moved, ctime not moved ${WHY}`],
    ],
  ])('%s', (_, scenario, got, differences) => {
    expect(new Story(scenario).says(write(0), got)).toEqual(differences);
    const reader = new Story(scenario);
    reader.tell(open(1, 'O_RDONLY'));
    expect(reader.says(write(1, 1), { ret: 'EBADF', ...got })).toEqual(differences);
  });
});
