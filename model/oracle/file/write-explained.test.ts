import { describe, expect, it } from '@jest/globals';
import type { Call, CallObservation, DiskStep, OpenFlag, ProfileId, Scenario } from '../../../contract/index.js';
import { DIRECT, disk, DSYNC, SCENARIO, Story } from './story.sample.js';

interface Told {
  readonly profile?: ProfileId;
  readonly flags?: readonly OpenFlag[];
  readonly file?: Partial<Scenario['file']>;
  readonly length?: number;
  readonly good?: number;
  readonly got: Partial<CallObservation>;
  readonly steps?: readonly DiskStep[];
}

function told({ profile = 'linux-4.x', flags, file, length = 8192, good = length, got, steps }: Told) {
  const story = new Story({ profile, file: { ...SCENARIO.file, ...file } }, flags);
  const call: Call = { call: 'write', fd: 0, segments: [{ length, readable: good }] };
  return story.judge(call, got, { steps });
}

/** `observable value: why` of all that was allowed. */
const because = (asked: Told): string[] =>
  told(asked).differences.flatMap(({ observable, allowed, because: why }) =>
    allowed.map((value, i) => `${observable} ${value}: ${why[i]}`),
  );

describe('what else differs is explained', () => {
  it.each<[string, Told, string[]]>([
    ['an offset, by its arithmetic', { got: { ret: 8192, offset: 1 } }, ['offset 8192: start 0 + 8192 returned']],
    [
      'an offset that moves before the flush, by its leaves',
      { profile: 'linux-3.18', flags: DIRECT, steps: [disk('write', 'EIO')], got: { ret: 4096, offset: 9000 } },
      ['offset 4096: start 0 + 4096 returned', 'offset 8192: L22, L24: at most start 0 + 8192, moved before the flush'],
    ],
    [
      'an offset after an error',
      { steps: [disk('write', 'EIO')], got: { ret: 'EIO', offset: 1 } },
      ['offset 0: the call returned EIO: the offset stays'],
    ],
    [
      'a size, by its arithmetic',
      { length: 9000, got: { ret: 9000, size: 1 } },
      ['size 9000: max(i_size 8192, start 0 + 9000 returned)'],
    ],
    [
      'a size that may cover more',
      { length: 9000, steps: [disk('write', 'EIO')], got: { ret: 'EIO', size: 1 } },
      [
        'size 8192: nothing is counted: i_size stays',
        'size 9000: at most start 0 + 9000: i_size may cover bytes that are not counted',
      ],
    ],
    [
      'a size after a 0',
      { file: { dax: true }, got: { ret: 0, size: 1 } },
      ['size 8192: nothing is counted: i_size stays'],
    ],
    [
      'the size of a device',
      { file: { kind: 'block' }, got: { ret: 8192, size: 1 } },
      ['size 8192: a block device does not grow'],
    ],
    [
      'a signal below the limit',
      { got: { ret: 8192, signal: 'SIGXFSZ' } },
      ['return no signal: 0 is below RLIMIT_FSIZE 16384, or the call is refused before it'],
    ],
    [
      'a signal without a limit',
      { file: { rlimitFsize: null }, got: { ret: 8192, signal: 'SIGXFSZ' } },
      ['return no signal: no RLIMIT_FSIZE is set'],
    ],
    [
      'a flush that is missing',
      { flags: DSYNC, got: { ret: 8192 } },
      [
        'durability a flush of the disk after the last write of the call: O_DSYNC: 8192 bytes were returned, so generic_write_sync succeeded',
      ],
    ],
  ])('%s', (_, asked, expected) => {
    expect(because(asked)).toEqual(expected);
  });

  it('a pwrite that moves the offset', () => {
    const call: Call = { call: 'pwrite', fd: 0, position: 0, segments: [{ length: 1, readable: 1 }] };
    expect(new Story().says(call, { ret: 1, offset: 1 })).toEqual([
      'offset 1, allowed 0 (pwrite does not move the offset)',
    ]);
  });

  it('a flush that is missing, by what came instead', () => {
    const [{ got }] = told({ flags: DSYNC, got: { ret: 8192 } }).differences;
    expect(got).toBe('no flush of the disk after its last write');
  });
});

describe('the path of a write', () => {
  it('is told where it deviates, leaf by leaf', () => {
    expect(told({ good: 100, got: { ret: 200 } }).path).toEqual([
      'L3: buffered < 0 -> returns e, ki_pos + 0',
      'L5: buffered part -> returns f, ki_pos + f',
    ]);
    expect(told({ got: { ret: 8192 } }).path).toEqual([]);
  });
});
