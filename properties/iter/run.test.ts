import { describe, expect, it } from '@jest/globals';
import {
  CallObservationSchema,
  Misbehaviour,
  type CallObservation,
  type CalleeScript,
  type IterTarget,
  type Kiocb,
  type Outcome,
} from '../../contract/index.js';
import { drive } from '../run/drive.js';
import { observeIter } from './run.js';
import { iterScenario } from './scenario.js';

const outcome = (ret: number): Outcome => ({ ret, iovAdvance: ret, kiPosAdvance: 0, sizeAfter: null });
const SCRIPT: CalleeScript = {
  removePrivs: outcome(0),
  updateTime: outcome(0),
  isDax: outcome(0),
  direct: outcome(4),
  perform: outcome(4),
  flush: outcome(0),
  invalidate: outcome(0),
};

/** What one write of 4 bytes at 10 shows; it may be stored, whatever the target has done. */
function observed(writeIter: IterTarget['writeIter']): CallObservation {
  const write = { direct: false, pos: 10, count: 4, positioned: false, script: SCRIPT };
  const seen: CallObservation[] = [];
  void drive(observeIter({ writeIter }, iterScenario('linux-4.x', 1, 0, [write]), (call) => seen.push(call)));
  expect(seen).toHaveLength(1);
  return CallObservationSchema.parse(seen[0]);
}

describe('what a write at iter level shows', () => {
  const setting = (value: unknown) => (kiocb: Kiocb) => {
    kiocb.kiPos = value as number;
    return 4;
  };

  it.each<[what: string, kiPos: unknown, shown: number, offset: number]>([
    ['moves the offset along', 14, 14, 14],
    ['is shown when it is below 0, where no offset is', -5, -5, 10],
    ['is shown as -1 when it is no number', NaN, -1, 10],
    ['is shown as -1 when it is a part of a byte', 1.5, -1, 10],
    ['is shown as -1 when it is none of ours', 'end', -1, 10],
  ])('ki_pos %s', (_, kiPos, shown, offset) => {
    expect(observed(setting(kiPos))).toMatchObject({ kiPos: shown, offset });
  });

  it.each(['kiocb', 'task'] as const)('is a crash where the target has put what throws: %s', (where) => {
    const get = (): never => {
      throw new Error('not for you');
    };
    const writeIter = (kiocb: Kiocb): number => {
      if (where === 'kiocb') Object.defineProperty(kiocb, 'kiPos', { get });
      else Object.defineProperty(kiocb.task, 'backingDevInfo', { get });
      return 4;
    };
    expect(() => observed(writeIter)).toThrow(new Misbehaviour('crashed', 'writeIter threw in call 2: "not for you"'));
  });

  it('is the rest of the iov too, even below 0', () => {
    const advancing = (bytes: number) => observed((_, from) => (from.advance(bytes), 4)).iovLeft;
    expect([advancing(4), advancing(6), advancing(NaN)]).toEqual([0, -2, -1]);
  });

  it('is the arguments of callees, of which none that is no number can be right', () => {
    const { callees } = observed((_, __, called) => (called.flush(0, -1), called.flush(NaN, 'end' as never), 4));
    expect(callees?.map(({ args }) => args)).toEqual([
      [0, -1],
      [-2, -2],
    ]);
  });
});
