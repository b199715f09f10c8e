import { describe, expect, it } from '@jest/globals';
import type { Call, CallObservation, DiskStep, OpenFlag } from '../../../contract/index.js';
import { disk, open, SCENARIO, Story } from './story.sample.js';

type Told = readonly [call: Call, got?: Partial<CallObservation>, steps?: DiskStep[]];

const pwrite = (position: number, length: number, ret: CallObservation['ret'] = length, steps?: DiskStep[]): Told => [
  { call: 'pwrite', fd: 0, position, segments: [{ length, readable: length }] },
  { ret },
  steps,
];
const ftruncate = (length: number): Told => [{ call: 'ftruncate', fd: 0, length }, { ret: 0 }];
const powerCut = (size: number): Told => [{ call: 'powerCut' }, { size }];
const REOPENED: Told = [open(0, 'O_RDWR')];
/** A writeback of the sector, and of its page, that fails. */
const LOST: Told = [{ call: 'writeback' }, {}, [disk('write', 'EIO', 0)]];
const FLUSHED = [disk('write', 1), disk('flush', 0)];

/** What the 512 bytes at `from` may hold after the calls, and why; the first of them is call 1. */
function possible(from: number, calls: readonly Told[], flags: readonly OpenFlag[] = []): string[] {
  const file = { ...SCENARIO.file, allocated: [{ from: 0, to: 4096 }] };
  const story = new Story({ file }, ['O_RDWR', ...flags]);
  for (const [call, got, steps] of calls) expect(story.tell(call, got, steps)).toEqual([]);
  const content = [{ from, to: from + 512, source: 'other' as const }];
  const call: Call = { call: 'pread', fd: 0, length: 512, position: from };
  const [difference] = story.judge(call, { ret: 512, content }).differences;
  expect(difference.got).toBe('bytes that nobody wrote');
  return difference.allowed.map((value, i) => `${value}: ${difference.because[i]}`);
}

describe('why a range may hold', () => {
  it.each<[string, number, Told[], string[]]>([
    [
      'what it held before the first call',
      0,
      [],
      ['the initial bytes in [0, 512): no call surely wrote here: what the file held before the first call'],
    ],
    ['zeros that were there', 4096, [], ['zeros in [4096, 4608): a hole: nothing was ever stored here']],
    [
      'what it held, beside a write behind it',
      0,
      [pwrite(512, 512)],
      ['the initial bytes in [0, 512): no call surely wrote here: what the file held before the first call'],
    ],
    ['what a call stored', 0, [pwrite(0, 1024)], ['the bytes of call 1 in [0, 512): call 1 stored [0, 1024)']],
    [
      'the last that did',
      0,
      [pwrite(0, 512), pwrite(0, 512)],
      ['the bytes of call 2 in [0, 512): call 2 stored [0, 512)'],
    ],
    [
      'what a call that failed may have stored',
      1024,
      [pwrite(512, 2048, 512, [disk('write', 'EIO', 2)])],
      [
        'the initial bytes in [1024, 1536): no call surely wrote here: what the file held before the first call',
        'the bytes of call 1 in [1024, 1536): call 1 failed or stopped: [1024, 2560) may hold its bytes or not',
      ],
    ],
    [
      'zeros of growth',
      8192,
      [ftruncate(16384)],
      ['zeros in [8192, 8704): call 1 grew the file from 8192: zeros where it stored nothing'],
    ],
    [
      'zeros before a write behind the end',
      8192,
      [pwrite(10240, 512)],
      ['zeros in [8192, 8704): call 1 grew the file from 8192: zeros where it stored nothing'],
    ],
    [
      'a write behind the end',
      10240,
      [pwrite(10240, 512)],
      ['the bytes of call 1 in [10240, 10752): call 1 stored [10240, 10752)'],
    ],
    [
      'what it held, before growth',
      0,
      [ftruncate(16384)],
      ['the initial bytes in [0, 512): no call surely wrote here: what the file held before the first call'],
    ],
    [
      'zeros of the last growth',
      4096,
      [ftruncate(4096), ftruncate(8192)],
      ['zeros in [4096, 4608): call 2 grew the file from 4096: zeros where it stored nothing'],
    ],
    [
      'zeros where a write at the end failed',
      8192,
      [[pwrite(8192, 512)[0], { ret: 'EIO', size: 8704 }, [disk('read', 'EIO')]]],
      [
        'zeros in [8192, 8704): a hole: nothing was ever stored here',
        'the bytes of call 1 in [8192, 8704): call 1 failed or stopped: [8192, 8704) may hold its bytes or not',
      ],
    ],
    [
      'what was written into growth',
      8192,
      [ftruncate(16384), pwrite(8192, 512)],
      ['the bytes of call 2 in [8192, 8704): call 2 stored [8192, 8704)'],
    ],
    [
      'what a call wrote over, where the writeback failed',
      0,
      [pwrite(0, 512), LOST],
      [
        'the initial bytes in [0, 512): call 1 wrote over them, but that may be lost before it is written back, and the device still holds these',
        'the bytes of call 1 in [0, 512): call 1 stored [0, 512)',
      ],
    ],
  ])('%s', (_, from, calls, expected) => {
    expect(possible(from, calls)).toEqual(expected);
  });
});

