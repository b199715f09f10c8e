import { describe, expect, it } from '@jest/globals';
import type {
  Call,
  CallObservation,
  ContentRange,
  DiskStep,
  OpenFlag,
  ProfileId,
  Segment,
} from '../../../contract/index.js';
import { disk, Story } from './story.sample.js';

type Told = readonly [call: Call, got?: Partial<CallObservation>, steps?: DiskStep[]];

const pwrite = (position: number, length: number, got: Partial<CallObservation> = {}, steps: DiskStep[] = []): Told => [
  { call: 'pwrite', fd: 0, position, segments: [{ length, readable: length }] },
  { ret: length, ...got },
  steps,
];
const ftruncate = (length: number): Told => [{ call: 'ftruncate', fd: 0, length }];
const writeback = (...steps: DiskStep[]): Told => [{ call: 'writeback' }, {}, steps];
const EIO = { ret: 'EIO' } as const;
/** A request that failed, at a sector where it does not matter. */
const FAILED = [disk('read', 'EIO')];
const FLUSHED = [disk('write', 1), disk('flush', 0)];
const FSYNC: Told = [{ call: 'fsync', fd: 0 }, {}, FLUSHED];
const garbled = (sector: number, count = 1): Told =>
  writeback({ ...disk('write', count, sector, count), struck: 'bitRot' });

interface Setting {
  readonly flags?: readonly OpenFlag[];
  readonly profile?: ProfileId;
}

function told(calls: readonly Told[], { flags = [], profile = 'linux-4.x' }: Setting = {}): Story {
  const story = new Story({ profile }, ['O_RDWR', ...flags]);
  for (const [call, got, steps] of calls) expect(story.tell(call, got, steps)).toEqual([]);
  return story;
}

/** Cache, device and what a power cut leaves, of the ranges that are not as in the beginning: 8192 initial bytes. */
function possible(calls: readonly Told[], setting?: Setting): string[] {
  return told(calls, setting)
    .possible(0, 16384)
    .map(({ from, to, now, device, durable }) => ({ from, to, held: [now, device, durable].map((s) => s.join('|')) }))
    .filter(({ from, held }) => held.some((sources) => sources !== (from < 8192 ? 'initial' : 'hole')))
    .map(({ from, to, held }) => `${from}-${to}: ${held.join(' / ')}`);
}

describe('a write leaves in the cache, on the device and after a power cut', () => {
  it.each<[string, Setting, Told[], string[]]>([
    ['its bytes, that may be on the device', {}, [pwrite(0, 512)], ['0-512: 1 / initial|1 / initial|1']],
    ['its bytes, on the device: O_DIRECT', { flags: ['O_DIRECT'] }, [pwrite(0, 512)], ['0-512: 1 / 1 / initial|1']],
    ['its bytes, on the device: FUSE', { profile: 'linux-fuse' }, [pwrite(0, 512)], ['0-512: 1 / 1 / initial|1']],
    ['its bytes, durable: O_DSYNC', { flags: ['O_DSYNC'] }, [pwrite(0, 512, {}, FLUSHED)], ['0-512: 1 / 1 / 1']],
    ['only what it counted', {}, [pwrite(512, 1024, { ret: 512 })], ['512-1024: 1 / initial|1 / initial|1']],
    [
      'what it did not count, or not, if the disk failed',
      {},
      [pwrite(512, 1024, { ret: 512 }, FAILED)],
      ['512-1024: 1 / initial|1 / initial|1', '1024-1536: initial|1 / initial|1 / initial|1'],
    ],
    [
      'all or nothing of it, if it failed',
      {},
      [pwrite(512, 512, EIO, FAILED)],
      ['512-1024: initial|1 / initial|1 / initial|1'],
    ],
    ['the later of two', {}, [pwrite(0, 512), pwrite(0, 512)], ['0-512: 2 / initial|1|2 / initial|1|2']],
    ['zeros before it, behind the end', {}, [pwrite(10240, 512)], ['10240-10752: 1 / hole|1 / hole|1']],
  ])('%s', (_, setting, calls, expected) => {
    expect(possible(calls, setting)).toEqual(expected);
  });
});

