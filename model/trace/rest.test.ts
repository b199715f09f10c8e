/** How a write stands to the rest of a short one: 10 bytes offered, 4 written. */
import { describe, expect, test } from '@jest/globals';
import type { TextRun } from '../../contract/trace-event.js';
import { compareText, meet, type Rest } from './rest.js';

const run = (text: string, at = 0): readonly TextRun[] => [{ at, text }];
const REST = { n: 10, done: 4, text: run('abcdefghij') } as unknown as Rest;

describe('a write', () => {
  test.each<[string, number, readonly TextRun[], number, ReturnType<typeof meet>['as'] | 'exact retry']>([
    ['of all of the rest', 4, run('efghij'), 6, 'exact retry'],
    ['of all of the rest, not shown', 4, [], 6, 'exact retry'],
    ['of its first byte', 4, run('e'), 1, 'retry'],
    ['of the rest and more', 4, run('efghijKL'), 8, 'retry'],
    ['of the rest and more, of which less is shown than the rest', 4, run('efghi'), 8, 'unclear'],
    ['of its first bytes, not shown', 4, [], 2, 'unclear'],
    ['of just as many other bytes', 4, run('efghiX'), 6, 'other bytes'],
    ['of one other byte', 4, run('X'), 1, 'other bytes'],
    ['of all once more', 0, run('abcdefghij'), 10, 'exact retry'],
    ['of the end of what is written, and the rest', 3, run('defghij'), 7, 'exact retry'],
    ['of bytes before all, and all', -2, run('__abcdefghij'), 12, 'exact retry'],
    ['of all once more, and more', 0, run('abcdefghijK'), 11, 'unclear'],
    ['of a part from before the rest on', 0, run('abcdef'), 6, 'unclear'],
    ['that changes what is written', 0, run('Xbcdefghij'), 10, 'unclear'],
    ['of nothing', 4, [], 0, 'apart'],
    ['of what is written', 0, run('abcd'), 4, 'apart'],
    ['from inside of the rest', 5, run('fghij'), 5, 'unclear'],
    ['of the last byte', 9, run('j'), 1, 'unclear'],
    ['right behind', 10, run('K'), 1, 'goes on'],
    ['farther behind', 11, run('K'), 1, 'apart'],
    ['at an unknown place', NaN, run('efghij'), 6, 'unclear'],
    ['of unknown length', 4, run('efghij'), -1, 'unclear'],
  ])('%s', (_, at, text, n, as) => {
    const { exact, ...meeting } = { exact: false, ...meet(REST, at, n, text) };
    expect(exact ? 'exact retry' : meeting.as).toBe(as);
  });
});

describe('two texts that meet', () => {
  const ABC = [...run('abc'), ...run('jkl', 9)];

  test.each<[string, readonly TextRun[], number, number, ReturnType<typeof compareText>]>([
    ['agree in all of their runs', [...run('bc'), ...run('jkl', 8)], 1, 99, { compared: 5, differ: false }],
    ['differ in a later run', [...run('bc'), ...run('jkX', 8)], 1, 99, { compared: 5, differ: true }],
    ['do not meet', run('def'), 3, 99, { compared: 0, differ: false }],
    ['differ behind what counts', run('abX'), 0, 2, { compared: 2, differ: false }],
    ['differ in the last byte that counts', run('abX'), 0, 3, { compared: 3, differ: true }],
    ['meet where the later one goes on', run('klm'), 10, 99, { compared: 2, differ: false }],
    ['meet where the later one begins earlier', run('zzab'), -2, 99, { compared: 2, differ: false }],
  ])('%s', (_, later, shift, to, expected) => {
    expect(compareText(ABC, later, shift, to)).toEqual(expected);
  });
});
