import { describe, expect, it } from '@jest/globals';
import { Misbehaviour, type Target } from '../../contract/index.js';
import { createReference } from '../../impl/reference/target.js';
import { check } from '../check.js';
import { drive, wait } from './drive.js';
import { checkedRead, checkedRet, checkedStat, checkedWrite } from './reply.js';

const HOSTILE: readonly (readonly [string, () => unknown])[] = [
  [
    'a proxy that throws',
    () =>
      new Proxy(
        {},
        {
          get() {
            throw new Error('no');
          },
          has() {
            throw new Error('no');
          },
        },
      ),
  ],
  [
    'an object whose members throw',
    () => {
      const no = {
        enumerable: true,
        get() {
          throw new Error('no');
        },
      };
      return Object.defineProperties({}, { then: no, ret: no, size: no });
    },
  ],
];

describe.each(HOSTILE)('%s', (_, hostile) => {
  it('is no promise, and passes through', () => {
    const value = hostile();
    expect(Object.is(drive(wait(value)), value)).toBe(true);
  });

  it.each<[string, (value: unknown) => unknown]>([
    ['count', (value) => checkedRet('open', value)],
    ['reply of a write', (value) => checkedWrite('write', value)],
    ['read', (value) => checkedRead('read', value, 8)],
    ['status', checkedStat],
  ])('is an invalid result as a %s', (_what, checked) => {
    expect(() => checked(hostile())).toThrow(Misbehaviour);
    expect(() => checked(hostile())).toThrow('a object that is not plain data');
  });

  it('is the invalid result of a target that returns it', async () => {
    const target: Target = { ...createReference(), iter: { writeIter: hostile as () => number } };
    const { verdict, reasons } = await check({ target, levels: ['iter'], runs: 0 });
    expect([verdict, reasons[0]]).toEqual(['invalid result', expect.stringMatching(/^writeIter returned /)]);
  });
});

it('bytes behind a proxy are no bytes', () => {
  expect(() => checkedRead('read', new Proxy(new Uint8Array(2), {}), 8)).toThrow(/read returned .*expected an errno/);
});

it('a reply with a signal is what it says', () => {
  expect(checkedWrite('write', { ret: 'EFBIG', signal: 'SIGXFSZ' })).toEqual({ ret: 'EFBIG', signal: 'SIGXFSZ' });
});
