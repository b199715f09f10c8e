/** What the target's own steps say of a write narrows what the oracle allows. */
import { describe, expect, it } from '@jest/globals';
import type { CallObservation, Difference, OpenFlag, ProfileId } from '../../../contract/index.js';
import type { TraceVerdict } from '../trace.js';
import { NO_EVIDENCE } from './evidence.js';
import { judgeWrite } from './judge-write.js';
import { FileState } from './state.js';
import { SCENARIO } from './story.sample.js';

interface Traced {
  readonly trace: Partial<TraceVerdict>;
  readonly got: Partial<CallObservation>;
  readonly profile?: ProfileId;
  readonly flags?: OpenFlag[];
  readonly good?: number;
}

/** Of a write of 8192 bytes at 0. */
function judged({ trace, got, profile = 'linux-4.x', flags = ['O_RDWR', 'O_DIRECT'], good = 8192 }: Traced) {
  const state = new FileState({ ...SCENARIO, profile });
  state.descriptors.set(0, { offset: 0, flags: new Set(flags), pending: 'none', errnos: new Set(), references: 1 });
  const verdict: TraceVerdict = { differences: [], path: ['a step'], functions: [], ways: [], ...trace };
  return judgeWrite(
    state,
    { call: 'write', fd: 0, segments: [{ length: 8192, readable: good }] },
    { index: 1, call: 'write', ret: 0, signal: null, ...got },
    { level: 'disk', clock: 1, evidence: NO_EVIDENCE, trace: verdict },
  );
}

const told = (traced: Traced): string[] =>
  judged(traced).differences.map(({ observable, allowed, got }) => `${observable} ${got}, not ${allowed.join(' or ')}`);

describe('the leaf that the steps show', () => {
  it('is the one in which the call ended', () => {
    expect(judged({ trace: { leaf: 'L19' }, got: { ret: 8192 } }).leaves).toEqual(['L19']);
    expect(judged({ trace: {}, got: { ret: 8192 } }).leaves).toEqual(['L8', 'L19', 'L23']);
  });

  it.each<[string, Traced, string[]]>([
    ['has to return what was returned', { trace: { leaf: 'L8' }, got: { ret: 4096 } }, ['8192']],
    ['may have only a part to return', { trace: { leaf: 'L21' }, good: 512, got: { ret: 8192 } }, ['512']],
    ['is not asked for a part of unknown size', { trace: { leaf: 'L21' }, got: { ret: 8193 } }, ['8192']],
    ['may be none in which such a call can end', { trace: { leaf: 'L6' }, got: { ret: 8193 } }, ['8192']],
  ])('%s', (_, traced, expected) => {
    expect(judged(traced).differences).toMatchObject([{ observable: 'return', allowed: expected }]);
  });

  it('is none in which such a call can end, whatever is returned', () => {
    expect(judged({ trace: { leaf: 'L6' }, got: { ret: 8192 } }).differences).toHaveLength(1);
  });
});

describe('ki_pos at the end of the steps', () => {
  it('is where the offset goes', () => {
    expect(told({ trace: { kiPos: 8000 }, got: { ret: 8192, offset: 8000 } })).toEqual([]);
    expect(told({ trace: { kiPos: 8000 }, got: { ret: 8192, offset: 8192 } })).toEqual(['offset 8192, not 8000']);
  });

  it('is told as the reason', () => {
    const [difference] = judged({ trace: { kiPos: 8000 }, got: { ret: 8192, offset: 8192 } }).differences;
    expect(difference.because).toEqual(["ki_pos at the end of the call's own steps"]);
  });

  it('moves no offset where nothing is returned', () => {
    expect(told({ trace: { kiPos: 8000 }, flags: ['O_RDONLY'], got: { ret: 'EBADF', offset: 8000 } })).toHaveLength(1);
  });
});

describe('what differs in the steps', () => {
  const difference: Difference = { observable: 'order', allowed: ['a'], because: [''], got: 'b', direction: 'other' };
  const trace = { differences: [difference] };

  it.each<[string, Traced]>([
    ['a write that reached the core', { trace, got: { ret: 8192 } }],
    ['one that was refused', { trace, flags: ['O_RDONLY'], got: { ret: 'EBADF' } }],
  ])('comes first: %s', (_, traced) => {
    expect(judged(traced).differences).toEqual([difference]);
  });

  it('is placed on the path of the steps, then of the leaves', () => {
    expect(judged({ trace: { ...trace, leaf: 'L8' }, got: { ret: 8192 } }).path).toEqual([
      'a step',
      'L8: direct N -> returns N, ki_pos + N',
    ]);
    expect(judged({ trace: { leaf: 'L6' }, got: { ret: 8192 } }).path).toEqual([
      'a step',
      'no leaf of the model can end like this',
    ]);
  });
});