describe('why a range may hold after a power cut', () => {
  it.each<[string, number, OpenFlag[], Told[], string[]]>([
    [
      'what was written, or not',
      0,
      [],
      [pwrite(0, 512), powerCut(8192), REOPENED],
      [
        'the initial bytes in [0, 512): call 1 wrote over them, but no sync after it made that durable',
        'the bytes of call 1 in [0, 512): call 1 stored [0, 512), and that may have reached the disk',
      ],
    ],
    [
      'what was synced',
      0,
      ['O_DSYNC'],
      [pwrite(0, 512, 512, FLUSHED), powerCut(8192), REOPENED],
      ['the bytes of call 1 in [0, 512): call 1 stored [0, 512), and a sync made it durable'],
    ],
    [
      'what was cut off, or zeros',
      512,
      [],
      [ftruncate(512), powerCut(8192), REOPENED],
      [
        'the initial bytes in [512, 1024): call 1 cut or grew the file here, but no sync after it made that durable',
        'zeros in [512, 1024): call 1 cut the file at 512: zeros behind',
      ],
    ],
    [
      'what was written before the cut',
      512,
      ['O_DSYNC'],
      [pwrite(512, 512, 512, FLUSHED), ftruncate(512), powerCut(8192), REOPENED],
      [
        'zeros in [512, 1024): call 2 cut the file at 512: zeros behind',
        'the bytes of call 1 in [512, 1024): call 2 cut or grew the file here, but no sync after it made that durable',
      ],
    ],
    [
      'zeros under a write behind the end',
      10240,
      [],
      [pwrite(10240, 512), powerCut(10752), REOPENED],
      [
        'zeros in [10240, 10752): call 1 wrote over them, but no sync after it made that durable',
        'the bytes of call 1 in [10240, 10752): call 1 stored [10240, 10752), and that may have reached the disk',
      ],
    ],
    [
      'zeros of growth under a later write',
      8192,
      [],
      [ftruncate(16384), pwrite(8192, 512), powerCut(16384), REOPENED],
      [
        'zeros in [8192, 8704): call 2 wrote over them, but no sync after it made that durable',
        'the bytes of call 2 in [8192, 8704): call 2 stored [8192, 8704), and that may have reached the disk',
      ],
    ],
  ])('%s', (_, from, flags, calls, expected) => {
    expect(possible(from, calls, flags)).toEqual(expected);
  });
});

it('names each source', () => {
  const story = new Story();
  story.write(512, { ret: 512 });
  const got = (source: 'initial' | 'hole' | 2): string | undefined =>
    story.says(
      { call: 'pread', fd: 0, length: 512, position: 0 },
      { ret: 512, content: [{ from: 0, to: 512, source }] },
    )[0];
  expect(got('initial')).toContain('content the initial bytes, allowed');
  expect(got('hole')).toContain('content zeros, allowed');
  expect(got(2)).toContain('content the bytes of call 2, allowed');
});