describe('growth', () => {
  const ANY = 'other / other / other';
  const OR_ZEROS = 'hole|other / hole|other / hole|other';
  it.each<[string, Told[], string[]]>([
    [
      'by a write uncovers zeros, whatever lay there',
      [garbled(16, 2), pwrite(9216, 512)],
      [`8192-9216: ${OR_ZEROS}`, '9216-9728: 2 / hole|2 / hole|2'],
    ],
    [
      'by a write at the end uncovers nothing',
      [garbled(17), pwrite(8192, 512)],
      ['8192-8704: 2 / hole|2 / hole|2', `8704-9216: ${ANY}`],
    ],
    [
      'by a write that fails uncovers as much as the size says',
      [garbled(16, 2), pwrite(9216, 512, { ...EIO, size: 8704 }, FAILED)],
      [`8192-8704: ${OR_ZEROS}`, `8704-9216: ${ANY}`, '9216-9728: hole|2 / hole|2 / hole|2'],
    ],
    [
      'does not come with a failed write behind the end',
      [garbled(16), pwrite(8704, 512, { ...EIO, size: 8192 }, FAILED)],
      [`8192-8704: ${ANY}`, '8704-9216: hole|2 / hole|2 / hole|2'],
    ],
    ['by ftruncate uncovers zeros', [garbled(16, 2), ftruncate(8704)], [`8192-8704: ${OR_ZEROS}`, `8704-9216: ${ANY}`]],
  ])('%s', (_, calls, expected) => {
    expect(possible(calls)).toEqual(expected);
  });
});

describe('the disk', () => {
  const page = (from: number, to: number): string => `${from}-${to}: initial|1 / initial|1 / initial|1`;
  const whole = (from: number, to: number): string => `${from}-${to}: 1 / initial|1 / initial|1`;
  it.each<[string, Told[], string[]]>([
    [
      'that fails a sector loses its page',
      [pwrite(0, 8192), writeback(disk('write', 'EIO', 9))],
      [whole(0, 4096), page(4096, 8192)],
    ],
    [
      'loses each page that it fails a sector of',
      [pwrite(0, 8192), writeback(disk('write', 'EIO', 7, 2))],
      [page(0, 8192)],
    ],
    [
      'loses none behind the sector',
      [pwrite(0, 8192), writeback(disk('write', 'EIO', 7))],
      [page(0, 4096), whole(4096, 8192)],
    ],
    [
      'that lies about sectors may hold anything there',
      [pwrite(0, 512), garbled(3, 2)],
      [whole(0, 512), '1536-2560: other / other / other'],
    ],
  ])('%s', (_, calls, expected) => {
    expect(possible(calls)).toEqual(expected);
  });
});

describe('what a successful fsync makes durable', () => {
  it.each<[string, Setting, Told[], string[]]>([
    ['is what the cache holds', {}, [pwrite(0, 512), FSYNC], ['0-512: 1 / 1 / 1']],
    [
      'may be what was in doubt',
      {},
      [pwrite(0, 512), pwrite(0, 512, EIO, FAILED), FSYNC],
      ['0-512: 1|2 / initial|1|2 / initial|1|2'],
    ],
    [
      'is nothing that is not on the device by then',
      { flags: ['O_DIRECT'] },
      [pwrite(0, 512), pwrite(0, 512, EIO, FAILED), FSYNC],
      ['0-512: 1|2 / 1|2 / 1|2'],
    ],
  ])('%s', (_, setting, calls, expected) => {
    expect(possible(calls, setting)).toEqual(expected);
  });
});

