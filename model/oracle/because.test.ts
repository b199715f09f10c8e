import { describe, expect, it } from '@jest/globals';
import {
  PLAIN_FILE,
  type Call,
  type CalleeScript,
  type CallObservation,
  type DiskStep,
  type Outcome,
  type ProfileId,
  type Ret,
  type Scenario,
} from '../../contract/index.js';
import { evidenceOf } from './file/evidence.js';
import { FileOracle } from './file/file-oracle.js';
import { IterOracle } from './iter.js';
import { judgeIter } from './judge-iter.js';

const still = (ret: Ret): Outcome => ({ ret, iovAdvance: 0, kiPosAdvance: 0, sizeAfter: null });
const moved = (ret: number, kiPosAdvance: number): Outcome => ({ ret, iovAdvance: ret, kiPosAdvance, sizeAfter: null });

const SCRIPT: CalleeScript = {
  removePrivs: still(0),
  updateTime: still(0),
  isDax: still(0),
  direct: moved(4096, 4096),
  perform: still('EIO'),
  flush: still(0),
  invalidate: still(0),
};

/** The derivation of each observable of a call that does nothing right. */
function iterBecause(script: Partial<CalleeScript>, profile: ProfileId = 'linux-4.x'): Record<string, string> {
  const request = { pos: 8192, count: 16384, size: 0, direct: true };
  const expected = new IterOracle(profile).expect(request, { ...SCRIPT, ...script });
  const got: CallObservation = { index: 0, call: 'write', ret: 1, signal: null, kiPos: 1, iovLeft: 1, bdi: 'other' };
  const { differences } = judgeIter(expected, { ...got, lock: 'touched', callees: [] });
  return Object.fromEntries(differences.map(({ observable, because }) => [observable, because.join('|')]));
}

describe('at iter level', () => {
  it('tells each value in the numbers of the script', () => {
    expect(iterBecause({})).toEqual({
      order: 'L12: after removePrivs 0, updateTime 0, direct 4096, isDax 0 comes perform EIO, then the exit',
      return: 'L12: direct wrote 4096, the fallback failed with EIO: written is kept, the error dropped',
      offset: 'L12: ki_pos 8192 + 4096 by direct',
      iov: 'L12: iov 16384 - 4096 by direct',
      bdi: 'the core publishes the bdi at entry and sets it to NULL at its single exit',
      lock: 'the caller holds i_mutex: the core neither takes nor drops it',
    });
  });

  it.each<[string, Partial<CalleeScript>, string, string]>([
    [
      'L9',
      { direct: still(0), isDax: still(1) },
      'L9: direct wrote nothing, a DAX inode has no fallback: written and err are 0',
      'L9: ki_pos 8192',
    ],
    [
      'L20',
      { direct: still(0), perform: moved(16384, 0), flush: still('ENOSPC') },
      'L20: direct wrote nothing, the fallback wrote 16384, its flush failed with ENOSPC: written is 0, so err is returned',
      'L20: ki_pos 8192',
    ],
    [
      'L23',
      { perform: moved(12288, 0) },
      'L23: direct wrote 4096, the fallback wrote 12288, its flush succeeded: all is written',
      'L23: ki_pos 8192 + 4096 by direct + 12288 by the core',
    ],
    [
      'L1',
      { removePrivs: still('EPERM') },
      'L1: file_remove_privs failed with EPERM: the call ends with it',
      'L1: ki_pos 8192',
    ],
  ])('tells %s', (_, script, ret, offset) => {
    expect(iterBecause(script)).toMatchObject({ return: ret, offset });
  });

  it('tells the order of a call that ends at its first callee', () => {
    expect(iterBecause({ removePrivs: still('EPERM') }).order).toBe(
      'L1: after entry comes removePrivs EPERM, then the exit',
    );
  });

  it('tells what the checks of 3.18 cut, and that they may cut all', () => {
    expect(iterBecause({ checks: still(4096) }, 'linux-3.18')).toMatchObject({
      return: 'L8: direct wrote 4096: all is written',
      iov: 'L8: iov 16384 - 4096 by direct - 12288 cut by the checks',
    });
    expect(iterBecause({ checks: still(0) }, 'linux-3.18').order).toBe('C2: after entry comes checks 0, then the exit');
  });

  it('tells that there is no bdi since 6.5', () => {
    expect(iterBecause({ perform: moved(12288, 12288) }, 'linux-6.x').bdi).toBe(
      'the core of this era has no bdi: the slot stays NULL',
    );
  });
});

const FILE = {
  ...PLAIN_FILE,
  size: 8192,
  allocated: [{ from: 0, to: 8192 }],
  mode: 0o4755,
  rlimitFsize: 16384,
} as const;

