import { describe, expect, it } from '@jest/globals';
import { compiled } from '../machines/index.js';
import { PROFILES } from '../profile.js';
import { drive } from './drive.js';

const core = compiled('__generic_file_write_iter', PROFILES['linux-4.x']);
const enter = { type: 'enter', pos: 0, count: 2, size: 0, direct: 0 };
const removePrivs = { type: 'removePrivs', ret: 0 };
const updateTime = { type: 'updateTime', ret: 0 };
const perform = { type: 'perform', ret: 2, iovAdvance: 2, kiPosAdvance: 0, sizeAfter: 2 };

describe('driving a machine', () => {
  it('tells the edges, what each callee is to be called with, and what is returned', () => {
    expect(drive(core, [enter, removePrivs, updateTime, perform])).toEqual({
      path: [
        'entry.enter[otherwise]',
        'removingPrivs.removePrivs[otherwise]',
        'updatingTime.updateTime[otherwise]',
        'writingBuffered.perform[progressed]',
      ],
      asked: ['removePrivs bdi=1', 'updateTime bdi=1', 'perform pos=0 bdi=1'],
      output: { ret: 2, kiPos: 2, iovLeft: 0, bdi: 0 },
    });
  });

  it('names a callee that is called without arguments alone', () => {
    const { asked } = drive(compiled('file_update_time', PROFILES['linux-4.x']), [
      { type: 'enter' },
      { type: 'isNocmtime', ret: 1 },
    ]);
    expect(asked).toEqual(['isNocmtime']);
  });

  it.each([
    ['an event out of turn', [enter, updateTime], 'is removingPrivs and waits for removePrivs, but got updateTime'],
    [
      'an event after the end',
      [enter, { ...removePrivs, ret: -5 }, updateTime],
      'is done and takes no more events, but got updateTime',
    ],
    ['events that end early', [enter, removePrivs], 'is updatingTime and waits for updateTime, but the events end'],
  ])('refuses %s', (_, events, message) => {
    expect(() => drive(core, events)).toThrow(`__generic_file_write_iter ${message}`);
  });
});