describe('ftruncate', () => {
  it.each<[string, Told[], string[]]>([
    [
      'zeroes the rest of the page in the cache, and drops the pages behind',
      [ftruncate(512)],
      ['512-4096: hole / initial|hole / initial|hole', '4096-8192: hole / hole / initial|hole'],
    ],
    ['to a page drops only whole pages', [ftruncate(4096)], ['4096-8192: hole / hole / initial|hole']],
    [
      'knows nothing of where the disk lied',
      [garbled(9), ftruncate(4096)],
      [
        '4096-4608: hole / hole / initial|hole',
        '4608-5120: other / other / other',
        '5120-8192: hole / hole / initial|hole',
      ],
    ],
    [
      'to the size that there is need not change what lies behind',
      [pwrite(8192, 512, { ...EIO, size: 8192 }, FAILED), ftruncate(8192)],
      ['8192-8704: hole|1 / hole|1 / hole|1'],
    ],
  ])('%s', (_, calls, expected) => {
    expect(possible(calls)).toEqual(expected);
  });
});

it('after a power cut there is what was durable', () => {
  const calls: Told[] = [pwrite(0, 512), [{ call: 'powerCut' }, { size: 8192 }]];
  expect(possible(calls)).toEqual(['0-512: initial|1 / initial|1 / initial|1']);
  expect(possible([pwrite(0, 512, {}, FLUSHED), ...calls.slice(1)], { flags: ['O_DSYNC'] })).toEqual([
    '0-512: 1 / 1 / 1',
  ]);
});

describe('inside a sector two sources may meet', () => {
  const writev = (position: number, lengths: number[], got: Partial<CallObservation>, steps: DiskStep[] = []): Told => {
    const segments = lengths.map((length): Segment => ({ length, readable: length }));
    return [{ call: 'pwritev', fd: 0, position, segments }, got, steps];
  };
  /** Whether in [from, from + 1024) one source may go as far as a place, and the other on from there. */
  const meet = (
    calls: readonly Told[],
    from: number,
    at: number,
    [before, after]: ContentRange['source'][],
  ): boolean => {
    const to = from + 1024;
    const content = [
      { from, to: at, source: before },
      { from: at, to, source: after },
    ];
    return (
      told(calls).tell({ call: 'pread', fd: 0, position: from, length: 1024 }, { ret: 1024, content }).length === 0
    );
  };
  const LOST = writeback(disk('write', 'EIO', 0));
  const FAILED_BEHIND = pwrite(8192, 1024, { ...EIO, size: 8500 }, FAILED);

  it.each<[string, Told[], number, number, ContentRange['source'][], boolean]>([
    ['where a sector ends', [pwrite(0, 1024, EIO, FAILED)], 0, 512, [1, 'initial'], true],
    ['not elsewhere', [pwrite(0, 1024, EIO, FAILED)], 0, 700, [1, 'initial'], false],
    ['where the counted bytes end', [pwrite(100, 924, { ret: 600 }, FAILED), LOST], 100, 700, [1, 'initial'], true],
    ['not behind those', [pwrite(100, 924, { ret: 600 }, FAILED), LOST], 100, 701, [1, 'initial'], false],
    ['where a segment ends', [writev(100, [600, 424], EIO, FAILED)], 100, 700, [1, 'initial'], true],
    [
      'not where one of an earlier call did',
      [writev(0, [700, 324], { ret: 1024 }), pwrite(0, 1024, EIO, FAILED)],
      0,
      700,
      [2, 1],
      false,
    ],
    ['where the file ended before ftruncate grew it', [FAILED_BEHIND, ftruncate(16384)], 8192, 8500, [1, 'hole'], true],
    ['where it ended before a write grew it', [FAILED_BEHIND, pwrite(10240, 512)], 8192, 8500, [1, 'hole'], true],
    [
      'where it was cut',
      [
        pwrite(8192, 1024, { ...EIO, size: 9216 }, FAILED),
        ftruncate(8500),
        ftruncate(9216),
        writeback(disk('write', 'EIO', 16)),
      ],
      8192,
      8500,
      [1, 'hole'],
      true,
    ],
  ])('%s', (_, calls, from, at, sources, expected) => {
    expect(meet(calls, from, at, sources)).toBe(expected);
  });
});
