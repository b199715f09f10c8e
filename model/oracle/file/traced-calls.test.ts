/** What a target's own kernel steps say of a call is part of its judgement. */
import { describe, expect, it } from '@jest/globals';
import type { Call, CallObservation, KernelStep } from '../../../contract/index.js';
import { NO_EVIDENCE, type Evidence } from './evidence.js';
import { FileOracle } from './file-oracle.js';
import { disk, open, SCENARIO, Story } from './story.sample.js';

const step = (at: string, fields: Record<string, number | string>): KernelStep => ({
  fn: 'filemap_write_and_wait_range',
  at,
  ...fields,
});
/** Of a file without cached pages, whose mapping has no error. */
const CLEAN = [
  step('enter', { lo: 0, hi: 8191 }),
  step('nrpages', { ret: 0 }),
  step('checkErrors', { ret: 0 }),
  step('return', { ret: 0 }),
];
const LIES = CLEAN.with(3, step('return', { ret: 'EIO' }));
const FSYNC: Call = { call: 'fsync', fd: 0 };
const WRITE: Call = { call: 'write', fd: 0, segments: [{ length: 1, readable: 1 }] };

describe('the steps of a call', () => {
  it('that the machines take name the functions that ran', () => {
    const judgement = new Story().judge(FSYNC, { steps: CLEAN });
    expect(judgement).toMatchObject({ differences: [], traced: ['filemap_write_and_wait_range'] });
    expect(judgement.fn).toBeUndefined();
    expect(judgement.path).toEqual(['no error waits to be reported']);
  });

  it('that they do not take deviate first, in their function', () => {
    const judgement = new Story().judge(FSYNC, { ret: 'ENOSPC', steps: LIES });
    expect(judgement.differences.map(({ got }) => got)).toEqual(['EIO', 'ENOSPC']);
    expect(judgement).toMatchObject({
      fn: 'filemap_write_and_wait_range',
      traced: ['filemap_write_and_wait_range'],
      facts: new Story().judge(FSYNC).facts,
    });
    expect(judgement.path).not.toContain('no error waits to be reported');
  });

  it('of a write are told once', () => {
    const judgement = new Story().judge(WRITE, { ret: 1, steps: LIES });
    expect(judgement.differences.map(({ got }) => got)).toEqual(['EIO']);
    expect(judgement.fn).toBe('filemap_write_and_wait_range');
  });

  it.each<[string, Partial<CallObservation>]>([
    ['none were told', {}],
    ['there were none', { steps: [] }],
  ])('are not missed where %s', (_, got) => {
    expect(new Story().judge(FSYNC, got)).not.toHaveProperty('traced');
  });

  it('of the last call can be asked for', () => {
    const oracle = new FileOracle(SCENARIO);
    const circumstances = { clock: 1, evidence: NO_EVIDENCE };
    const judge = (steps?: KernelStep[]) =>
      oracle.judge(FSYNC, { index: 1, call: 'fsync', ret: 'EBADF', signal: null, steps }, circumstances);
    judge(CLEAN);
    expect(oracle.lastTrace?.functions).toEqual(['filemap_write_and_wait_range']);
    judge();
    expect(oracle.lastTrace).toBeNull();
  });
});

describe('the first call', () => {
  it('is told what the disk did at the mount: an inode that could not be read fails each open', () => {
    const oracle = new FileOracle(SCENARIO);
    const unread: Evidence = { ...NO_EVIDENCE, inodeErrors: new Set([-5]) };
    const opened = (index: number, evidence: Evidence): number =>
      oracle.judge(open(0, 'O_RDWR'), { index, call: 'open', ret: 'EIO', signal: null }, { clock: 1, evidence })
        .differences.length;
    expect([opened(0, unread), opened(1, NO_EVIDENCE)]).toEqual([0, 0]);
  });

  it('is the only one that is told of it', () => {
    const story = new Story();
    story.tell(open(1, 'O_RDWR'), { ret: 'EIO' }, [disk('readInode', 'EIO')]);
    expect(story.tell(open(1, 'O_RDWR'), { ret: 'EIO' })).toEqual(['return']);
  });
});

it('what a range may hold is clipped to it', () => {
  const story = new Story();
  story.write(512, { ret: 512 });
  expect(story.possible(256, 768)).toMatchObject([
    { from: 256, to: 512, now: [1], device: ['initial', 1] },
    { from: 512, to: 768, now: ['initial'] },
  ]);
});