const SCENARIO: Scenario = {
  schema: 'woe.scenario/1',
  level: 'disk',
  profile: 'linux-4.x',
  seed: 1,
  file: { ...FILE, allocated: [...FILE.allocated] },
  caller: { uid: 1, gid: 1, capFsetid: false },
  disk: { sectorSize: 512, sectors: 64, provisioned: 64 },
  calls: [],
  faults: [],
};

type Told = readonly [call: Call, got: Partial<CallObservation>, steps?: readonly DiskStep[]];

const write = (length: number, readable = length): Call => ({ call: 'write', fd: 0, segments: [{ length, readable }] });
const pread: Call = { call: 'pread', fd: 0, position: 0, length: 4096 };
const disk = (op: DiskStep['op'], ret: Ret): DiskStep => ({ op, sector: 0, count: 1, ret, struck: null });
const source = (name: 'initial' | 'other' | number) => [{ from: 0, to: 512, source: name }];

/** `value: because` of each allowed value of the last call's differences. */
function fileBecause(...told: readonly Told[]): string[] {
  const oracle = new FileOracle(SCENARIO);
  const open: Told = [{ call: 'open', fd: 0, flags: ['O_RDWR'] }, {}];
  const judged = [open, ...told].map(([call, got, steps = []], index) =>
    oracle.judge(
      call,
      { index, call: call.call, ret: 0, signal: null, ...got },
      { clock: 1, evidence: evidenceOf(steps, []) },
    ),
  );
  expect(judged.slice(0, -1).flatMap(({ differences }) => differences)).toEqual([]);
  return (judged.at(-1)?.differences ?? []).flatMap(({ allowed, because }) =>
    allowed.map((value, i) => `${value}: ${because[i]}`),
  );
}

const STRIPPED = { mode: 0o755 };

describe('at disk level', () => {
  it.each<[string, Told[], string[]]>([
    [
      'a count, by every leaf that may return it',
      [[write(512, 100), { ret: 200, offset: 200, size: 8192, ...STRIPPED }]],
      [
        '100: L5: the buffered write wrote a part, at most 100: written is kept, what stopped it is dropped',
        'EFAULT: L3: the buffered write failed with EFAULT: a negative written is returned as it is (byte 100 of the request is unreadable)',
      ],
    ],
    [
      'an errno, by its cause',
      [[write(512), { ret: 'ENOSPC', offset: 0, size: 8192, ...STRIPPED }, [disk('read', 'EIO')]]],
      [
        '512: L6: the buffered write wrote all 512: all is written',
        'EIO: L3: the buffered write failed with EIO: a negative written is returned as it is (the disk failed with EIO)',
      ],
    ],
    [
      'offset and size, by their arithmetic',
      [[write(9000), { ret: 9000, offset: 1, size: 9001, ...STRIPPED }]],
      ['9000: start 0 + 9000 returned', '9000: max(i_size 8192, start 0 + 9000 returned)'],
    ],
    [
      'the mode, by whose privilege it is',
      [[write(1), { ret: 1, offset: 1, size: 8192, mode: 0o4755 }]],
      ['mode 0755: 04755 without 04000, for the caller lacks CAP_FSETID'],
    ],
    [
      'the mode after ftruncate',
      [
        [
          { call: 'ftruncate', fd: 0, length: 1 },
          { ret: 0, size: 1, mode: 0o4755 },
        ],
      ],
      ['mode 0755: do_truncate: 04755 without 04000, for the caller lacks CAP_FSETID'],
    ],
    [
      'what fsync may report, by what waits',
      [
        [write(512), { ret: 512, offset: 512, size: 8192, ...STRIPPED }],
        [{ call: 'writeback' }, {}, [disk('write', 'ENOSPC'), disk('write', 'EIO')]],
        [{ call: 'fsync', fd: 0 }, { ret: 'ENOSPC' }, [disk('flush', 0)]],
      ],
      ['EIO: an earlier writeback failed and nobody was told: EIO may wait in the mapping'],
    ],
    [
      'content, by the call that stored it',
      [
        [write(512), { ret: 512, offset: 512, size: 8192, ...STRIPPED }],
        [pread, { ret: 4096, content: source('initial') }],
      ],
      ['the bytes of call 1 in [0, 512): call 1 stored [0, 512)'],
    ],
    [
      'content in doubt, by the call that failed',
      [
        [write(512), { ret: 'EIO', offset: 0, size: 8192, ...STRIPPED }, [disk('write', 'EIO')]],
        [pread, { ret: 4096, content: source('other') }],
      ],
      [
        'the initial bytes in [0, 512): no call surely wrote here: what the file held before the first call',
        'the bytes of call 1 in [0, 512): call 1 failed or stopped: [0, 512) may hold its bytes or not',
      ],
    ],
  ])('tells %s', (_, told, because) => {
    expect(fileBecause(...told)).toEqual(because);
  });
});
